//! The list with its faults marked: `GET /api/v1/imports/{id}/marked`.

use super::found::found;
use crate::caller::{Caller, ImportsRead};
use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpResponse, web};
use api_http::answer::{MarkedList, Media, attachment};
use api_http::extract::PathOf;
use api_http::problem::{ApiResult, Problem};
use bytes::Bytes;
use endpoint::endpoint;
use futures_util::{StreamExt, stream};
use shared::database::StoreError;
use shared::database::imports::pieces::{self, PieceRole};
use uuid::Uuid;

/// It holds names and telephone numbers: nothing between keeps it.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// The same file with its faults marked: of a workbook the cells in colour and a further sheet with the remarks, of a text a further
/// column. It is there once the list is checked, and for 90 days; of an archive there is none.
#[endpoint(get "/imports/{id}/marked", tag = "imports", of = "imports")]
pub(super) async fn marked(
    caller: Caller<ImportsRead>,
    PathOf(id): PathOf<Uuid>,
) -> ApiResult<Media<MarkedList>> {
    let mut connection = caller.connection().await?;
    let import = found(&mut connection, caller.scope(), id).await?;
    let first = pieces::read(&mut connection, id, PieceRole::Marked, 0).await?;
    drop(connection);
    let first = first.ok_or_else(Problem::not_found)?;
    let kind = media_type(&first);
    let rest = stream::try_unfold((caller.state.clone(), id, 1), next);
    let bytes = stream::once(async { Ok(Bytes::from(first)) }).chain(rest);
    let name = attachment(&import.file_name);
    Ok(Media::of(
        HttpResponse::Ok()
            .content_type(kind)
            .insert_header((CACHE_CONTROL, NOT_KEPT))
            .insert_header((CONTENT_DISPOSITION, name))
            .streaming(bytes),
    ))
}

/// The next piece; the connection is given back between pieces, because the client may be slow.
async fn next(
    (state, import, number): (web::Data<AppState>, Uuid, i32),
) -> Result<Option<(Bytes, (web::Data<AppState>, Uuid, i32))>, StoreError> {
    let mut connection = state.database.connection().await?;
    let piece = pieces::read(&mut connection, import, PieceRole::Marked, number).await?;
    drop(connection);
    Ok(piece.map(|bytes| (Bytes::from(bytes), (state, import, number + 1))))
}

/// What the copy is, by its first bytes.
fn media_type(first: &[u8]) -> &'static str {
    use shared::domain::files::MediaType;
    if first.starts_with(b"PK") {
        MediaType::Xlsx.as_str()
    } else if first.trim_ascii_start().starts_with(b"{") {
        MediaType::Ndjson.as_str()
    } else {
        MediaType::Csv.as_str()
    }
}
