//! Files (tệp): evidence and documents that other records name by id: `/api/v1/files`.

mod download;
mod head;
mod receive;
mod view;

use crate::auth::{Authorized, FilesRead, FilesWrite};
use crate::cycle::sight;
use crate::extract::{IfNoneMatch, NoQuery, PathOf, QueryOf};
use crate::file_store::Stored;
use crate::idempotency::Created;
use crate::problem::{Answer, Problem, ProblemDocument};
use crate::server::AppState;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use diesel_async::AsyncPgConnection;
use head::{UploadHead, UploadQuery};
use shared::database::files::{self, File};
use shared::database::producers;
use shared::domain::access::Scope;
use shared::domain::units::Generation;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(crate) use view::FileView;

pub(crate) use receive::{PATH, UPLOAD_TIMEOUT};

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(upload).service(content).service(one);
}

/// Uploads a file: its bytes are the body, `Content-Type` says its kind and `Content-Disposition` or `name` its name.
///
/// Taken are PDF, JPEG, PNG, WebP, MP4, DOCX, XLSX, ODT, ODS and CSV whose first bytes are of that kind. With `Content-Digest`
/// (or `Digest`) of sha-256 what arrived is held against it. An upload that breaks off leaves no file. The
/// `Idempotency-Key` covers path, name, kind, announced length and digest, not the bytes: a repeated request is answered as
/// the first without its body being read.
#[utoipa::path(
    tag = "files",
    request_body(content = String, content_type = "application/octet-stream", description = "The bytes"),
    params(
        UploadQuery,
        ("Content-Disposition" = Option<String>, Header, description = "`attachment; filename*=UTF-8''…`"),
        ("Content-Digest" = Option<String>, Header, description = "`sha-256=:<base64>:` (RFC 9530)"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect"),
    ),
    responses(
        (status = 201, description = "Stored; `Location` and `ETag` name it", body = FileView),
        (status = "default", description = "A problem; 413 too large, 415 another kind, 422 the bytes are not what was said",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["files:write"])),
)]
#[post("/files")]
async fn upload(
    caller: Authorized<FilesWrite>,
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<UploadQuery>,
    body: web::Payload,
) -> Answer {
    let head = UploadHead::of(&request, query, &state)?;
    let mut connection = state.database.connection().await?;
    if let Some(kept) = head.idempotency.kept(&mut connection, &caller.principal).await? {
        return Ok(kept);
    }
    // Given back while the bytes come in, which may take minutes.
    drop(connection);
    let _slot = state.admission.upload()?;
    let id = Uuid::now_v7();
    let stored = receive::receive(&state, &head, id, body).await?;
    let mut recorded = false;
    let answer = record(&state, &caller, &head, id, stored, &mut recorded).await;
    // Where the row was written and the commit's outcome is unknown the bytes stay: a file without bytes would be worse.
    if !recorded {
        receive::take_back(&state, id).await;
    }
    answer
}

/// Writes the row of what was stored; `recorded` where it was written, which a replayed answer does not do.
async fn record(
    state: &AppState,
    caller: &Authorized<FilesWrite>,
    head: &UploadHead,
    id: Uuid,
    stored: Stored,
    recorded: &mut bool,
) -> Answer {
    let mut connection = state.database.connection().await?;
    head.idempotency
        .once(&mut connection, &caller.principal, async |connection| {
            let file = head.file(id, stored, &caller.principal, state.clock.now());
            let file = placed(connection, caller.scope(), file).await?;
            files::insert(connection, &file).await?;
            *recorded = true;
            let view = FileView::of(&file);
            Ok(Created::new(StatusCode::CREATED, &view)?
                .location(format!("{PATH}/{id}"))
                .etag(&view.tag()))
        })
        .await
}

/// A file: what is known of it. Seen by its uploader, by whoever sees the
/// uploader's unit or producer, and by whoever sees a record of the programme that names it.
#[utoipa::path(
    tag = "files",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The file, with its `ETag`", body = FileView),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["files:read"])),
)]
#[get("/files/{id}")]
async fn one(
    caller: Authorized<FilesRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    _: QueryOf<NoQuery>,
) -> Answer {
    let view = FileView::of(&readable(&state, &caller, id).await?);
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// The bytes of a file, or one range of them; the `ETag` is made of their digest.
#[utoipa::path(
    tag = "files",
    params(
        ("id" = Uuid, Path),
        ("Range" = Option<String>, Header, description = "One range of bytes: `bytes=0-1023`"),
    ),
    responses(
        (status = 200, description = "The bytes", body = String, content_type = "application/octet-stream"),
        (status = 206, description = "The range", body = String, content_type = "application/octet-stream"),
        (status = 304, description = "The client has them"),
        (status = "default", description = "A problem; 416 where the range lies outside", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["files:read"])),
)]
#[get("/files/{id}/content")]
async fn content(
    caller: Authorized<FilesRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    _: QueryOf<NoQuery>,
) -> Answer {
    let file = readable(&state, &caller, id).await?;
    let tag = download::tag(&file);
    match if_none_match.not_modified(&tag) {
        Some(answer) => Ok(answer),
        None => download::answer(&state, &request, &file, &tag).await,
    }
}

async fn readable(state: &AppState, caller: &Authorized<FilesRead>, id: Uuid) -> Answer<File> {
    let mut connection = state.database.connection().await?;
    let reader = caller.principal.name();
    let sight = sight(&mut connection, caller.scope()).await?;
    files::find_readable(&mut connection, &sight, &reader, id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// `file` where its uploader's account lies.
async fn placed(connection: &mut AsyncPgConnection, scope: &Scope, file: File) -> Answer<File> {
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
    Ok(File {
        current_province_code: province,
        current_commune_code: commune,
        producer_id: producer,
        ..file
    })
}
