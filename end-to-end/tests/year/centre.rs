//! Potential five stars and the ministry's three outcomes.

use crate::scene::{Council, Year, text};
use serde_json::{Value, json};

/// A dossier that the province has proposed to the ministry, and its product.
async fn proposed(year: &Year, council: &Council, name: &str) -> (String, String) {
    let product = year.product(name).await;
    let dossier = year.draft(&product, "first").await;
    year.to_the_council(&dossier).await;
    let scored = year.given(council, &dossier, 5).await;
    assert_eq!(
        (&scored["state"], &scored["stars"]),
        (&json!("scored"), &json!(5))
    );
    let number = format!("{}/QĐ-UBND", &dossier[24..]);
    let decided = year
        .decide(&year.province, &number, "2026-06-25", &[&dossier], 201)
        .await;
    assert_eq!(decided["items"][0]["certificate"], Value::Null);
    assert_eq!(year.held(&product).await, (json!(5), json!(true)));
    (product, dossier)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ministry_gives_five_stars_or_sends_back_or_does_not_score() {
    let year = Year::begins("2026-06-25").await;
    let council = year.council("province", 2026, 1).await;
    let (best, five) = proposed(&year, &council, "Chè Shan tuyết").await;
    let (good, four) = proposed(&year, &council, "Miến dong").await;
    let (_, refused) = proposed(&year, &council, "Mật ong").await;

    // The minimum dossier is not met: back, and evaluated anew in the province.
    let reason = json!({"reason": "Thiếu hồ sơ tối thiểu."});
    let back = year.act(&year.ministry, &refused, "refusal", &reason, 200).await;
    assert_eq!(back["state"], "back_at_province");
    let anew = year
        .act(&year.province, &refused, "new-evaluation", &reason, 200)
        .await;
    assert_eq!((&anew["state"], &anew["turn"]), (&json!("at_council"), &json!(2)));

    // Five stars at the centre.
    year.comes("2026-09-20");
    let central = year.council("central", 2026, 1).await;
    for dossier in [&five, &four] {
        year.act(&year.ministry, dossier, "acceptance", &json!({}), 200)
            .await;
    }
    let scored = year.given(&central, &five, 5).await;
    assert_eq!(scored["state"], "scored_by_ministry");
    let decided = year
        .decide(&year.ministry, "5/QĐ-BNNMT", "2026-09-20", &[&five], 201)
        .await;
    let certificate = text(&decided["items"][0]["certificate"]["id"]);
    assert_eq!(year.held(&best).await, (json!(5), json!(false)));
    assert_eq!(year.certificate(&certificate, "2026-09-20").await["stars"], 5);

    // Four stars at the centre: the province recognises from that result.
    let scored = year.given(&central, &four, 4).await;
    assert_eq!(scored["state"], "back_at_province");
    let adopted = year.act(&year.province, &four, "adoption", &json!({}), 200).await;
    assert_eq!(
        (&adopted["state"], &adopted["stars"]),
        (&json!("scored"), &json!(4))
    );
    year.comes("2026-10-05");
    year.decide(&year.province, "6/QĐ-UBND", "2026-10-05", &[&four], 201)
        .await;
    assert_eq!(year.held(&good).await, (json!(4), json!(false)));

    // Only the ministry revokes five stars.
    let revoked = json!({"ground": "criteria_no_longer_met", "finding_on": "2026-10-01", "reason": "Không còn đạt.",
        "decision": {"number": "7/QĐ-BNNMT", "decided_on": "2026-10-05", "signer": "Nguyễn Văn B"}});
    let path = format!("/api/v1/certificates/{certificate}/revocation");
    year.province.post(&path, &revoked, 403).await;
    year.ministry.post(&path, &revoked, 200).await;
    assert_eq!(year.held(&best).await.0, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_potential_five_stars_that_is_rated_below_anew_holds_nothing() {
    let year = Year::begins("2026-06-25").await;
    let council = year.council("province", 2026, 1).await;
    let (product, dossier) = proposed(&year, &council, "Mật ong").await;
    let reason = json!({"reason": "Thiếu hồ sơ tối thiểu."});
    year.act(&year.ministry, &dossier, "refusal", &reason, 200).await;
    year.act(&year.province, &dossier, "new-evaluation", &reason, 200)
        .await;
    year.comes("2026-07-10");
    let low = json!({"answers": year.answers(2).await});
    year.sheets(&council, &dossier, &[low.clone(), low.clone(), low])
        .await;
    let rated = year.rated(&council, &dossier).await;
    assert_eq!(rated["state"], "not_recognised");
    assert_eq!(year.held(&product).await.0, Value::Null);
    assert_eq!(
        (
            year.valid_on("2026-07-09").await,
            year.valid_on("2026-07-10").await
        ),
        (1, 0)
    );
}
