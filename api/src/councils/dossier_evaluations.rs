//! Evaluations of a dossier: closing the sheets, their rating, and further turns. `/api/v1/dossiers/{id}/evaluations`,
//! `/rescoring` and `/new-evaluation`.

mod close;

use crate::caller::{Authorized, CouncilsRead, CouncilsWrite, Creation};
use crate::dossiers::act::{DossierMove, locked, take};
use crate::dossiers::view::DossierView;
use crate::evaluations::{AcceptedEvaluation, EvaluationView};
use crate::state::AppState;
use actix_web::{HttpRequest, web};
use api_http::answer::{Effect, Receipt, WrittenReply};
use api_http::extract::Listing;
use api_http::extract::{IfMatch, ListAnswer, NoQuery, PageOf, PathOf};
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::evaluations::{self, EvaluationFilter};
use shared::database::{dossiers, recusals};
use shared::domain::access::Scope;
use shared::domain::workflow::DossierAction;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(evaluate)
        .service(list)
        .service(rescore)
        .service(evaluate_anew);
}

/// Closing says nothing but itself: sheets, rules and regime are known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Closing {}

/// Why a dossier is scored again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RescoringReason {
    /// For the dossier's history.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Closes the sheets of the dossier's turn and has them rated, under the council's rules and the regime that the dossier's
/// dates choose today. The rating follows as a job and takes the dossier on.
#[endpoint(post "/dossiers/{id}/evaluations", tag = "councils", of = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn evaluate(
    caller: Authorized<CouncilsWrite>,
    state: web::Data<AppState>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { idempotency, .. }: Creation<Closing>,
) -> ApiResult<Receipt<AcceptedEvaluation>> {
    let answer = idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let traceparent = context.traceparent();
            let new = close::close(connection, &state, &caller.principal, dossier, traceparent).await?;
            Ok(WrittenReply::new(&AcceptedEvaluation::queued(new))?
                .location(format!("/api/v1/evaluations/{new}")))
        })
        .await?;
    state.relay.notify_one();
    Ok(answer)
}

/// The evaluations of a dossier, turn by turn, in the order in which they were asked for. A member who has recused themself
/// finds none.
#[endpoint(get "/dossiers/{id}/evaluations", tag = "councils", of = "dossiers_evaluations")]
async fn list(
    caller: Authorized<CouncilsRead>,
    request: HttpRequest,
    context: RequestContext,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<Listing<EvaluationView>> {
    let mut connection = state.database.connection().await?;
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
    let view = |row| EvaluationView::new(row, &state.regimes, context.language);
    Ok(ListAnswer::of(&page, rows, |row| row.id, view).respond(&request))
}

/// Opens a new turn of scoring for a dossier that is rated and not decided; the old turn stays readable.
#[endpoint(post "/dossiers/{id}/rescoring", tag = "councils", of = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn rescore(
    caller: Authorized<CouncilsWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<RescoringReason>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let done = DossierMove {
                reason: Some(&body.reason),
                ..DossierMove::plain(DossierAction::Rescore)
            };
            take(connection, &state, &caller.principal, (id, &if_match), done).await
        })
        .await
}

/// Evaluates a dossier anew in the province after the ministry did not find five stars; the old turns stay readable.
#[endpoint(post "/dossiers/{id}/new-evaluation", tag = "councils", of = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn evaluate_anew(
    caller: Authorized<CouncilsWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<RescoringReason>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let done = DossierMove {
                reason: Some(&body.reason),
                ..DossierMove::plain(DossierAction::EvaluateAnew)
            };
            take(connection, &state, &caller.principal, (id, &if_match), done).await
        })
        .await
}
