//! Documents of a dossier (tài liệu, minh chứng): `/api/v1/dossiers/{id}/documents`.

mod request;
mod view;

pub(super) use request::{has_criterion, unknown_criterion};
pub(super) use view::DocumentView;

use super::act::{locked, locked_to_add, require_editable, require_open_to_documents};
use super::view::tag;
use crate::caller::{Caller, Creation, DossiersRead, DossiersWrite};
use crate::cycle::sight;
use api_http::answer::{NewResource, Removal, Resource, WrittenReply};
use api_http::extract::{ETag, IfMatch, IfNoneMatch, List, MayMatch, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use request::{DocumentQuery, NewDocument};
use shared::database::{dossier_documents, dossiers, evidence_requests, files};
use uuid::Uuid;

/// Adds an uploaded file: as evidence for a criterion, or as a document of a kind.
///
/// While the dossier is with the producer anything may be added. Once it is handed in, only what a request for evidence
/// names: `item` is the number of the item in the open request.
#[endpoint(post "/dossiers/{id}/documents", tag = "dossiers", of = "dossiers_documents", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn add(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<NewDocument>,
) -> ApiResult<NewResource<DocumentView>> {
    idempotency
        .once(&caller, async |connection| {
            let dossier = locked_to_add(connection, caller.scope(), id, &if_match).await?;
            require_open_to_documents(&dossier, &caller.principal)?;
            let open = evidence_requests::open_of(connection, &dossier).await?;
            let reader = caller.principal.name();
            let sight = sight(connection, caller.scope()).await?;
            let file = files::find_readable(connection, &sight, &reader, body.file_id).await?;
            let count = dossier_documents::count(connection, &dossier).await?;
            let file = body.check(&caller.state.regimes, &dossier, open.as_ref(), file, count)?;
            let document = body.document(&dossier, open.as_ref(), reader, caller.state.clock.now());
            dossier_documents::insert(connection, std::slice::from_ref(&document)).await?;
            let dossier = dossiers::rewrite(connection, dossier, caller.state.clock.now()).await?;
            let location = format!("/api/v1/dossiers/{id}/documents/{}", document.id);
            Ok(WrittenReply::new(&DocumentView::of((document, file)))?
                .location(location)
                .etag(&tag(&dossier)))
        })
        .await
}

/// The documents of a dossier in the order in which they were added.
#[endpoint(get "/dossiers/{id}/documents", tag = "dossiers", of = "dossiers_documents")]
pub(super) async fn list(
    caller: Caller<DossiersRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, query }: PageOf<DocumentQuery>,
) -> ApiResult<List<DocumentView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let (after, limit) = (page.after, page.limit());
    let rows = dossier_documents::list(&mut connection, &dossier, query.removed, after, limit).await?;
    Ok(page.answer(rows, |row| row.0.id, DocumentView::of))
}

/// One document of a dossier, removed or not.
#[endpoint(get "/dossiers/{id}/documents/{document}", tag = "dossiers", of = "dossiers_documents")]
pub(super) async fn show(
    caller: Caller<DossiersRead>,
    PathOf((id, document)): PathOf<(Uuid, Uuid)>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<DocumentView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let record = dossier_documents::find(&mut connection, &dossier, document).await?;
    let record = record.ok_or_else(Problem::not_found)?;
    // It changes once: when it is removed.
    let tag = ETag::of_version(document, 1 + i32::from(record.0.removed_at.is_some()));
    Ok(if_none_match.answer(&tag, &DocumentView::of(record)))
}

/// Takes a document out of a dossier that is with the producer. Its record stays, marked as removed.
#[endpoint(delete "/dossiers/{id}/documents/{document}", tag = "dossiers", of = "dossiers_documents", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn remove(
    caller: Caller<DossiersWrite>,
    PathOf((id, document)): PathOf<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> ApiResult<Removal> {
    let now = caller.state.clock.now();
    let dossier = caller
        .transaction(async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            require_editable(&dossier, &caller.principal)?;
            let record = dossier_documents::find(connection, &dossier, document).await?;
            let held = record.filter(|(document, _)| document.removed_at.is_none());
            held.ok_or_else(Problem::not_found)?;
            dossier_documents::remove(connection, document, &caller.principal.name(), now).await?;
            Ok(dossiers::rewrite(connection, dossier, now).await?)
        })
        .await?;
    Ok(Removal::from(tag(&dossier)))
}
