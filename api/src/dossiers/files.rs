//! Files (tệp): evidence and documents that other records name by id: `/api/v1/files`.

mod download;
mod head;
mod receive;
mod view;

use crate::caller::{Caller, FilesRead, FilesWrite};
use crate::cycle::sight;
use crate::file_store::StoredFile;
use actix_web::HttpRequest;
use api_http::answer::{NewResource, Resource, WrittenReply};
use api_http::extract::{IfNoneMatch, PathOf, QueryOf};
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use download::Download;
use endpoint::endpoint;
use head::{UploadBody, UploadHead, UploadQuery};
use shared::database::files::{self, FileRecord};
use shared::database::producers;
use shared::domain::access::Scope;
use shared::domain::files::MediaType;
use shared::domain::units::Generation;
use uuid::Uuid;

pub(crate) use view::FileView;

pub(crate) use receive::{PATH, UPLOAD_TIMEOUT};

api_http::routes! { upload, content, show }

/// Uploads a file: its bytes are the body, `Content-Type` says its kind and `Content-Disposition` or `name` its name.
///
/// Taken are PDF, JPEG, PNG, WebP, MP4, DOCX, XLSX, ODT, ODS and CSV whose first bytes are of that kind; sent as
/// `application/octet-stream`, the first bytes tell the kind. With `Content-Digest`
/// (or `Digest`) of sha-256 what arrived is held against it. An upload that breaks off leaves no file. The
/// `Idempotency-Key` covers path, name, kind, announced length and digest, not the bytes: a repeated request is answered as
/// the first without its body being read.
#[endpoint(post "/files", tag = "files", problems(InvalidHeader, TooManyRequests))]
async fn upload(
    caller: Caller<FilesWrite>,
    request: HttpRequest,
    QueryOf(query): QueryOf<UploadQuery>,
    UploadBody(body): UploadBody,
) -> ApiResult<NewResource<FileView>> {
    let head = UploadHead::of(&request, query, &caller.state)?;
    let mut connection = caller.connection().await?;
    if let Some(kept) = head.idempotency.kept(&mut connection, &caller.principal).await? {
        return Ok(kept);
    }
    // Given back while the bytes come in, which may take minutes.
    drop(connection);
    let _slot = caller.state.admission.upload()?;
    let id = Uuid::now_v7();
    let stored = receive::receive(&caller.state, &head, id, body).await?;
    let mut recorded = false;
    let answer = record(&caller, &head, id, stored, &mut recorded).await;
    // Where the row was written and the commit's outcome is unknown the bytes stay: a file without bytes would be worse.
    if !recorded {
        receive::take_back(&caller.state, id).await;
    }
    answer
}

/// Writes the row of what was stored; `recorded` where it was written, which a replayed answer does not do.
async fn record(
    caller: &Caller<FilesWrite>,
    head: &UploadHead,
    id: Uuid,
    stored: (StoredFile, MediaType),
    recorded: &mut bool,
) -> ApiResult<NewResource<FileView>> {
    head.idempotency
        .once(caller, async |connection| {
            let file = head.file(id, stored, &caller.principal, caller.state.clock.now());
            let file = placed(connection, caller.scope(), file).await?;
            files::insert(connection, &file).await?;
            *recorded = true;
            let view = FileView::from(file);
            Ok(WrittenReply::new(&view)?
                .location(format!("{PATH}/{id}"))
                .etag(&view.tag()))
        })
        .await
}

/// A file: what is known of it. Seen by its uploader, by whoever sees the
/// uploader's unit or producer, and by whoever sees a record of the programme that names it.
#[endpoint(get "/files/{id}", tag = "files")]
async fn show(
    caller: Caller<FilesRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<FileView>> {
    let view = FileView::from(readable(&caller, id).await?);
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// The bytes of a file, or one range of them; the `ETag` is made of their digest.
#[endpoint(get "/files/{id}/content", tag = "files")]
async fn content(
    caller: Caller<FilesRead>,
    request: HttpRequest,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Download> {
    let file = readable(&caller, id).await?;
    let tag = download::tag(&file);
    match if_none_match.not_modified(&tag) {
        Some(unchanged) => Ok(Download(unchanged)),
        None => download::answer(&caller.state, &request, &file, &tag).await,
    }
}

async fn readable(caller: &Caller<FilesRead>, id: Uuid) -> ApiResult<FileRecord> {
    let mut connection = caller.connection().await?;
    let reader = caller.principal.name();
    let sight = sight(&mut connection, caller.scope()).await?;
    files::find_readable(&mut connection, &sight, &reader, id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// `file` where its uploader's account lies.
async fn placed(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    file: FileRecord,
) -> ApiResult<FileRecord> {
    let (province, commune, producer) = match scope {
        Scope::Nation | Scope::Seat(_) | Scope::Nothing => (None, None, None),
        Scope::Province(code) => (Some(code.clone()), None, None),
        Scope::Commune(code) => {
            let place = crate::places::registry()?.place(Generation::Current, code);
            (
                place.map(|place| place.current_province),
                Some(code.clone()),
                None,
            )
        }
        Scope::Producer(id) => {
            let producer = producers::find(connection, scope, *id)
                .await?
                .ok_or_else(Problem::not_found)?;
            let place = producer.place();
            (
                Some(place.current_province),
                Some(place.current_commune),
                Some(*id),
            )
        }
    };
    Ok(FileRecord {
        current_province_code: province,
        current_commune_code: commune,
        producer_id: producer,
        ..file
    })
}
