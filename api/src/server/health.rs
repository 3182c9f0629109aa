//! `GET /health/live` and `GET /health/ready`, for whoever restarts and routes.

use crate::state::AppState;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use api_http::answer::Document;
use api_http::problem::{ApiResult, Code, Problem};
use endpoint::endpoint;
use serde::Serialize;
use shared::database::migrations;
use std::time::Duration;
use utoipa::ToSchema;

/// When to ask again while the service starts or another takes over.
const START_PAUSE: Duration = Duration::from_secs(1);

api_http::routes! { live, ready, crate::server::metrics::exposition }

/// State of the service.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    status: &'static str,
}

/// The process runs.
#[endpoint(get "/health/live", tag = "operations", of = "health", any_query)]
async fn live() -> Document<Health> {
    healthy("live")
}

/// Everything needed to answer is there: the database with its schema, and all that is kept in memory.
#[endpoint(get "/health/ready", tag = "operations", of = "health", any_query)]
async fn ready(state: web::Data<AppState>) -> ApiResult<Document<Health>> {
    if !state.is_ready() {
        return Err(not_ready("Dữ liệu đang được nạp.", "Data is being loaded."));
    }
    if state.is_leaving() {
        return Err(not_ready("Tiến trình sắp dừng.", "The process is about to stop."));
    }
    if state.is_migrated() {
        state.database.ping().await?;
        return Ok(healthy("ready"));
    }
    let database = state.database.clone();
    // Diesel's migrations block their thread.
    let pending = state
        .runtime
        .spawn(async move { migrations::are_pending(&database).await });
    if pending.await.map_err(|error| Problem::internal(&error))?? {
        return Err(not_ready(
            "Cơ sở dữ liệu chưa được cập nhật.",
            "The database lacks migrations.",
        ));
    }
    state.set_migrated();
    Ok(healthy("ready"))
}

fn healthy(status: &'static str) -> Document<Health> {
    let mut response = HttpResponse::Ok();
    Document::of(
        response
            .insert_header((CACHE_CONTROL, "no-store"))
            .json(Health { status }),
    )
}

fn not_ready(vi: &str, en: &str) -> Problem {
    Problem::new(Code::Unavailable)
        .detail(vi, en)
        .retry_after(START_PAUSE)
}
