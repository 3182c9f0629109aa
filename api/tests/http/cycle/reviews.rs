use super::{Scene, broken, change, made, tag};
use crate::app::{body, problem};
use crate::registration::{get, send};
use reqwest::Method;
use serde_json::{Value, json};

const IDEAS: &str = "/api/v1/ideas";
const PLANS: &str = "/api/v1/business-plans";

/// An idea and a plan go the same way; each of the producer, waiting for a decision.
async fn both(scene: &Scene) -> [String; 2] {
    let plan =
        json!({"product_id": scene.product_id, "year": 2026, "investment": 0, "jobs": 4, "market": "Hà Nội"});
    let plan = made(&scene.app, &scene.producer, PLANS, &plan).await;
    assert_eq!(
        (&plan["state"], &plan["possible"]),
        (&"submitted".into(), &json!(["accept", "return", "reject"]))
    );
    [scene.idea().await, scene.path_of(PLANS, &plan)]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_returned_is_mended_handed_in_again_and_accepted() {
    let scene = Scene::start().await;
    let app = &scene.app;
    for path in both(&scene).await {
        let year = json!({"year": 2027});
        let early = problem(
            change(app, &scene.producer, &path, "*", &year).await,
            409,
            "conflict",
        )
        .await;
        assert!(
            early["detail"]
                .as_str()
                .unwrap()
                .contains("accept, return, reject"),
            "{early}"
        );
        let submission = format!("{path}/submission");
        let early = send(app, Method::POST, &scene.producer, &submission, &json!({})).await;
        problem(early, 409, "conflict").await;

        for reason in [None, Some("  ")] {
            let refused = problem(
                scene.decide(&path, "returned", reason).await,
                422,
                "invalid_fields",
            )
            .await;
            assert_eq!(broken(&refused), [("/reason", "required")]);
        }
        let returned = scene
            .decide(&path, "returned", Some("thiếu hợp đồng liên kết"))
            .await;
        let tag_of_returned = tag(&returned);
        let returned = body(returned, 200).await;
        assert_eq!(
            (&returned["state"], &returned["possible"]),
            (&"returned".into(), &json!(["change", "submit"]))
        );
        problem(scene.decide(&path, "accepted", None).await, 409, "conflict").await;

        let unread = send(app, Method::PATCH, &scene.producer, &path, &year).await;
        problem(unread, 428, "precondition_required").await;
        let mended = change(app, &scene.producer, &path, &tag_of_returned, &year).await;
        assert_eq!(body(mended, 200).await["year"], 2027);
        let again = send(app, Method::POST, &scene.producer, &submission, &json!({})).await;
        assert_eq!(body(again, 200).await["state"], "submitted");
        scene.accepted(&path).await;
        let late = problem(scene.decide(&path, "rejected", Some("x")).await, 409, "conflict").await;
        assert!(late["detail"].as_str().unwrap().contains("không còn"), "{late}");

        let history = body(get(app, &scene.producer, &format!("{path}/history")).await, 200).await;
        let told: Vec<(&str, Option<&str>)> = history["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["act"].as_str().unwrap(), entry["reason"].as_str()))
            .collect();
        let expected = [
            ("create", None),
            ("return", Some("thiếu hợp đồng liên kết")),
            ("change", None),
            ("submit", None),
            ("accept", None),
        ];
        assert_eq!(told, expected);
        let page = body(
            get(app, &scene.producer, &format!("{path}/history?page_size=4")).await,
            200,
        )
        .await;
        let next = format!(
            "{path}/history?page_size=4&cursor={}",
            page["next"].as_str().unwrap()
        );
        let rest = body(get(app, &scene.producer, &next).await, 200).await;
        assert_eq!(rest["items"], json!([history["items"][4]]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rejected_stays_so_and_a_repeated_decision_has_one_effect() {
    let scene = Scene::start().await;
    let app = &scene.app;
    for path in both(&scene).await {
        let decision = json!({"decision": "rejected", "reason": "không thuộc bộ sản phẩm nào"});
        let keyed = || {
            let request = app.request(Method::POST, &format!("{path}/decision"));
            request
                .bearer_auth(&scene.commune)
                .header("Idempotency-Key", path.replace('/', "-"))
                .json(&decision)
                .send()
        };
        let first = body(keyed().await.unwrap(), 200).await;
        assert_eq!(
            (&first["state"], &first["possible"]),
            (&"rejected".into(), &json!([]))
        );
        assert_eq!(body(keyed().await.unwrap(), 200).await, first);
        problem(
            change(app, &scene.producer, &path, "*", &json!({"year": 2027})).await,
            409,
            "conflict",
        )
        .await;
        let again = send(
            app,
            Method::POST,
            &scene.producer,
            &format!("{path}/submission"),
            &json!({}),
        )
        .await;
        problem(again, 409, "conflict").await;
        let list = path.rsplit_once('/').unwrap().0;
        for (state, number) in [("rejected", 1), ("accepted", 0)] {
            let found = body(
                get(app, &scene.commune, &format!("{list}?state={state}")).await,
                200,
            )
            .await;
            assert_eq!(found["items"].as_array().unwrap().len(), number, "{state}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_over_their_own_and_another_province_sees_nothing() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let accepted = json!({"decision": "accepted"});
    for path in both(&scene).await {
        let decision = format!("{path}/decision");
        let own = send(app, Method::POST, &scene.producer, &decision, &accepted).await;
        problem(own, 403, "outside_reach").await;
        problem(get(app, &scene.other, &path).await, 404, "not_found").await;
        problem(
            get(app, &scene.other, &format!("{path}/history")).await,
            404,
            "not_found",
        )
        .await;
        let other = send(app, Method::POST, &scene.other, &decision, &accepted).await;
        problem(other, 404, "not_found").await;
        let list = path.rsplit_once('/').unwrap().0;
        assert_eq!(
            body(get(app, &scene.other, list).await, 200).await["items"],
            json!([])
        );
    }
    // An idea of the commune itself: the province decides.
    let idea = json!({"year": 2026, "product_name": "Gốm", "product_set": 20, "description": "Làng nghề"});
    let idea = made(app, &scene.commune, IDEAS, &idea).await;
    assert_eq!(
        (&idea["commune_code"], &idea["producer_id"]),
        (&"08782".into(), &Value::Null)
    );
    let path = scene.path_of(IDEAS, &idea);
    problem(scene.decide(&path, "accepted", None).await, 403, "outside_reach").await;
    problem(get(app, &scene.producer, &path).await, 404, "not_found").await;
    let decided = send(
        app,
        Method::POST,
        &scene.province,
        &format!("{path}/decision"),
        &accepted,
    )
    .await;
    assert_eq!(body(decided, 200).await["state"], "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idea_says_whose_it_is() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let idea = |owner: Value| {
        let mut idea = json!({"year": 2026, "product_name": "Trà", "product_set": 7, "description": "Lá ổi"});
        idea.as_object_mut()
            .unwrap()
            .extend(owner.as_object().unwrap().clone());
        idea
    };
    let nobody = uuid::Uuid::now_v7();
    for (token, owner, expected) in [
        (&scene.province, json!({}), ("/producer_id", "required")),
        (
            &scene.province,
            json!({"producer_id": nobody}),
            ("/producer_id", "unknown_producer"),
        ),
        (
            &scene.other,
            json!({"producer_id": scene.producer_id}),
            ("/producer_id", "unknown_producer"),
        ),
        (
            &scene.producer,
            json!({"producer_id": nobody}),
            ("/producer_id", "unknown_producer"),
        ),
        (
            &scene.producer,
            json!({"commune_code": "08782"}),
            ("/commune_code", "not_with_producer"),
        ),
        (
            &scene.province,
            json!({"commune_code": "1"}),
            ("/commune_code", "unknown_unit"),
        ),
        (
            &scene.producer,
            json!({"product_name": " "}),
            ("/product_name", "required"),
        ),
        (
            &scene.producer,
            json!({"product_set": 0}),
            ("/product_set", "unknown_product_set"),
        ),
        (
            &scene.producer,
            json!({"description": ""}),
            ("/description", "required"),
        ),
    ] {
        let refused = send(app, Method::POST, token, IDEAS, &idea(owner)).await;
        let refused = problem(refused, 422, "invalid_fields").await;
        assert_eq!(broken(&refused), [expected]);
    }
    let made = made(
        app,
        &scene.commune,
        IDEAS,
        &idea(json!({"producer_id": scene.producer_id})),
    )
    .await;
    assert_eq!(made["producer_id"], scene.producer_id);
    let list = format!("{IDEAS}?producer_id={}", scene.producer_id);
    assert_eq!(
        body(get(app, &scene.producer, &list).await, 200).await["items"],
        json!([made])
    );
}
