//! Dossiers (hồ sơ OCOP): `/api/v1/dossiers`.

pub(crate) mod act;
pub(crate) mod view;

mod acceptance;
mod begin;
mod calendar;
mod commune_report;
mod documents;
mod events;
mod evidence_requests;
pub(crate) mod files;
mod forms;
pub(crate) mod notices;
mod party;
mod refusal;
mod request;
mod returning;
mod self_assessment;
mod snapshots;
mod submission;
mod supplies;
mod whole;
mod withdrawal;
pub(crate) mod workflow;

use crate::caller::{Authorized, Created, Creation, DossiersRead, DossiersWrite};
use crate::http::extract::{IfNoneMatch, ListAnswer, NoQuery, Page, PathOf, QueryOf};
use crate::http::problem::{Answer, ProblemDocument};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use request::{DossierQuery, NewDossier};
use shared::database::dossiers;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use view::{DossierSummary, DossierView, tag};
use whole::WholeDossier;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create)
        .service(list)
        .service(one)
        .service(forms::write_registration)
        .service(forms::write_self_assessment)
        .service(self_assessment::read)
        .service(documents::add)
        .service(documents::list)
        .service(documents::one)
        .service(documents::remove)
        .service(submission::submit)
        .service(withdrawal::withdraw)
        .service(commune_report::send_on)
        .service(returning::send_back)
        .service(acceptance::accept)
        .service(refusal::refuse)
        .service(evidence_requests::ask)
        .service(evidence_requests::list)
        .service(evidence_requests::close)
        .service(supplies::supply)
        .service(snapshots::list)
        .service(snapshots::one)
        .service(events::list);
}

/// Begins a dossier of a product: a first evaluation where it holds no stars, an upgrade or a renewal where it does. It can
/// start from a former dossier, whose forms and documents are copied.
#[utoipa::path(
    tag = "dossiers",
    request_body = NewDossier,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key has one effect")),
    responses(
        (status = 201, description = "The draft; `Location` and `ETag` name it", body = DossierView),
        (status = "default", description = "A problem; 409 where another dossier of the product is on its way",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["dossiers:write"])),
)]
#[post("/dossiers")]
async fn create(
    caller: Authorized<DossiersWrite>,
    state: web::Data<AppState>,
    Creation { body, idempotency }: Creation<NewDossier>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let mut connection = state.database.connection().await?;
    idempotency
        .once(&mut connection, &caller.principal, async |connection| {
            let dossier = begin::begin(connection, &state, &caller.principal, body).await?;
            let (tag, location) = (tag(&dossier), format!("/api/v1/dossiers/{}", dossier.id));
            let view = DossierView::of(dossier, &state, &caller.principal)?;
            Ok(Created::new(StatusCode::CREATED, &view)?
                .location(location)
                .etag(&tag))
        })
        .await
}

/// Dossiers in the caller's reach, in the order in which they were begun.
#[utoipa::path(
    tag = "dossiers",
    params(DossierQuery),
    responses(
        (status = 200, description = "A page of dossiers without their forms", body = ListAnswer<DossierSummary>),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["dossiers:read"])),
)]
#[get("/dossiers")]
async fn list(
    caller: Authorized<DossiersRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<DossierQuery>,
) -> Answer {
    let today = state.clock.today();
    let page: Page = Page::new(query.cursor.as_deref(), query.page_size)?;
    let filter = query.filter(today)?;
    let mut connection = state.database.connection().await?;
    let rows = dossiers::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let views = rows
        .iter()
        .map(|row| DossierSummary::of(row, today))
        .collect::<Answer<Vec<_>>>()?;
    Ok(ListAnswer::of(&page, views, DossierSummary::id, |view| view).respond(&request))
}

/// One dossier: its forms, its documents, the evidence asked for, where it stands, and what the caller can do to it now.
#[utoipa::path(
    tag = "dossiers",
    params(("id" = Uuid, Path, description = "Of the dossier")),
    responses(
        (status = 200, description = "The dossier, with its `ETag`", body = WholeDossier),
        (status = 304, description = "It stands where it stood"),
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
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let tag = tag(&dossier);
    let view = WholeDossier::of(&mut connection, dossier, &state, &caller.principal).await?;
    Ok(if_none_match.answer(&tag, &view))
}
