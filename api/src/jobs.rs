//! Jobs as operators see them, and what they do about failed ones: `/api/v1/jobs…`.

mod acts;

use crate::auth::{Authorized, JobsAdmin};
use crate::extract::{ETag, IfNoneMatch, ListAnswer, NoQuery, Page, PathOf, QueryOf};
use crate::problem::{Answer, ProblemDocument};
use crate::server::AppState;
use actix_web::{HttpRequest, get, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::database::jobs::{self, Job, JobStatus};
use shared::job::{JobKind, Lane};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(one)
        .service(acts::redrive)
        .service(acts::discard);
}

/// A job and where it stands.
#[derive(Serialize, ToSchema)]
struct JobView {
    id: Uuid,
    kind: JobKind,
    /// Which way it takes to the workers: `single`, or `bulk` for those of a batch.
    lane: Lane,
    /// What it is about, e.g. an evaluation's id.
    subject_id: Uuid,
    status: JobStatus,
    /// Attempts begun.
    attempts: i32,
    /// Attempts allowed.
    attempt_limit: i32,
    /// Code of the last failure.
    error_code: Option<String>,
    /// What the last failure said.
    error_message: Option<String>,
    queued_at: DateTime<Utc>,
    /// When its next message should reach a worker.
    due_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    /// When a failed job was given up for good.
    discarded_at: Option<DateTime<Utc>>,
    /// Why it was given up.
    discard_reason: Option<String>,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            lane: job.lane,
            subject_id: job.subject_id,
            status: job.status,
            attempts: job.attempts,
            attempt_limit: job.attempt_limit,
            error_code: job.error_code,
            error_message: job.error_message,
            queued_at: job.queued_at,
            due_at: job.due_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            discarded_at: job.discarded_at,
            discard_reason: job.discard_reason,
        }
    }
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
