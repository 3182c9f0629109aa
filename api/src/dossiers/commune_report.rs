//! `POST /api/v1/dossiers/{id}/commune-report`: the commune sends the dossier on with its report (Mẫu 03).

use super::act::{DossierMove, act, allowed, locked};
use super::view::DossierView;
use crate::caller::{Authorized, Creation, DossiersWrite};
use crate::state::AppState;
use actix_web::web;
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::json_text::stored;
use api_http::problem::{ApiResult, refuse};
use endpoint::endpoint;
use shared::domain::dossier::CommuneReport;
use shared::domain::workflow::DossierAction;
use uuid::Uuid;

/// Sends a dossier on to the province with form 03: four contents without points, and what the commune concludes.
#[endpoint(post "/dossiers/{id}/commune-report", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn send_on(
    caller: Authorized<DossiersWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<CommuneReport>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            allowed(&dossier, DossierAction::SendOn, &caller.principal, None)?;
            refuse(body.check())?;
            dossier.commune_report = Some(stored(&body)?);
            let done = DossierMove::plain(DossierAction::SendOn);
            let dossier = act(connection, &state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &state, &caller.principal)
        })
        .await
}
