//! `PUT /api/v1/dossiers/{id}/registration` and `/self-assessment`: the forms, written whole while the dossier is with the
//! producer.

use super::act::{locked, require_editable};
use super::begin::regime_on;
use super::view::{DossierView, tag};
use crate::auth::Principal;
use crate::caller::{Caller, DossiersWrite};
use crate::state::AppState;
use api_http::answer::Revision;
use api_http::extract::{Body, IfMatch, PathOf};
use api_http::json_text::stored;
use api_http::problem::{ApiResult, refuse};
use endpoint::endpoint;
use shared::database::dossier_documents;
use shared::database::dossiers::{self, Dossier};
use shared::domain::dossier::{Registration, SelfAssessment};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Writes form 01. What handing in needs may still be missing; what is there must keep the rules.
#[endpoint(put "/dossiers/{id}/registration", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn write_registration(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(form): Body<Registration>,
) -> ApiResult<Revision<DossierView>> {
    let dossier = caller
        .transaction(async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            require_editable(&dossier, &caller.principal)?;
            let held = dossier_documents::held(connection, &dossier).await?;
            let held: Vec<Uuid> = held.iter().map(|(document, _)| document.id).collect();
            refuse(check_registration(&form, &dossier, &held))?;
            dossier.registration = stored(&form)?;
            Ok(dossiers::rewrite(connection, dossier, caller.state.clock.now()).await?)
        })
        .await?;
    answer(dossier, &caller.state, &caller.principal)
}

/// Writes form 02. The answers must fit the sheet of the regime that applies today; the dossier then stands under it.
#[endpoint(put "/dossiers/{id}/self-assessment", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn write_self_assessment(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(form): Body<SelfAssessment>,
) -> ApiResult<Revision<DossierView>> {
    let today = caller.state.clock.today();
    let dossier = caller
        .transaction(async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            require_editable(&dossier, &caller.principal)?;
            dossier.regime = regime_on(&caller.state, dossier.dates(today))?;
            refuse(form.check(&caller.state.regimes, &dossier.regime, dossier.set()))?;
            dossier.self_assessment = stored(&form)?;
            Ok(dossiers::rewrite(connection, dossier, caller.state.clock.now()).await?)
        })
        .await?;
    answer(dossier, &caller.state, &caller.principal)
}

/// The rules of form 01, and that the certificates name documents that the dossier holds.
pub(super) fn check_registration(form: &Registration, dossier: &Dossier, held: &[Uuid]) -> Vec<Violation> {
    let mut violations = form.check(dossier.kind);
    for (index, certificate) in form.certificates.iter().enumerate() {
        if certificate.document_id.is_some_and(|id| !held.contains(&id)) {
            violations.push(Violation::new(
                format!("/certificates/{index}/document_id"),
                "unknown_document",
                "Hồ sơ không có tài liệu này.",
                "The dossier holds no such document.",
            ));
        }
    }
    violations
}

fn answer(dossier: Dossier, state: &AppState, principal: &Principal) -> ApiResult<Revision<DossierView>> {
    let tag = tag(&dossier);
    let view = DossierView::of(dossier, state, principal)?;
    Ok(tag.answer(&view))
}
