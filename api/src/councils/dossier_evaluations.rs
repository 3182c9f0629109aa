//! Evaluations of a dossier: closing the sheets, their rating, and further turns. `/api/v1/dossiers/{id}/evaluations`,
//! `/rescoring` and `/new-evaluation`.

mod close;

use super::statements;
use crate::caller::{Caller, CouncilsRead, CouncilsWrite, Creation};
use crate::dossiers::act::{DossierMove, act, locked};
use crate::dossiers::view::DossierView;
use crate::evaluations::{AcceptedEvaluation, EvaluationView};
use api_http::answer::{Effect, Receipt, WrittenReply};
use api_http::extract::{IfMatch, List, NoQuery, PageOf, PathOf};
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::evaluations::{self, EvaluationFilter};
use shared::database::{dossiers, recusals};
use shared::domain::access::Scope;
use shared::domain::councils::{StatementDraft, StatementKind};
use shared::domain::workflow::DossierAction;
use utoipa::ToSchema;
use uuid::Uuid;

api_http::routes! { evaluate, list, rescore, evaluate_anew }

/// Closing says nothing but itself: sheets, rules and regime are known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Closing)]
struct SheetClosure {}

/// Why a dossier is scored again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RescoringReason {
    /// For the dossier's history and the minutes.
    #[schema(min_length = 1, max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// Closes the sheets of the dossier's turn and has them rated, under the council's rules and the regime that the dossier's
/// dates choose today. The rating follows as a job and takes the dossier on.
#[endpoint(post "/dossiers/{id}/evaluations", tag = "councils", of = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn evaluate(
    caller: Caller<CouncilsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { idempotency, .. }: Creation<SheetClosure>,
) -> ApiResult<Receipt<AcceptedEvaluation>> {
    let answer = idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let traceparent = context.traceparent();
            let new =
                close::close(connection, &caller.state, &caller.principal, dossier, traceparent).await?;
            Ok(WrittenReply::new(&AcceptedEvaluation::queued(new))?
                .location(format!("/api/v1/evaluations/{new}")))
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// The evaluations of a dossier, turn by turn, in the order in which they were asked for. A member who has recused themself
/// finds none.
#[endpoint(get "/dossiers/{id}/evaluations", tag = "councils", of = "dossiers_evaluations")]
async fn list(
    caller: Caller<CouncilsRead>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<EvaluationView>> {
    let mut connection = caller.connection().await?;
    dossiers::find(&mut connection, caller.scope(), id).await?;
    let filter = EvaluationFilter {
        dossier_id: Some(id),
        ..EvaluationFilter::default()
    };
    // The dossier was in reach, so its evaluations are.
    let (after, limit) = (page.after, page.limit());
    let mut rows = evaluations::list(&mut connection, &Scope::Nation, filter, after, limit).await?;
    if let Scope::Seat(person) = caller.scope()
        && recusals::keep_away(&mut connection, id, *person).await?
    {
        rows.clear();
    }
    let view = |row| EvaluationView::new(row, &caller.state.regimes, context.language);
    Ok(page.answer(rows, |row| row.id, view))
}

/// Opens a new turn of scoring for a dossier that is rated and not decided; the old turn stays readable.
#[endpoint(post "/dossiers/{id}/rescoring", tag = "councils", of = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn rescore(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    creation: Creation<RescoringReason>,
) -> ApiResult<Effect<DossierView>> {
    again(&caller, (id, &if_match), creation, DossierAction::Rescore).await
}

/// Evaluates a dossier anew in the province after the ministry did not find five stars; the old turns stay readable.
#[endpoint(post "/dossiers/{id}/new-evaluation", tag = "councils", of = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn evaluate_anew(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    creation: Creation<RescoringReason>,
) -> ApiResult<Effect<DossierView>> {
    again(&caller, (id, &if_match), creation, DossierAction::EvaluateAnew).await
}

/// Opens a further turn by `action`.
async fn again(
    caller: &Caller<CouncilsWrite>,
    (id, if_match): (Uuid, &IfMatch),
    Creation { body, idempotency }: Creation<RescoringReason>,
    action: DossierAction,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(caller, async |connection| {
            let done = DossierMove::with_reason(action, Some(&body.reason));
            let (state, principal) = (&caller.state, &caller.principal);
            let dossier = locked(connection, caller.scope(), id, if_match).await?;
            let dossier = act(connection, state, principal, dossier, done).await?;
            let reason = StatementDraft {
                kind: StatementKind::Rescoring,
                criterion: None,
                statement: body.reason.trim().to_owned(),
            };
            statements::keep(
                connection,
                &dossier,
                reason,
                (principal.name(), state.clock.now()),
            )
            .await?;
            DossierView::answer(dossier, state, principal)
        })
        .await
}
