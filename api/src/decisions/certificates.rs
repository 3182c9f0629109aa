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

use crate::caller::{Caller, CertificatesRead};
use crate::state::AppState;
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use api_http::answer::{Credential, Media, Pdf, Resource};
use api_http::extract::{IfNoneMatch, List, PageOf, PathOf, QueryOf, day_in_range};
use api_http::problem::{ApiResult, Problem};
use bytes::Bytes;
use change::require_hold;
use endpoint::endpoint;
use request::{AsOf, CertificateQuery};
use shared::database::certificates::{self, CertificateRecord};
use shared::domain::access::Scope;
use uuid::Uuid;
use view::CertificateView;

api_http::routes! {
    list, show, events::list, show_document, show_credential, revocation::revoke, extension::extend,
    corrections::correct, inspections::record, inspections::list
}

/// Certificates in the caller's reach, in the order of their issue, each with its status on a day.
#[endpoint(get "/certificates", tag = "certificates")]
async fn list(
    caller: Caller<CertificatesRead>,
    PageOf { page, query }: PageOf<CertificateQuery>,
) -> ApiResult<List<CertificateView>> {
    let filter = query.filter(caller.state.clock.today())?;
    let mut connection = caller.connection().await?;
    let rows = certificates::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let view = |record| CertificateView::of(&record, filter.as_of, &caller.state);
    page.try_answer(rows, |record| record.certificate.id, view)
}

/// One certificate with its status on a day, today by default.
#[endpoint(get "/certificates/{id}", tag = "certificates")]
async fn show(
    caller: Caller<CertificatesRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    QueryOf(query): QueryOf<AsOf>,
) -> ApiResult<Resource<CertificateView>> {
    let as_of = match query.as_of {
        Some(day) => day_in_range("/as_of", day)?,
        None => caller.state.clock.today(),
    };
    let record = found(&caller.state, caller.scope(), id).await?;
    if_none_match.answer_content(&CertificateView::of(&record, as_of, &caller.state)?)
}

/// The certificate on paper: PDF in Vietnamese, with the printed code and a QR code that leads to its verification. One that
/// no longer holds says so.
#[endpoint(get "/certificates/{id}/document", tag = "certificates")]
async fn show_document(caller: Caller<CertificatesRead>, PathOf(id): PathOf<Uuid>) -> ApiResult<Media<Pdf>> {
    let record = found(&caller.state, caller.scope(), id).await?;
    let document = document::document(
        &record,
        caller.state.clock.today(),
        &caller.state.certificates.public_url,
    )?;
    let pdf = caller
        .state
        .aside(move || document.to_pdf())
        .await?
        .map_err(|error| Problem::internal(&error))?;
    let name = format!("inline; filename=\"{}.pdf\"", record.certificate.printed_code());
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("inline"));
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, name));
    Ok(Media::of(response.body(Bytes::from(pdf))))
}

/// The certificate as a signed credential (W3C Verifiable Credential 2.0 as JWT, `typ` `vc+jwt`), which anybody checks
/// without asking, with the keys of `/.well-known/jwks.json`.
#[endpoint(get "/certificates/{id}/credential", tag = "certificates", problems(Conflict))]
async fn show_credential(
    caller: Caller<CertificatesRead>,
    PathOf(id): PathOf<Uuid>,
) -> ApiResult<Media<Credential>> {
    let record = found(&caller.state, caller.scope(), id).await?;
    require_hold(&record, caller.state.clock.today())?;
    let token = signed_credential(&record, &caller.state)?;
    Ok(Media::of(
        HttpResponse::Ok().content_type("application/vc+jwt").body(token),
    ))
}

/// The credential of a certificate that holds.
pub(crate) fn signed_credential(record: &CertificateRecord, state: &AppState) -> ApiResult<String> {
    let claims = credential::claims(record, state)?;
    let token = state.authority.sign_credential(&claims);
    token.map_err(|error| Problem::internal(&error))
}

async fn found(state: &AppState, scope: &Scope, id: Uuid) -> ApiResult<CertificateRecord> {
    let mut connection = state.database.connection().await?;
    let record = certificates::find(&mut connection, scope, id).await?;
    record.ok_or_else(Problem::not_found)
}
