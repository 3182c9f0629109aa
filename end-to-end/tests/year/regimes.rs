//! One year under two regimes: the transition's days act by date (Decision 26/2026/QĐ-TTg, article 11).

use crate::scene::{Year, text};
use serde_json::{Value, json};

/// The regime under which a dossier that was handed in before the new one is rated on `day`.
async fn rated_under(day: &str) -> Value {
    let year = Year::begins("2026-05-20").await;
    let product = year.product("Ổi Đôn Nhân").await;
    let dossier = year.draft(&product, "first").await;
    year.to_the_council(&dossier).await;
    let council = year.council("province", 2026, 1).await;
    year.before(&council, &[&dossier]).await;
    year.comes(day);
    let sheet = json!({"answers": {"A.1.1": 1}});
    year.sheets(&council, &dossier, &[sheet.clone(), sheet.clone(), sheet])
        .await;
    let rated = year.rated(&council, &dossier).await;
    let evaluation = format!("/api/v1/evaluations/{}", text(&rated["evaluation_id"]));
    year.province.get(&evaluation).await["regime"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_of_may_is_finished_under_148_until_21_july() {
    assert_eq!(rated_under("2026-07-21").await, "148-2023");
    assert_eq!(rated_under("2026-07-22").await, "26-2026");
}
