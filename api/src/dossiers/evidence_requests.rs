//! Requests for named evidence by a date (yêu cầu bổ sung): `/api/v1/dossiers/{id}/evidence-requests`.

mod request;
mod view;

pub(super) use view::RequestView;

use super::act::{DossierMove, act, allowed, locked};
use super::view::{DossierView, tag};
use crate::caller::{Caller, Creation, DossiersRead, DossiersWrite};
use api_http::answer::{Effect, NewResource, WrittenReply};
use api_http::extract::{IfMatch, List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use request::{Closure, NewRequest};
use serde_json::json;
use shared::database::dossiers;
use shared::database::evidence_requests::{self, EvidenceRequestOutcome};
use shared::domain::workflow::DossierAction;
use uuid::Uuid;

/// Asks the producer for named evidence by a date; the dossier waits for it.
#[endpoint(post "/dossiers/{id}/evidence-requests", tag = "dossiers", of = "dossiers_evidence_requests", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn ask(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<NewRequest>,
) -> ApiResult<NewResource<RequestView>> {
    let today = caller.state.clock.today();
    idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            allowed(&dossier, DossierAction::RequestEvidence, &caller.principal, None)?;
            body.check(&caller.state.regimes, &dossier, today)?;
            let record = body.record(&dossier, caller.principal.name(), caller.state.clock.now());
            evidence_requests::insert(connection, &record.0, &record.1).await?;
            let done = DossierMove {
                reason: Some(&record.0.reason),
                due_on: Some(record.0.due_on),
                details: Some(json!({"evidence_request": record.0.id})),
                ..DossierMove::plain(DossierAction::RequestEvidence)
            };
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            Ok(WrittenReply::new(&RequestView::of(record, today))?
                .location(format!("/api/v1/dossiers/{id}/evidence-requests"))
                .etag(&tag(&dossier)))
        })
        .await
}

/// The requests for evidence of a dossier, with what became of them.
#[endpoint(get "/dossiers/{id}/evidence-requests", tag = "dossiers", of = "dossiers_evidence_requests")]
pub(super) async fn list(
    caller: Caller<DossiersRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<RequestView>> {
    let today = caller.state.clock.today();
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let rows = evidence_requests::list(&mut connection, &dossier, page.after, page.limit()).await?;
    let view = |row| RequestView::of(row, today);
    Ok(page.answer(rows, |row| row.0.id, view))
}

/// Goes on without what was asked for: the open request is closed, and the dossier is with the province again.
#[endpoint(post "/dossiers/{id}/evidence-requests/{request}/closure", tag = "dossiers", of = "dossiers_evidence_requests", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn close(
    caller: Caller<DossiersWrite>,
    PathOf((id, request)): PathOf<(Uuid, Uuid)>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Closure>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove {
                reason: body.reason.as_deref(),
                details: Some(json!({"evidence_request": request})),
                ..DossierMove::plain(DossierAction::CloseRequest)
            };
            let open = evidence_requests::open_of(connection, &dossier).await?;
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            let open = open.filter(|(open, _)| open.id == request);
            open.ok_or_else(Problem::not_found)?;
            let (actor, now) = (caller.principal.name(), caller.state.clock.now());
            evidence_requests::end(connection, request, EvidenceRequestOutcome::Closed, &actor, now).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}
