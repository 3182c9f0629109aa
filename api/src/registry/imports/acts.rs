//! What is done to an import: `POST /api/v1/imports/{id}/check`, `/commit` and `/cancel`.

use super::found::{new_job, progress_of, receipt, view_of};
use super::request::{self, ImportCheck, ImportCommit};
use super::view::{ImportView, read};
use crate::caller::{Caller, Creation, ImportsWrite};
use api_http::answer::{Effect, Receipt, WrittenReply};
use api_http::extract::PathOf;
use api_http::problem::{ApiResult, Code, Problem};
use api_http::request_context::RequestContext;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::imports::progress::{self, ImportProgress};
use shared::database::imports::{self, ImportRecord};
use shared::database::jobs;
use shared::domain::imports::{ImportAct, ImportState};
use utoipa::ToSchema;
use uuid::Uuid;

/// Nothing is said with it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportCancel {}

/// Has the list checked anew, read as is said now: with the answers to what was asked, another sheet, or what columns hold.
#[endpoint(post "/imports/{id}/check", tag = "imports", of = "imports", problems(OutOfTurn))]
pub(super) async fn check(
    caller: Caller<ImportsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<ImportCheck>,
) -> ApiResult<Receipt<ImportView>> {
    let answer = idempotency
        .once(&caller, async |connection| {
            let mut import = in_turn(connection, &caller, id, ImportAct::Check).await?;
            request::check(&body.reading, read(&import.kind)?, &caller)?;
            import.reading = request::written(&body.reading)?;
            import.state = ImportState::Checking;
            import.summary = None;
            import.refusal = None;
            import.ended_at = None;
            progress::set(connection, id, ImportProgress::default()).await?;
            begin(connection, &caller, &context, &mut import).await?;
            receipt(connection, import, &context).await
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// Has the rows taken over into the register: each whole or not at all, and those that are there already stay as they are.
///
/// A row fills in what the register does not know of a producer or product and changes nothing that it knows; recognitions take their
/// places in the histories of their products. The same list again changes nothing. Whoever stops it, or a worker that dies, leaves whole
/// rows behind; another `commit` goes on after them.
#[endpoint(post "/imports/{id}/commit", tag = "imports", of = "imports", problems(OutOfTurn))]
pub(super) async fn commit(
    caller: Caller<ImportsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<ImportCommit>,
) -> ApiResult<Receipt<ImportView>> {
    let answer = idempotency
        .once(&caller, async |connection| {
            let mut import = in_turn(connection, &caller, id, ImportAct::Commit).await?;
            let checked = progress_of(connection, id).await?;
            let left_out = checked.counts.not_ready + checked.counts.refused;
            let begins = import.state == ImportState::Checked;
            if begins && left_out > 0 && !body.ready_only {
                return Err(not_all_ready(left_out));
            }
            if begins {
                progress::set(connection, id, ImportProgress::default()).await?;
            }
            import.state = ImportState::Committing;
            import.ready_only = body.ready_only;
            import.committed_by = Some(caller.principal.name());
            import.ended_at = None;
            begin(connection, &caller, &context, &mut import).await?;
            receipt(connection, import, &context).await
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// Stops an import. Of one that is being taken over the rows until here stay, each whole; `commit` goes on after them.
#[endpoint(post "/imports/{id}/cancel", tag = "imports", of = "imports", problems(OutOfTurn))]
pub(super) async fn cancel(
    caller: Caller<ImportsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    Creation { idempotency, .. }: Creation<ImportCancel>,
) -> ApiResult<Effect<ImportView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut import = in_turn(connection, &caller, id, ImportAct::Cancel).await?;
            import.state = ImportState::Cancelled;
            import.ended_at = Some(caller.state.clock.now());
            imports::update(connection, &mut import).await?;
            WrittenReply::new(&view_of(connection, import, &context).await?)
        })
        .await
}

/// The import, held, where `act` is in turn.
///
/// # Errors
/// 404; 409 out of turn.
async fn in_turn<R>(
    connection: &mut AsyncPgConnection,
    caller: &Caller<R>,
    id: Uuid,
    act: ImportAct,
) -> ApiResult<ImportRecord> {
    let found = imports::lock(connection, caller.scope(), id).await?;
    let import = found.ok_or_else(Problem::not_found)?;
    let begun = import.committed_by.is_some();
    if import.state.allows(act, begun) {
        return Ok(import);
    }
    let state = import.state;
    Err(Problem::new(Code::OutOfTurn).detail(
        format!("Lần nhập này đang ở trạng thái {state}: chưa làm được việc này."),
        format!("The import is {state}: this is not in turn."),
    ))
}

/// Puts the next stage into the queue.
async fn begin<R>(
    connection: &mut AsyncPgConnection,
    caller: &Caller<R>,
    context: &RequestContext,
    import: &mut ImportRecord,
) -> ApiResult<()> {
    let job = new_job(caller, context, import.id);
    jobs::enqueue(connection, std::slice::from_ref(&job)).await?;
    import.job_id = job.id;
    imports::update(connection, import).await?;
    Ok(())
}

fn not_all_ready(rows: u32) -> Problem {
    Problem::violation(shared::domain::violation::Violation::new(
        "/ready_only",
        "rows_not_ready",
        format!(
            "{rows} dòng có lỗi hoặc câu hỏi chưa trả lời: hãy sửa, trả lời, hoặc gửi ready_only = true để bỏ qua chúng."
        ),
        format!(
            "{rows} rows have an error or an open question: mend them, answer, or send ready_only = true to leave them out."
        ),
    ))
}
