//! Dossiers: the whole way from the draft to the advisory team, and what is refused on it.

use crate::app::{App, problem};
use crate::registration::{get, token_in};
use shared::domain::access::Role;

const DOSSIERS: &str = "/api/v1/dossiers";

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_is_not_there_is_404() {
    let app = App::at("2026-06-01").await;
    let token = token_in(&app, Role::Province, "25").await;
    let path = format!("{DOSSIERS}/{}", uuid::Uuid::now_v7());
    problem(get(&app, &token, &path).await, 404, "not_found").await;
    app.set_date("2026-06-02");
    assert_eq!(app.clock().today().to_string(), "2026-06-02");
}
