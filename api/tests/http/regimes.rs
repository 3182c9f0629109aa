//! Regimes and score sheets: complete, in both languages, cheap to ask for again.

use crate::app::{App, body, problem};
use crate::registration::{get, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

async fn app() -> (App, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::Statistics, "25").await;
    (app, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_regimes_are_there_with_their_dates_and_authorities() {
    let (app, token) = app().await;
    let list = body(get(&app, &token, "/api/v1/regimes").await, 200).await;
    let ids: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["regime"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["1048-2019", "148-2023", "26-2026"]);
    assert_eq!(list["items"][0]["scorable"], false);
    assert_eq!(list["next"], Value::Null);
    let regime = body(get(&app, &token, "/api/v1/regimes/148-2023").await, 200).await;
    assert_eq!(regime["product_sets"].as_array().unwrap().len(), 26);
    assert_eq!(regime["product_sets"][10]["scorable"], false);
    let districts = json!({"stars": 3, "authority": "district"});
    assert!(
        regime["recognition"][0]["authorities"]
            .as_array()
            .unwrap()
            .contains(&districts),
        "{regime}"
    );
    assert_eq!(regime["recognition"][1]["from"], "2025-07-06");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_comes_with_numbers_points_marks_and_labels() {
    let (app, token) = app().await;
    let path = "/api/v1/regimes/26-2026/product-sets/1";
    let sheet = body(get(&app, &token, path).await, 200).await;
    assert_eq!(sheet["name"], "Rau, củ, quả, hạt tươi");
    let criterion = &sheet["parts"][0]["sections"][0]["criteria"][2];
    assert_eq!(
        (&criterion["code"], &criterion["max"]),
        (&json!("A.1.3"), &json!(3))
    );
    assert_eq!(criterion["options"][2]["number"], 3);
    assert_eq!(criterion["options"][2]["min_star"], 5);
    assert_eq!(criterion["label"], "Gia tăng giá trị");
    let english = app
        .request(Method::GET, path)
        .bearer_auth(&token)
        .header("Accept-Language", "en")
        .send()
        .await
        .unwrap();
    let english = body(english, 200).await;
    assert_eq!(
        english["parts"][0]["sections"][0]["criteria"][2]["label"],
        "Value addition"
    );
    assert!(!sheet["doubts"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_has_not_changed_is_not_sent_again() {
    let (app, token) = app().await;
    let path = "/api/v1/regimes/26-2026/product-sets/26";
    let first = get(&app, &token, path).await;
    let etag = first.headers()["etag"].clone();
    let again = |language: &'static str| {
        app.request(Method::GET, path)
            .bearer_auth(&token)
            .header("If-None-Match", etag.clone())
            .header("Accept-Language", language)
    };
    assert_eq!(again("vi").send().await.unwrap().status(), 304);
    // The other language is another document.
    assert_eq!(again("en").send().await.unwrap().status(), 200);
}

/// The criterion `code` of the sheet that `path` gives in `language`.
async fn criterion(app: &App, token: &str, set: u32, code: &str, language: &str) -> Value {
    let path = format!("/api/v1/regimes/26-2026/product-sets/{set}");
    let asked = app.request(Method::GET, &path).bearer_auth(token);
    let answer = asked.header("Accept-Language", language).send().await.unwrap();
    let sheet = body(answer, 200).await;
    let parts = sheet["parts"].as_array().unwrap().iter();
    let sections = parts.flat_map(|part| part["sections"].as_array().unwrap());
    let mut criteria = sections.flat_map(|section| section["criteria"].as_array().unwrap());
    criteria.find(|one| one["code"] == code).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_says_how_its_criteria_are_scored() {
    let (app, token) = app().await;
    let size = criterion(&app, &token, 1, "A.1.4", "vi").await;
    assert!(
        size["note"]
            .as_str()
            .unwrap()
            .starts_with("So với quy mô trung bình"),
        "{size}"
    );
    let size = criterion(&app, &token, 1, "A.1.4", "en").await;
    assert!(
        size["note"].as_str().unwrap().starts_with("Against the average"),
        "{size}"
    );
    let structure = criterion(&app, &token, 3, "B.5.2", "vi").await;
    assert_eq!(
        structure["applies_only_if"],
        json!({"criterion": "B.5.1", "points_above": 0})
    );
    let purity = criterion(&app, &token, 16, "C.6.1", "vi").await;
    assert_eq!(purity["eliminates_at_zero"], "sensory_criterion_scored_zero");
    let story = criterion(&app, &token, 3, "B.5.1", "vi").await;
    assert_eq!(story["options"][4]["min_star"], 4);
    for absent in ["note", "official", "eliminates_at_zero", "applies_only_if"] {
        assert!(story.get(absent).is_none(), "{absent}");
    }
    for (set, ground) in [
        (18, "label_or_advertising_not_compliant"),
        (21, "intellectual_property_infringed"),
        (22, "intellectual_property_infringed"),
    ] {
        let path = format!("/api/v1/regimes/26-2026/product-sets/{set}");
        let sheet = body(get(&app, &token, &path).await, 200).await;
        let grounds = sheet["eliminations"].as_array().unwrap();
        assert!(
            grounds.iter().any(|one| one["code"] == ground),
            "{set}: {grounds:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_wording_stands_beside_the_labels_where_there_is_one() {
    let wording =
        "set,code,option,text\n3,B.5.1,,5.1. Câu chuyện về sản phẩm\n3,B.5.1,1,Chưa có câu chuyện\n";
    let app = App::changed(|http| {
        http.criteria.wording = Some(("official.csv".to_owned(), wording.to_owned()));
    })
    .await;
    let token = token_in(&app, Role::Statistics, "25").await;
    for language in ["vi", "en"] {
        let story = criterion(&app, &token, 3, "B.5.1", language).await;
        assert_eq!(story["official"], "5.1. Câu chuyện về sản phẩm");
        assert_eq!(story["options"][0]["official"], "Chưa có câu chuyện");
        assert_ne!(story["label"], story["official"]);
        assert!(story["options"][1].get("official").is_none(), "{story}");
    }
    let elsewhere = criterion(&app, &token, 4, "B.5.1", "vi").await;
    assert!(elsewhere.get("official").is_none(), "{elsewhere}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_404() {
    let (app, token) = app().await;
    for path in ["/api/v1/regimes/1999", "/api/v1/regimes/26-2026/product-sets/27"] {
        problem(get(&app, &token, path).await, 404, "not_found").await;
    }
    problem(
        get(&app, &token, "/api/v1/regimes/26-2026/product-sets/one").await,
        400,
        "malformed_path",
    )
    .await;
}
