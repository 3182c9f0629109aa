//! Certificates (giấy chứng nhận sản phẩm OCOP): `/api/v1/certificates`.

mod change;
mod corrections;
mod credential;
mod document;
mod events;
mod extension;
mod inspections;
mod request;
mod revocation;
mod view;

use crate::caller::{Authorized, CertificatesRead};
use crate::http::extract::{IfNoneMatch, ListAnswer, NoQuery, Page, PathOf, QueryOf, day_in_range};
use crate::http::problem::{Answer, Problem, ProblemDocument};
use crate::state::AppState;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, web};
use bytes::Bytes;
use change::require_hold;
use request::{AsOf, CertificateQuery};
use shared::database::certificates::{self, CertificateRecord};
use shared::domain::access::Scope;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use view::CertificateView;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(one)
        .service(events::list)
        .service(paper)
        .service(signed)
        .service(revocation::revoke)
        .service(extension::extend)
        .service(corrections::correct)
        .service(inspections::record)
        .service(inspections::list);
}

/// Certificates in the caller's reach, in the order of their issue, each with its status on a day.
#[utoipa::path(
    tag = "certificates",
    params(CertificateQuery),
    responses(
        (status = 200, description = "A page of certificates", body = ListAnswer<CertificateView>),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["certificates:read"])),
)]
#[get("/certificates")]
async fn list(
    caller: Authorized<CertificatesRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<CertificateQuery>,
) -> Answer {
    let page: Page = Page::new(query.cursor.as_deref(), query.page_size)?;
    let filter = query.filter(state.clock.today())?;
    let mut connection = state.database.connection().await?;
    let rows = certificates::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let views = rows
        .iter()
        .map(|record| CertificateView::of(record, filter.as_of, &state))
        .collect::<Answer<Vec<_>>>()?;
    Ok(ListAnswer::of(&page, views, CertificateView::id, |view| view).respond(&request))
}

/// One certificate with its status on a day, today by default.
#[utoipa::path(
    tag = "certificates",
    params(("id" = Uuid, Path, description = "Of the certificate"), AsOf),
    responses(
        (status = 200, description = "The certificate, with its `ETag`", body = CertificateView),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["certificates:read"])),
)]
#[get("/certificates/{id}")]
async fn one(
    caller: Authorized<CertificatesRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    QueryOf(query): QueryOf<AsOf>,
) -> Answer {
    let as_of = match query.as_of {
        Some(day) => day_in_range("/as_of", day)?,
        None => state.clock.today(),
    };
    let record = found(&state, caller.scope(), id).await?;
    if_none_match.answer_content(&CertificateView::of(&record, as_of, &state)?)
}

/// The certificate on paper: PDF in Vietnamese, with the printed code and a QR code that leads to its verification. One that
/// no longer holds says so.
#[utoipa::path(
    tag = "certificates",
    params(("id" = Uuid, Path, description = "Of the certificate")),
    responses(
        (status = 200, description = "The document", body = String, content_type = "application/pdf"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["certificates:read"])),
)]
#[get("/certificates/{id}/document")]
async fn paper(
    caller: Authorized<CertificatesRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let record = found(&state, caller.scope(), id).await?;
    let document = document::document(&record, state.clock.today(), &state.certificates.public_url)?;
    let pdf = state
        .aside(move || document.to_pdf())
        .await?
        .map_err(|error| Problem::internal(&error))?;
    let name = format!("inline; filename=\"{}.pdf\"", record.0.printed_code());
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("inline"));
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, name))
        .body(Bytes::from(pdf)))
}

/// The certificate as a signed credential (W3C Verifiable Credential 2.0 as JWT, `typ` `vc+jwt`), which anybody checks
/// without asking, with the keys of `/.well-known/jwks.json`.
#[utoipa::path(
    tag = "certificates",
    params(("id" = Uuid, Path, description = "Of the certificate")),
    responses(
        (status = 200, description = "The credential", body = String, content_type = "application/vc+jwt"),
        (status = "default", description = "A problem; 409 for a certificate that does not hold", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["certificates:read"])),
)]
#[get("/certificates/{id}/credential")]
async fn signed(
    caller: Authorized<CertificatesRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let record = found(&state, caller.scope(), id).await?;
    require_hold(&record, state.clock.today())?;
    let token = signed_credential(&record, &state)?;
    Ok(HttpResponse::Ok().content_type("application/vc+jwt").body(token))
}

/// The credential of a certificate that holds.
///
/// # Errors
/// 500 where it cannot be signed.
pub(crate) fn signed_credential(record: &CertificateRecord, state: &AppState) -> Answer<String> {
    let claims = credential::claims(record, state)?;
    let token = state.authority.sign_credential(&claims);
    token.map_err(|error| Problem::internal(&error))
}

async fn found(state: &AppState, scope: &Scope, id: Uuid) -> Answer<CertificateRecord> {
    let mut connection = state.database.connection().await?;
    let record = certificates::find(&mut connection, scope, id).await?;
    record.ok_or_else(Problem::not_found)
}
