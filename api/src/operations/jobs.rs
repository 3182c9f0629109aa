//! Jobs as operators see them, and what they do about failed ones: `/api/v1/jobs…`.

mod acts;
mod view;

use crate::caller::{Authorized, JobsAdmin};
use crate::state::AppState;
use actix_web::{HttpRequest, web};
use api_http::answer::Resource;
use api_http::extract::Listing;
use api_http::extract::{ETag, IfNoneMatch, ListAnswer, PageOf, PathOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::jobs::{self, JobStatus};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use view::JobView;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(show)
        .service(acts::redrive)
        .service(acts::discard);
}

/// Which jobs a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// Those in this state.
    status: JobStatus,
    /// Of the failed ones only those given up for good (true), or only the others (false).
    discarded: Option<bool>,
}

/// Jobs in one state, the newest first.
#[endpoint(get "/jobs", tag = "operations", of = "jobs")]
async fn list(
    _: Authorized<JobsAdmin>,
    request: HttpRequest,
    state: web::Data<AppState>,
    PageOf { page, query }: PageOf<JobQuery>,
) -> ApiResult<Listing<JobView>> {
    let mut connection = state.database.connection().await?;
    let rows = jobs::list(
        &mut connection,
        query.status,
        query.discarded,
        page.after,
        page.limit(),
    )
    .await?;
    Ok(ListAnswer::of(&page, rows, |row| row.id, JobView::from).respond(&request))
}

/// One job.
#[endpoint(get "/jobs/{id}", tag = "operations", of = "jobs")]
async fn show(
    _: Authorized<JobsAdmin>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    seen: IfNoneMatch,
) -> ApiResult<Resource<JobView>> {
    let mut connection = state.database.connection().await?;
    let job = jobs::find(&mut connection, id).await?;
    let discarded = job.discarded_at.is_some();
    let tag = format!("{id}-{}-{}-{discarded}", job.status, job.attempts);
    Ok(seen.answer(&ETag::of_text(&tag), &JobView::from(job)))
}
