//! A recognition that was on record by its year only is given its day.

use super::Recognised;
use crate::app::{body, problem};
use crate::past::Register;
use crate::registration::{cooperative, get, send};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// A product of which it is known that it got three stars in 2023.
async fn undated(in_memory: bool) -> (Recognised, String) {
    let register = Register::new().await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi Đôn Nhân").await;
    let recorded = register.recorded(&[by_its_year(&product)]).await;
    let id = recorded["items"][0]["recognition_id"]
        .as_str()
        .unwrap()
        .to_owned();
    if in_memory {
        register.app.load_statistics().await;
    }
    let scene = Recognised {
        register,
        producer,
        product,
    };
    (scene, id)
}

fn by_its_year(product: &str) -> Value {
    json!({
        "product_id": product, "stars": 3, "authority": "province", "programme_year": 2023, "regime": "148-2023",
        "certificate_number": "OCOP-17",
    })
}

async fn date(scene: &Recognised, id: &str, given: &Value) -> Response {
    scene.correct("recognitions", id, given).await
}

fn found(day: &str) -> Value {
    json!({"decided_on": day, "decision_number": "385/QĐ-UBND", "reason": "Tìm thấy quyết định trong kho lưu trữ"})
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_on_its_days_from_then_on() {
    for in_memory in [false, true] {
        let (scene, id) = undated(in_memory).await;
        let count = async |query: &str| scene.register.counted(query).await["totals"]["products"].clone();
        assert_eq!(count("measure=undated&as_of=2026-11-30").await, 1);
        assert_eq!(count("as_of=2024-01-20").await, 0);
        let correction = body(date(&scene, &id, &found("2023-12-28")).await, 201).await;
        assert_eq!(
            correction["changes"],
            json!([
                {"field": "valid_from", "from": null, "to": "2023-12-28"},
                {"field": "valid_to", "from": null, "to": "2026-12-28"},
                {"field": "decision_number", "from": null, "to": "385/QĐ-UBND"},
            ])
        );
        assert_eq!(count("measure=undated&as_of=2026-11-30").await, 0);
        for (day, held) in [("2023-12-27", 0), ("2023-12-28", 1), ("2026-11-30", 1)] {
            assert_eq!(count(&format!("as_of={day}")).await, held, "{day}");
        }
        assert_eq!(count("measure=ever_certified&as_of=2023-12-27").await, 0);
        assert_eq!(count("measure=new&from=2023-01-01&to=2023-12-31").await, 1);
        let recognition = scene.get(&format!("/api/v1/recognitions/{id}")).await;
        assert_eq!(
            (
                &recognition["valid_from"],
                &recognition["end_reason"],
                &recognition["certificate_number"]
            ),
            (&json!("2023-12-28"), &Value::Null, &json!("OCOP-17"))
        );
        let certificate = recognition["certificate_id"].as_str().unwrap();
        let certificate = scene.get(&format!("/api/v1/certificates/{certificate}")).await;
        assert_eq!(
            (&certificate["stars"], &certificate["number"]),
            (&json!(3), &json!("OCOP-17"))
        );
        let listed = scene.get(&format!("/api/v1/recognitions/{id}/corrections")).await;
        assert_eq!(listed["items"], json!([correction]));
        problem(date(&scene, &id, &found("2023-12-29")).await, 409, "conflict").await;
        // The paper may come once more as it is now.
        let paper = json!({
            "product_id": scene.product, "stars": 3, "authority": "province", "decision_number": "385/QĐ-UBND",
            "decided_on": "2023-12-28",
        });
        assert_eq!(scene.register.recorded(&[paper]).await["on_record"], 1);
        // And as it was, from a list that has not heard of it.
        assert_eq!(
            scene.register.recorded(&[by_its_year(&scene.product)]).await["on_record"],
            1
        );
        assert_eq!(count("measure=ever_certified&as_of=2026-11-30").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_its_place_among_the_others() {
    let (scene, id) = undated(true).await;
    let later = json!({
        "product_id": scene.product, "stars": 4, "authority": "province", "decision_number": "9/QĐ-UBND",
        "decided_on": "2025-03-01",
    });
    scene.register.recorded(&[later]).await;
    let refused = problem(
        date(&scene, &id, &found("2025-03-01")).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(refused["errors"][0]["code"], "another_of_the_day");
    body(date(&scene, &id, &found("2023-12-28")).await, 201).await;
    let recognition = scene.get(&format!("/api/v1/recognitions/{id}")).await;
    assert_eq!(
        (&recognition["ended_on"], &recognition["end_reason"]),
        (&json!("2025-03-01"), &json!("replaced"))
    );
    for (day, stars) in [("2025-02-28", "3"), ("2025-03-01", "4")] {
        let cells = scene.register.cells("stars", &format!("as_of={day}")).await;
        assert_eq!(cells, [(stars.to_owned(), 1)], "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_breaks_a_rule_is_refused() {
    let (scene, id) = undated(false).await;
    let mut given = found("2026-12-01");
    given["reason"] = json!("");
    let refused = problem(date(&scene, &id, &given).await, 422, "invalid_fields").await;
    let errors: Vec<(&Value, &Value)> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["pointer"], &one["code"]))
        .collect();
    assert_eq!(
        errors,
        [
            (&json!("/reason"), &json!("invalid_length")),
            (&json!("/decided_on"), &json!("in_the_future"))
        ]
    );
    // Another version has been read.
    let path = format!("/api/v1/recognitions/{id}");
    let answer = get(&scene.register.app, &scene.register.nation, &path).await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    for (tag, status) in [("\"another\"".to_owned(), 412), (tag, 201)] {
        let request = scene
            .register
            .app
            .request(Method::POST, &format!("{path}/corrections"));
        let request = request
            .bearer_auth(&scene.register.nation)
            .header("If-Match", tag);
        let answer = request.json(&found("2023-12-28")).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
    }
    let missing = "/api/v1/recognitions/00000000-0000-7000-8000-000000000000/corrections";
    let answer = send(
        &scene.register.app,
        Method::POST,
        &scene.register.nation,
        missing,
        &found("2023-12-28"),
    )
    .await;
    problem(answer, 404, "not_found").await;
}
