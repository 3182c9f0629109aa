//! `POST /api/v1/jobs/{id}/redrive` and `/discard`.

use super::view::JobView;
use crate::caller::{Caller, Creation, JobsAdmin};
use crate::operations::reason::actor;
use api_http::answer::{Effect, Receipt, WrittenReply};
use api_http::extract::PathOf;
use api_http::problem::{ApiResult, Code, Problem};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::jobs::JobStatus;
use shared::operations::failed_jobs::{self, JobRefusal};
use utoipa::ToSchema;
use uuid::Uuid;

/// Why an operator acts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JobAct {
    /// For the audit log: 1–1000 characters.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// Gives a failed job new attempts. What made it fail should be mended first.
#[endpoint(post "/jobs/{id}/redrive", tag = "operations", of = "jobs", problems(Conflict))]
pub(super) async fn redrive(
    caller: Caller<JobsAdmin>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<JobAct>,
) -> ApiResult<Receipt<JobView>> {
    let actor = actor(&caller, &context, &body.reason)?;
    let answer = idempotency
        .once(&caller, async |connection| {
            let job = failed_jobs::redrive(connection, id, &actor)
                .await
                .map_err(refusal)?;
            Ok(WrittenReply::new(&JobView::from(job))?.location(format!("/api/v1/jobs/{id}")))
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// Gives a failed job up for good: it stays failed and no redrive takes it again.
#[endpoint(post "/jobs/{id}/discard", tag = "operations", of = "jobs", problems(Conflict))]
pub(super) async fn discard(
    caller: Caller<JobsAdmin>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<JobAct>,
) -> ApiResult<Effect<JobView>> {
    let actor = actor(&caller, &context, &body.reason)?;
    idempotency
        .once(&caller, async |connection| {
            let job = failed_jobs::discard(connection, id, &actor)
                .await
                .map_err(refusal)?;
            WrittenReply::new(&JobView::from(job))
        })
        .await
}

/// 409 says how the job stands and what is possible.
fn refusal(refused: JobRefusal) -> Problem {
    let (vi, en) = match refused {
        JobRefusal::Store(error) => return error.into(),
        JobRefusal::NotFailed(JobStatus::Succeeded) => (
            "Công việc đã hoàn thành (succeeded): không còn gì để chạy lại hay hủy.",
            "The job has succeeded: there is nothing to redrive or discard.",
        ),
        JobRefusal::NotFailed(_) => (
            "Công việc chưa kết thúc (queued hoặc running): chỉ công việc đã hỏng (failed) mới chạy lại hay hủy được; hãy chờ.",
            "The job is not finished (queued or running): only a failed job can be redriven or discarded; wait for its end.",
        ),
        JobRefusal::Discarded => (
            "Công việc đã bị hủy hẳn: không chạy lại được nữa; hãy gửi một yêu cầu đánh giá mới.",
            "The job was discarded for good: it can no longer be redriven; submit a new evaluation instead.",
        ),
    };
    Problem::new(Code::Conflict).detail(vi, en)
}
