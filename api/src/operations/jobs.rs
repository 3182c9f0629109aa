//! Jobs as operators see them, and what they do about failed ones: `/api/v1/jobs…`.

mod acts;
mod view;

use crate::caller::{Caller, JobsAdmin};
use api_http::answer::Resource;
use api_http::extract::{ETag, IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::jobs::{self, JobStatus};
use utoipa::IntoParams;
use uuid::Uuid;
use view::JobView;

api_http::routes! { list, show, acts::redrive, acts::discard }

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
    caller: Caller<JobsAdmin>,
    PageOf { page, query }: PageOf<JobQuery>,
) -> ApiResult<List<JobView>> {
    let mut connection = caller.connection().await?;
    let JobQuery { status, discarded } = query;
    let rows = jobs::list(&mut connection, status, discarded, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, JobView::from))
}

/// One job.
#[endpoint(get "/jobs/{id}", tag = "operations", of = "jobs")]
async fn show(
    caller: Caller<JobsAdmin>,
    PathOf(id): PathOf<Uuid>,
    seen: IfNoneMatch,
) -> ApiResult<Resource<JobView>> {
    let mut connection = caller.connection().await?;
    let job = jobs::find(&mut connection, id).await?;
    let discarded = job.discarded_at.is_some();
    let tag = format!("{id}-{}-{}-{discarded}", job.status, job.attempts);
    Ok(seen.answer(&ETag::of_text(&tag), &JobView::from(job)))
}
