//! `POST /api/v1/evaluation-batches`: thousands of evaluations in one call, one JSON object a line (NDJSON).

mod call;
mod lines;
mod view;

use crate::caller::{Caller, EvaluationsRead, Lines};
use crate::evaluations::Submission;
use api_http::answer::{Receipt, Resource, WrittenReply};
use api_http::extract::{IfNoneMatch, PathOf};
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use call::BatchCall;
use endpoint::endpoint;
use lines::BatchLines;
use shared::database::evaluations;
use std::sync::Arc;
use uuid::Uuid;
use view::{AcceptedBatch, BatchView};

api_http::routes! { submit, show }

/// Asks for many evaluations: one request of `POST /evaluations` a line. Good lines are accepted together; each refused
/// line is named with its reasons and changes nothing for the others.
#[endpoint(post "/evaluation-batches", tag = "evaluations", of = "evaluation_batches")]
async fn submit(context: RequestContext, call: BatchCall) -> ApiResult<Receipt<AcceptedBatch>> {
    let BatchCall { lines, idempotency } = call;
    let Lines {
        caller,
        bytes,
        slot: _slot,
        ..
    } = lines;
    let id = Uuid::now_v7();
    let mut submission = Submission::by(&caller);
    submission.batch_id = Some(id);
    let submission = Arc::new(submission);
    // All of it inside: a repeated request gets its kept answer, whatever has changed since.
    let answer = idempotency
        .once(&caller, async |transaction| {
            // Seconds of work for ten thousand lines: off the thread that serves others.
            let lines = caller.state.aside(move || BatchLines::read(&bytes)).await??;
            let products =
                evaluations::rateable(transaction, caller.scope(), &lines.products(), submission.today)
                    .await?;
            let (shared, language) = (Arc::clone(&submission), context.language);
            let checked = caller
                .state
                .aside(move || lines.check(&shared, &products, language))
                .await?;
            let batch = checked.batch(id, &submission)?;
            evaluations::insert_batch(transaction, &batch).await?;
            evaluations::submit(transaction, &checked.accepted, Some(context.traceparent())).await?;
            Ok(WrittenReply::new(&AcceptedBatch::new(&batch, &checked))?
                .location(format!("/api/v1/evaluation-batches/{id}")))
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// A batch: how many of its evaluations stand where, and the refused lines. The evaluations themselves are under
/// `/evaluations?batch_id=…`.
#[endpoint(get "/evaluation-batches/{id}", tag = "evaluations", of = "evaluation_batches")]
async fn show(
    caller: Caller<EvaluationsRead>,
    PathOf(id): PathOf<Uuid>,
    seen: IfNoneMatch,
) -> ApiResult<Resource<BatchView>> {
    let mut connection = caller.connection().await?;
    let sender = caller.principal.name();
    let batch = evaluations::find_batch(&mut connection, caller.scope(), &sender, id).await?;
    let view = BatchView::from(batch);
    Ok(seen.answer(&view.etag(), &view))
}
