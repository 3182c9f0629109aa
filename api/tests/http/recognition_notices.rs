//! Notices of recognitions: who sees which, filters, pages, what is refused.

use crate::app::{App, body, problem};
use crate::registration::{get, token_in};
use api::sign_in::identities::{NewIdentity, create_client};
use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::database::recognition_notices;
use shared::domain::access::{Permission, Role, RoleAssignment};

const NOTICES: &str = "/api/v1/recognition-notices";
/// What the demonstration recognised on 17/2/2021 by decision 385/QĐ-UBND.
const PRODUCTS: usize = 22;

/// A server with the notices of the demonstration's history: the window of all 22 opened on 21/8/2023, and all expired on
/// 17/2/2024.
async fn app() -> App {
    let app = App::start().await;
    let database = app.database.database();
    let now = Clock::System.now();
    demo::load(&database, now).await.unwrap();
    let mut connection = database.connection().await.unwrap();
    let day: NaiveDate = "2024-06-01".parse().unwrap();
    recognition_notices::record(&mut connection, day, now, 1_000)
        .await
        .unwrap();
    app
}

async fn list(app: &App, token: &str, query: &str) -> Value {
    body(
        get(app, token, &format!("{NOTICES}?page_size=500&{query}")).await,
        200,
    )
    .await
}

fn count(list: &Value) -> usize {
    list["items"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_says_what_happened_to_which_product_and_when() {
    let app = app().await;
    let token = token_in(&app, Role::National, "").await;
    let expired = list(&app, &token, "kind=expired").await;
    assert_eq!(count(&expired), PRODUCTS);
    let notice = &expired["items"][0];
    assert_eq!(
        (&notice["kind"], &notice["day"]),
        (&json!("expired"), &json!("2024-02-18"))
    );
    assert_eq!(
        (
            &notice["recognition"]["valid_from"],
            &notice["recognition"]["valid_to"]
        ),
        (&json!("2021-02-17"), &json!("2024-02-17"))
    );
    let path = format!("/api/v1/products/{}", notice["product"]["id"].as_str().unwrap());
    let product = body(get(&app, &token, &path).await, 200).await;
    assert_eq!(
        (&notice["product"]["code"], &notice["product"]["name"]),
        (&product["code"], &product["name"])
    );
    let opened = list(&app, &token, "kind=renewal_opens").await;
    assert_eq!(count(&opened), PRODUCTS);
    assert_eq!(opened["items"][0]["day"], "2023-08-21");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_and_units_narrow_the_list() {
    let app = app().await;
    let token = token_in(&app, Role::National, "").await;
    for (query, expected) in [
        ("", 2 * PRODUCTS),
        ("from=2023-08-21", 2 * PRODUCTS),
        ("from=2023-08-22", PRODUCTS),
        ("to=2023-08-20", 0),
        ("from=2024-02-18&to=2024-02-18", PRODUCTS),
        ("from=2024-02-19", 0),
        ("unit=25", 2 * PRODUCTS),
        ("unit=26&generation=legacy", 2 * PRODUCTS),
        ("unit=01", 0),
    ] {
        assert_eq!(count(&list(&app, &token, query).await), expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = app().await;
    let token = token_in(&app, Role::National, "").await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = body(
            get(&app, &token, &format!("{NOTICES}?page_size=20{cursor}")).await,
            200,
        )
        .await;
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["id"].as_i64().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 2 * PRODUCTS);
    assert!(seen.is_sorted_by(|one, next| one < next), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_sees_the_notices_of_their_own_products_only() {
    let app = app().await;
    let all = list(&app, &token_in(&app, Role::National, "").await, "").await;
    let phu_tho = token_in(&app, Role::Province, "25").await;
    let ha_noi = token_in(&app, Role::Province, "01").await;
    assert_eq!(list(&app, &phu_tho, "").await, all);
    assert_eq!(count(&list(&app, &ha_noi, "").await), 0);
    // Naming another's unit opens nothing.
    assert_eq!(count(&list(&app, &ha_noi, "unit=25").await), 0);
    let producer = &all["items"][0]["product"]["producer_id"];
    let identity = NewIdentity {
        name: "producer".to_owned(),
        display_name: "producer".to_owned(),
        assignment: RoleAssignment {
            producer: Some(producer.as_str().unwrap().parse().unwrap()),
            ..RoleAssignment::of_nation(Role::Producer)
        },
        permissions: None,
    };
    create_client(&app.database.database(), &identity, &crate::app::SECRET.into())
        .await
        .unwrap();
    let own = list(&app, &app.token_of("producer").await, "").await;
    let expected: Vec<&Value> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["product"]["producer_id"] == *producer)
        .collect();
    assert_eq!(
        own["items"].as_array().unwrap().iter().collect::<Vec<_>>(),
        expected
    );
    assert!(!expected.is_empty() && expected.len() < 2 * PRODUCTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_by_name() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    for (query, pointer) in [
        ("kind=revoked", "/kind"),
        ("from=yesterday", "/from"),
        ("from=1999-12-31", "/from"),
        ("to=-200000-01-01", "/to"),
        ("from=2026-02-02&to=2026-02-01", "/to"),
        ("unit=99", "/unit"),
        ("page_size=501", "/page_size"),
        ("cursor=AAAA", "/cursor"),
        ("day=2026-02-02", "/day"),
    ] {
        let refused = problem(
            get(&app, &token, &format!("{NOTICES}?{query}")).await,
            400,
            "invalid_query",
        )
        .await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{query}: {refused}");
    }
    problem(app.get(NOTICES).await, 401, "unauthenticated").await;
    app.client("scorer", Role::National, Some(&[Permission::ScoringsRun]))
        .await;
    let scorer = app.token_of("scorer").await;
    problem(get(&app, &scorer, NOTICES).await, 403, "insufficient_scope").await;
}
