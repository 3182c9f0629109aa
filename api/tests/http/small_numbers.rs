//! Small numbers of personal dimensions towards public readers: 13 producers of the demonstration, six women and seven men.

use crate::app::{App, body, problem};
use crate::registration::{get, token_in};
use api::config::{PublicReaders, SmallNumbers};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const DAY: &str = "as_of=2022-01-01";

async fn app(small_numbers: SmallNumbers) -> (App, String, String) {
    let app = App::changed(|http| http.small_numbers = small_numbers).await;
    app.load_demo().await;
    app.database
        .execute(
            "update recognitions set gender = case when place <= 6 then 'female' else 'male' end
             from (select producer_id, row_number() over (order by producer_id) as place
                   from (select distinct producer_id from recognitions) as producers) as placed
             where placed.producer_id = recognitions.producer_id",
        )
        .await;
    let office = token_in(&app, Role::National, "").await;
    app.client("portal", Role::Statistics, None).await;
    let portal = app.token_of("portal").await;
    (app, office, portal)
}

async fn cells(app: &App, token: &str, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/statistics/{query}");
    let answer = body(get(app, token, &path).await, 200).await;
    let cells = answer.get("cells").unwrap_or(&answer["points"][0]["cells"]);
    cells.as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_sees_the_sexes_of_many_producers_and_not_those_of_few() {
    let (app, office, portal) = app(SmallNumbers::default()).await;
    let whole = cells(&app, &portal, &format!("products?by=gender&{DAY}")).await;
    let told: Vec<Value> = whole
        .iter()
        .map(|cell| json!([cell["gender"], cell["producers"]]))
        .collect();
    assert_eq!(told, [json!(["female", 6]), json!(["male", 7])]);
    // The office first: what it was told is kept and must not be told to the portal.
    for query in [
        format!("products?by=commune,gender&{DAY}"),
        "series?by=commune,gender&from=2022-01-01&to=2022-01-01".to_owned(),
    ] {
        let seen = cells(&app, &office, &query).await;
        assert!(seen.iter().all(|cell| cell["products"].is_i64()), "{seen:?}");
        let hidden = cells(&app, &portal, &query).await;
        assert_eq!(hidden.len() % 3, 0, "a group lists women, men and unknown ones");
        for cell in &hidden {
            let numbers = json!([cell["products"], cell["producers"], cell["protected"]]);
            assert_eq!(numbers, json!([null, null, true]), "{query}");
        }
        let seen_again = cells(&app, &office, &query).await;
        assert_eq!(seen_again, seen);
    }
    let communes = cells(&app, &portal, &format!("products?by=commune&{DAY}")).await;
    assert!(communes.iter().all(|cell| cell["products"].is_i64()));
    let compared = format!("products?by=gender&{DAY}&compare_to=2020-01-01&shares=true");
    let compared = cells(&app, &portal, &compared).await;
    assert!(
        compared.iter().all(|cell| cell["compared"]["products"] == 0),
        "nothing there then: {compared:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_leaves_hidden_numbers_empty_and_filters_are_refused() {
    let (app, _, portal) = app(SmallNumbers::default()).await;
    let path = format!("/api/v1/statistics/products?by=product_set,gender&{DAY}&shares=true");
    let request = app.request(Method::GET, &path).bearer_auth(&portal);
    let csv = request
        .header("Accept", "text/csv")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let hidden = csv.lines().filter(|line| line.ends_with(",,,,")).count();
    assert!(hidden > 0 && hidden % 3 == 0, "{csv}");
    for (query, pointer) in [
        ("products?gender=female", "/gender"),
        ("products?by=stars&ethnic_minority=true", "/ethnic_minority"),
        ("series?gender=male", "/gender"),
        ("ranking?of=commune&gender=female", "/gender"),
    ] {
        let path = format!("/api/v1/statistics/{query}");
        let refused = problem(get(&app, &portal, &path).await, 400, "invalid_query").await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{query}");
        assert_eq!(refused["errors"][0]["code"], "personal_filter", "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_numbers_are_hidden_from_is_configured() {
    let query = format!("products?by=commune,gender&{DAY}");
    let hides = |cells: &[Value]| cells.iter().any(|cell| cell["protected"] == true);
    for (below, readers, from_office, from_portal) in [
        (5, PublicReaders::Nobody, false, false),
        (0, PublicReaders::Everybody, false, false),
        (5, PublicReaders::Everybody, true, true),
    ] {
        let (app, office, portal) = app(SmallNumbers { below, readers }).await;
        assert_eq!(
            hides(&cells(&app, &office, &query).await),
            from_office,
            "{below} {readers}"
        );
        assert_eq!(
            hides(&cells(&app, &portal, &query).await),
            from_portal,
            "{below} {readers}"
        );
    }
}
