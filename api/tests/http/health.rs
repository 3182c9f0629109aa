//! Health, metrics, and several processes on one new database.

use crate::app::App;
use api::SigningKeys;
use api::config::HttpConfig;
use api::state::AppState;
use serde_json::json;
use std::net::SocketAddr;
use test_support::TestDatabase;

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_database_is_ready_and_one_without_its_schema_is_not() {
    let app = App::start().await;
    let ready = app.get("/health/ready").await;
    assert_eq!(ready.status(), 200);
    assert_eq!(
        ready.json::<serde_json::Value>().await.unwrap(),
        json!({"status": "ready"})
    );

    let empty = TestDatabase::empty().await;
    let config = shared::config::DatabaseConfig::at(empty.url());
    let app = App::on(empty, &config).await;
    let starting = app.get("/health/ready").await;
    assert_eq!(starting.headers()["retry-after"], "1");
    crate::app::problem(starting, 503, "unavailable").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_never_by_path() {
    let app = App::start().await;
    for path in ["/health/live", "/nowhere/1", "/nowhere/2", "/docs/nowhere.js"] {
        app.get(path).await;
    }
    let response = app.get("/metrics").await;
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4");
    let text = response.text().await.unwrap();
    for line in [
        "http_requests_total{route=\"/health/live\",method=\"GET\",status=\"200\"}",
        "http_requests_total{route=\"unmatched\",method=\"GET\",status=\"404\"}",
        "http_request_duration_seconds_bucket{route=\"/health/live\",method=\"GET\",le=\"0.001\"}",
        "database_connections_most 10",
    ] {
        assert!(text.contains(line), "{line} is missing in:\n{text}");
    }
    assert!(!text.contains("nowhere"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_statistics_keep_in_memory_is_measured_once_it_is_there() {
    let (app, _) = crate::statistics::app().await;
    let told = async |name: &str| {
        let text = app.get("/metrics").await.text().await.unwrap();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map(str::to_owned)
    };
    assert_eq!(
        told("ocop_statistics_intervals").await,
        None,
        "nothing is loaded yet"
    );
    app.load_statistics().await;
    let rows = app
        .database
        .texts("select count(*)::text from recognitions")
        .await;
    assert_eq!(told("ocop_statistics_intervals").await.unwrap(), rows[0]);
    let seconds: f64 = told("ocop_statistics_load_seconds")
        .await
        .unwrap()
        .parse()
        .unwrap();
    assert!(seconds > 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_together_share_one_signing_key() {
    let database = TestDatabase::new().await;
    let http = HttpConfig::at(SocketAddr::from(([127, 0, 0, 1], 0)));
    let pool = database.database();
    let loads = (0..4).map(|_| SigningKeys::load(&http, &pool));
    let keys = futures_util::future::join_all(loads).await;
    let kids: Vec<String> = keys
        .iter()
        .map(|keys| format!("{:?}", keys.as_ref().unwrap()))
        .collect();
    assert!(kids.iter().all(|kid| *kid == kids[0]), "{kids:?}");
    assert_eq!(database.number("select count(*) from signing_keys").await, 1);
    for keys in keys {
        // The self-test of the start.
        AppState::new(&http, pool.clone(), keys.unwrap()).unwrap();
    }
}
