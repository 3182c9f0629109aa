//! Business plans and reports of implementation.

use super::{Scene, broken, change, made, tag};
use crate::app::{body, problem};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const PLANS: &str = "/api/v1/business-plans";
const REPORTS: &str = "/api/v1/implementation-reports";

fn plan(idea: &str) -> Value {
    json!({
        "idea_id": idea.rsplit_once('/').unwrap().1, "year": 2026, "investment": 500_000_000,
        "capital": [{"source": "own", "amount": 300_000_000}, {"source": "loan", "amount": 200_000_000}],
        "revenue": [{"year": 2026, "amount": 900_000_000}, {"year": 2027, "amount": 1_200_000_000}],
        "jobs": 12, "market": "Siêu thị Hà Nội",
        "schedule": [{"title": "Nhà sơ chế", "due_on": "2026-06-30"}],
    })
}

fn report(of: &Value, year: i16) -> Value {
    let mut report = json!({
        "year": year, "revenue": 950_000_000, "export_revenue": 100_000_000,
        "output": [{"quantity": 40_000, "unit": "kg"}],
        "jobs": {"total": 12, "female": 8, "ethnic_minority": 3}, "investment": 450_000_000,
    });
    report
        .as_object_mut()
        .unwrap()
        .extend(of.as_object().unwrap().clone());
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_follows_an_accepted_idea() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let idea = scene.idea().await;
    let refuse = async |token: &str, given: &Value| {
        let refused = problem(
            send(app, Method::POST, token, PLANS, given).await,
            422,
            "invalid_fields",
        )
        .await;
        broken(&refused)
            .into_iter()
            .map(|(pointer, code)| (pointer.to_owned(), code.to_owned()))
            .collect::<Vec<_>>()
    };
    let told = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    assert_eq!(
        refuse(&scene.producer, &plan(&idea)).await,
        told("/idea_id", "not_accepted")
    );
    scene.accepted(&idea).await;
    assert_eq!(
        refuse(&scene.other, &plan(&idea)).await,
        told("/idea_id", "unknown_record")
    );
    let mut two = plan(&idea);
    two["product_id"] = scene.product_id.clone().into();
    assert_eq!(
        refuse(&scene.producer, &two).await,
        told("/idea_id", "one_of_two")
    );
    let mut short = plan(&idea);
    short["investment"] = 499_999_999.into();
    assert_eq!(
        refuse(&scene.producer, &short).await,
        told("/capital", "sum_differs")
    );
    let mut float = plan(&idea);
    float["investment"] = json!(1.5);
    assert_eq!(refuse(&scene.producer, &float).await[0].0, "/investment");

    let made = made(app, &scene.producer, PLANS, &plan(&idea)).await;
    assert_eq!(made["owner"]["producer_id"], scene.producer_id);
    assert_eq!(made["capital"], plan(&idea)["capital"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_lies_where_the_producer_of_a_split_commune_lies() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let nation = token_in(app, Role::National, "").await;
    // Not the successor that is taken where nobody says which.
    let given = json!({"name": "HTX", "kind": "cooperative",
        "commune": {"generation": "legacy", "code": "00007", "successor": "00025"}});
    let producer = made(app, &nation, "/api/v1/producers", &given).await;
    let idea = json!({"year": 2026, "product_name": "Trà", "product_set": 7, "description": "Trà sen",
        "producer_id": producer["id"]});
    let idea = made(app, &nation, "/api/v1/ideas", &idea).await;
    assert_eq!(idea["owner"]["producer_id"], producer["id"]);
    let path = scene.path_of("/api/v1/ideas", &idea);
    let commune = token_in(app, Role::Commune, "00025").await;
    let accepted = json!({"decision": "accepted"});
    body(
        send(
            app,
            Method::POST,
            &commune,
            &format!("{path}/decision"),
            &accepted,
        )
        .await,
        200,
    )
    .await;
    let plan = made(app, &nation, PLANS, &plan(&path)).await;
    body(get(app, &commune, &scene.path_of(PLANS, &plan)).await, 200).await;
    let default = token_in(app, Role::Commune, "00008").await;
    let elsewhere = get(app, &default, &scene.path_of(PLANS, &plan)).await;
    problem(elsewhere, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_or_product_has_one_report_a_year_that_can_be_changed() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let idea = scene.idea().await;
    scene.accepted(&idea).await;
    let plan = scene.path_of(PLANS, &made(app, &scene.producer, PLANS, &plan(&idea)).await);
    let of_plan = json!({"plan_id": plan.rsplit_once('/').unwrap().1});
    let early = send(
        app,
        Method::POST,
        &scene.producer,
        REPORTS,
        &report(&of_plan, 2026),
    )
    .await;
    let early = problem(early, 422, "invalid_fields").await;
    assert_eq!(broken(&early), [("/plan_id", "not_accepted")]);
    scene.accepted(&plan).await;

    let of_product = json!({"product_id": scene.product_id});
    for of in [of_plan, of_product.clone()] {
        made(app, &scene.producer, REPORTS, &report(&of, 2026)).await;
        let again = send(app, Method::POST, &scene.commune, REPORTS, &report(&of, 2026)).await;
        problem(again, 409, "conflict").await;
        let next = send(app, Method::POST, &scene.commune, REPORTS, &report(&of, 2027)).await;
        let path = next.headers()["location"].to_str().unwrap().to_owned();
        let read = tag(&next);
        body(next, 201).await;
        let more = change(
            app,
            &scene.producer,
            &path,
            &read,
            &json!({"revenue": 1_000_000_000}),
        )
        .await;
        assert_eq!(body(more, 200).await["revenue"], 1_000_000_000);
        let moved = change(app, &scene.producer, &path, "*", &json!({"year": 2028})).await;
        problem(moved, 422, "invalid_fields").await;
        let history = body(get(app, &scene.producer, &format!("{path}/history")).await, 200).await;
        assert_eq!(history["items"][0]["content"]["revenue"], 950_000_000);
        problem(get(app, &scene.other, &path).await, 404, "not_found").await;
    }
    for (query, number) in [
        (format!("product_id={}", scene.product_id), 2),
        ("year=2027".to_owned(), 2),
        ("unit=01".to_owned(), 0),
    ] {
        let list = body(
            get(app, &scene.province, &format!("{REPORTS}?{query}")).await,
            200,
        )
        .await;
        assert_eq!(list["items"].as_array().unwrap().len(), number, "{query}");
    }

    let mut wrong = report(&of_product, 2029);
    wrong["export_revenue"] = 950_000_001.into();
    wrong["jobs"]["female"] = 13.into();
    let refused = send(app, Method::POST, &scene.producer, REPORTS, &wrong).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(
        broken(&refused),
        [
            ("/export_revenue", "more_than_the_whole"),
            ("/jobs/female", "too_many")
        ]
    );
}
