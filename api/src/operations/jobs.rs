//! Jobs as operators see them, and what they do about failed ones: `/api/v1/jobs…`.

mod acts;
mod view;

use crate::caller::{Authorized, JobsAdmin};
use crate::http::extract::{ETag, IfNoneMatch, ListAnswer, NoQuery, Page, PathOf, QueryOf};
use crate::http::problem::{Answer, ProblemDocument};
use crate::state::AppState;
use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use shared::database::jobs::{self, JobStatus};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use view::JobView;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(one)
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
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// Entries a page, 50 by default, at most 500.
    page_size: Option<u16>,
}

/// Jobs in one state, the newest first.
#[utoipa::path(
    tag = "operations",
    params(JobQuery),
    responses(
        (status = 200, description = "A page", body = ListAnswer<JobView>),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["jobs:admin"])),
)]
#[get("/jobs")]
async fn list(
    _: Authorized<JobsAdmin>,
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<JobQuery>,
) -> Answer {
    let page = Page::new(query.cursor.as_deref(), query.page_size)?;
    let mut connection = state.database.connection().await?;
    let rows = jobs::page(
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
#[utoipa::path(
    tag = "operations",
    params(("id" = Uuid, Path, description = "Of the job")),
    responses(
        (status = 200, description = "The job", body = JobView),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["jobs:admin"])),
)]
#[get("/jobs/{id}")]
async fn one(
    _: Authorized<JobsAdmin>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    _: QueryOf<NoQuery>,
    seen: IfNoneMatch,
) -> Answer {
    let mut connection = state.database.connection().await?;
    let job = jobs::find(&mut connection, id).await?;
    let discarded = job.discarded_at.is_some();
    let tag = format!("{id}-{}-{}-{discarded}", job.status, job.attempts);
    Ok(seen.answer(&ETag::of_text(&tag), &JobView::from(job)))
}
