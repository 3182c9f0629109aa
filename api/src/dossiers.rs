//! Dossiers (hồ sơ OCOP): `/api/v1/dossiers`.

pub(crate) mod act;
pub(crate) mod view;
mod withdrawal;

use crate::auth::{Authorized, DossiersRead};
use crate::extract::{IfNoneMatch, NoQuery, PathOf, QueryOf};
use crate::problem::{Answer, Problem, ProblemDocument};
use crate::server::AppState;
use actix_web::{get, web};
use shared::database::dossiers;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use view::{DossierView, tag};

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(one).service(withdrawal::withdraw);
}

/// One dossier: its forms, where it stands, and what the caller can do to it now.
#[utoipa::path(
    tag = "dossiers",
    params(("id" = Uuid, Path, description = "Of the dossier")),
    responses(
        (status = 200, description = "The dossier, with its `ETag`", body = DossierView),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["dossiers:read"])),
)]
#[get("/dossiers/{id}")]
async fn one(
    caller: Authorized<DossiersRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    _: QueryOf<NoQuery>,
) -> Answer {
    let mut connection = state.database.connection().await?;
    let found = dossiers::find(&mut connection, caller.scope(), id).await?;
    let dossier = found.ok_or_else(Problem::not_found)?;
    let tag = tag(&dossier);
    let view = DossierView::of(dossier, &state, &caller.principal)?;
    Ok(if_none_match.answer(&tag, &view))
}
