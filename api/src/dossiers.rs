//! Dossiers (hồ sơ OCOP): `/api/v1/dossiers`.

pub(crate) mod act;
pub(crate) mod view;

mod begin;
mod calendar;
mod documents;
mod events;
mod evidence_requests;
pub(crate) mod files;
mod forms;
mod keyed;
pub(crate) mod notices;
mod office;
mod party;
mod request;
mod self_assessment;
mod snapshots;
mod submission;
mod supplies;
mod whole;
mod withdrawal;
pub(crate) mod workflow;

use crate::caller::{Caller, Creation, DossiersRead, DossiersWrite};
use api_http::answer::{NewResource, Resource, WrittenReply};
use api_http::extract::{IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use request::{DossierQuery, NewDossier};
use shared::database::dossiers;
use uuid::Uuid;
use view::{DossierSummary, DossierView, tag};
use whole::WholeDossier;

api_http::routes! {
    create, list, show, keyed::show_keyed, keyed::put, forms::write_registration, forms::write_self_assessment, self_assessment::show,
    documents::add, documents::list, documents::show, documents::remove, submission::submit,
    withdrawal::withdraw, office::send_on, office::send_back, office::accept, office::refuse,
    evidence_requests::ask, evidence_requests::list, evidence_requests::close, supplies::supply,
    snapshots::list, snapshots::show, events::list
}

/// Begins a dossier of a product: a first evaluation where it holds no stars, an upgrade or a renewal where it does. It can
/// start from a former dossier, whose forms and documents are copied.
#[endpoint(post "/dossiers", tag = "dossiers", problems(Conflict, OutsideReach, NotYourTurn, DecidedHere))]
async fn create(
    caller: Caller<DossiersWrite>,
    Creation { body, idempotency }: Creation<NewDossier>,
) -> ApiResult<NewResource<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let dossier = begin::begin(connection, &caller.state, &caller.principal, body).await?;
            let (tag, location) = (tag(&dossier), format!("/api/v1/dossiers/{}", dossier.id));
            let view = DossierView::of(dossier, &caller.state, &caller.principal)?;
            Ok(WrittenReply::new(&view)?.location(location).etag(&tag))
        })
        .await
}

/// Dossiers in the caller's reach, in the order in which they were begun.
#[endpoint(get "/dossiers", tag = "dossiers")]
async fn list(
    caller: Caller<DossiersRead>,
    PageOf { page, query }: PageOf<DossierQuery>,
) -> ApiResult<List<DossierSummary>> {
    let today = caller.state.clock.today();
    let filter = query.filter(today)?;
    let mut connection = caller.connection().await?;
    let rows = dossiers::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    page.try_answer(rows, |row| row.id, |row| DossierSummary::of(&row, today))
}

/// One dossier: its forms, its documents, the evidence asked for, where it stands, and what the caller can do to it now.
#[endpoint(get "/dossiers/{id}", tag = "dossiers")]
async fn show(
    caller: Caller<DossiersRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<WholeDossier>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let tag = tag(&dossier);
    let view = WholeDossier::of(&mut connection, dossier, &caller.state, &caller.principal).await?;
    Ok(if_none_match.answer(&tag, &view))
}
