//! The table of states and steps.

use crate::app::{App, body};
use crate::registration::{get, token_in};
use serde_json::json;
use shared::domain::access::Role;

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_answered_in_the_callers_language() {
    let app = App::start().await;
    let token = token_in(&app, Role::Commune, "08782").await;
    let table = body(get(&app, &token, "/api/v1/workflow").await, 200).await;
    assert_eq!(
        table["steps"][0],
        json!({
            "from": "draft", "action": "submit", "name": "nộp hồ sơ", "to": "at_commune",
            "by": ["producer", "commune", "province"], "reason_required": false, "working_days": 15,
            "names_last_day": false,
        })
    );
    let english = app
        .request(reqwest::Method::GET, "/api/v1/workflow")
        .bearer_auth(&token);
    let english = english.header("accept-language", "en").send().await.unwrap();
    assert_eq!(body(english, 200).await["states"][0]["name"], "draft");
}
