//! A regime that comes as a file and not with the program: listed, in force from its day on, scored by its own bands.

use crate::support::{API, WORKER, service, succeeded};
use chrono::{Days, Utc};
use serde_json::{Value, json};
use std::path::Path;
use test_support::{Child, HttpClient, PRODUCT_SET, evaluation_request, scoring_request};

/// 26/2026 once more under another number, in force since yesterday, with higher bands.
fn made_up() -> Value {
    let mut regime: Value =
        serde_json::from_str(include_str!("../../../criteria/26-2026.json")).expect("JSON");
    let yesterday = Utc::now().date_naive() - Days::new(1);
    regime["id"] = json!("99-2030");
    regime["decision"] = json!("99/2030/QĐ-TTg");
    regime["effective_from"] = json!(yesterday);
    regime["recognition"][0]["from"] = json!(yesterday);
    regime["transition"] = json!({
        "from_regime": "26-2026", "handed_in_before": yesterday,
        "finish_by": {"first": yesterday, "upgrade": yesterday, "renewal": yesterday},
    });
    for (band, min) in [95, 80, 60, 40, 0].into_iter().enumerate() {
        regime["bands"][band]["min"] = json!(min);
    }
    regime
}

fn write(folder: &Path, name: &str, regime: &Value) -> [(&'static str, String); 1] {
    std::fs::write(folder.join(name), regime.to_string()).expect("a file");
    [("OCOP_CRITERIA_DIR", folder.display().to_string())]
}

async fn scored(client: &HttpClient, regime: &str, seed: u64) -> Value {
    let mut request = scoring_request(PRODUCT_SET, 5, seed);
    request["regime"] = json!(regime);
    client.post("/api/v1/scorings", &request, 200).await
}

#[tokio::test]
async fn a_regime_of_a_file_is_chosen_by_its_days_and_scores_by_its_bands() {
    let folder = tempfile::tempdir().expect("a folder");
    let criteria = write(folder.path(), "99-2030.json", &made_up());
    let service = service().await;
    let api = service.api(&criteria).await;
    let _worker = service.worker(&criteria).await;
    let client = service.national(&api.base).await;

    let listed = client.get("/api/v1/regimes").await;
    let ids: Vec<&str> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["regime"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, ["1048-2019", "148-2023", "26-2026", "99-2030"]);
    client.get("/api/v1/regimes/99-2030/product-sets/1").await;

    // A council whose mean the two regimes put into different bands.
    let mut seed = 0;
    let expected = loop {
        let new = scored(&client, "99-2030", seed).await;
        if new["score_stars"] != scored(&client, "26-2026", seed).await["score_stars"] {
            break new;
        }
        seed += 1;
    };
    let products = service.products(1).await;
    let mut request = evaluation_request(&products[0], PRODUCT_SET, seed);
    request.as_object_mut().expect("an object").remove("regime");
    let accepted = client.post("/api/v1/evaluations", &request, 202).await;
    let evaluation = succeeded(&client, accepted["id"].as_str().expect("an id")).await;
    assert_eq!(evaluation["result"], expected);
    assert_eq!(evaluation["result"]["regime"], "99-2030");
}

#[tokio::test]
async fn a_broken_file_is_named_with_its_rule_and_nothing_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut regime = made_up();
    regime["bands"][4]["min"] = json!(10);
    write(folder.path(), "99-2030.json", &regime);
    let criteria = write(folder.path(), "100-2031.json", &json!({"id": "100-2031"}));
    let service = service().await;
    for binary in [API, WORKER] {
        let mut variables = service.variables();
        variables.extend(criteria.iter().cloned());
        let mut child = Child::start(binary, &[], &variables);
        assert!(!child.ended().await.success());
        for problem in ["100-2031.json: missing field", "99-2030: bands must run"] {
            child
                .printed(|output| output.contains(problem).then_some(()))
                .await;
        }
    }
}

#[tokio::test]
async fn a_broken_line_of_the_official_wording_is_named_and_nothing_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("official.csv");
    std::fs::write(
        &file,
        "set,code,option,text\n3,B.5.1,,Câu chuyện\n3,B.9.9,,Không có\n",
    )
    .expect("a file");
    let service = service().await;
    for binary in [API, WORKER] {
        let mut variables = service.variables();
        variables.push(("OCOP_CRITERIA_WORDING", file.display().to_string()));
        let mut child = Child::start(binary, &[], &variables);
        assert!(!child.ended().await.success());
        let problem = "official.csv: line 3: set 3 has no criterion B.9.9";
        child
            .printed(|output| output.contains(problem).then_some(()))
            .await;
    }
}
