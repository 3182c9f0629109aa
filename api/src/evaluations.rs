//! Evaluations: asked for with `POST /api/v1/evaluations`, rated by the worker, read with `GET`.

pub(crate) mod batches;
mod request;
pub(crate) mod scorings;
mod view;

pub(crate) use request::{EvaluationRequest, Submission, regime_of};
pub(crate) use view::{AcceptedEvaluation, EvaluationView};

use crate::caller::{Caller, Creation, EvaluationsRead, EvaluationsWrite};
use api_http::answer::{Receipt, Resource, WrittenReply};
use api_http::extract::{ETag, IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, Problem};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::evaluations::{self, EvaluationFilter};
use shared::database::jobs::JobStatus;
use utoipa::IntoParams;
use uuid::Uuid;

api_http::routes! { submit, list, show }

/// Asks for an evaluation of a product. Everything that can be refused is refused now; the rating follows as a job. For products
/// whose dossiers are kept elsewhere: one with a certificate in force or a dossier on its way here is evaluated by a dossier.
#[endpoint(post "/evaluations", tag = "evaluations", problems(Conflict, DecidedHere, BacklogFull, TooManyRequests))]
async fn submit(
    caller: Caller<EvaluationsWrite>,
    context: RequestContext,
    creation: Creation<EvaluationRequest>,
) -> ApiResult<Receipt<AcceptedEvaluation>> {
    let Creation { body, idempotency } = creation;
    let submission = Submission::by(&caller);
    // All of it inside: a repeated request gets its kept answer, whatever has changed since.
    let answer = idempotency
        .once(&caller, async |transaction| {
            let products =
                evaluations::rateable(transaction, caller.scope(), &[body.product_id], submission.today)
                    .await?;
            if let Some(refused) = products.first().and_then(request::decided_here) {
                return Err(Problem::new(Code::DecidedHere).errors(vec![refused]));
            }
            let new = submission.check(body, products.first())?;
            let traceparent = Some(context.traceparent());
            evaluations::submit(transaction, std::slice::from_ref(&new), traceparent).await?;
            Ok(WrittenReply::new(&AcceptedEvaluation::queued(new.id))?
                .location(format!("/api/v1/evaluations/{}", new.id)))
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// Which evaluations a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EvaluationQuery {
    /// Those of this product.
    product_id: Option<Uuid>,
    /// Those of this dossier.
    dossier_id: Option<Uuid>,
    /// Those of this batch.
    batch_id: Option<Uuid>,
    /// Those in this state.
    status: Option<JobStatus>,
}

/// Evaluations in the order in which they were asked for.
#[endpoint(get "/evaluations", tag = "evaluations")]
async fn list(
    caller: Caller<EvaluationsRead>,
    context: RequestContext,
    PageOf { page, query }: PageOf<EvaluationQuery>,
) -> ApiResult<List<EvaluationView>> {
    let filter = EvaluationFilter {
        product_id: query.product_id,
        dossier_id: query.dossier_id,
        batch_id: query.batch_id,
        status: query.status,
    };
    let mut connection = caller.connection().await?;
    let rows = evaluations::list(&mut connection, caller.scope(), filter, page.after, page.limit()).await?;
    let view = |row| EvaluationView::new(row, &caller.state.regimes, context.language);
    Ok(page.answer(rows, |row| row.id, view))
}

/// One evaluation: where it stands and, when it has succeeded, its result.
#[endpoint(get "/evaluations/{id}", tag = "evaluations")]
async fn show(
    caller: Caller<EvaluationsRead>,
    PathOf(id): PathOf<Uuid>,
    seen: IfNoneMatch,
    context: RequestContext,
) -> ApiResult<Resource<EvaluationView>> {
    let mut connection = caller.connection().await?;
    let evaluation = evaluations::find(&mut connection, caller.scope(), id).await?;
    // Who has seen a result sees it counted: the next poll must not be answered from before it.
    if let Some((_, version)) = &evaluation.result {
        caller.state.statistics.raise(*version);
    }
    let language = context.language;
    let tag = format!("{id}-{}-{}-{language:?}", evaluation.status, evaluation.attempts);
    let view = EvaluationView::new(evaluation, &caller.state.regimes, language);
    Ok(seen.answer(&ETag::of_text(&tag), &view))
}
