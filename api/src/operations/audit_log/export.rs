//! The audit log as a file that can be checked without this service.

use crate::caller::{AuditRead, Caller};
use crate::state::AppState;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, web};
use api_http::answer::{JsonLines, Media};
use api_http::extract::QueryOf;
use api_http::problem::{ApiResult, Problem};
use bytes::Bytes;
use endpoint::{ViewOf, endpoint};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use shared::database::StoreError;
use shared::database::audit_log::chain::{self, ChainLink};
use shared::domain::access::Scope;
use utoipa::{IntoParams, ToSchema};

/// Entries read with one statement and sent as one piece: few enough for memory, a hundred rows may be one entry.
const PIECE: i64 = 100;

/// Which entries a file holds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportRange {
    /// The first position, 1 by default.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    from_position: Option<i64>,
    /// The last position; the end of the log by default.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    to_position: Option<i64>,
}

/// A line of the file.
#[derive(Serialize, ToSchema, ViewOf)]
#[view_of(ChainLink)]
struct LineView {
    position: i64,
    /// Hash of the entry before; 64 zeros before the first.
    previous_hash: String,
    /// sha256 of `previous_hash` followed by `entry`, in hex.
    hash: String,
    /// The entry as it was hashed: JSON in a text.
    entry: String,
}

/// The entries in order, a line each, with their hashes. Each line can be checked with `sha256sum`, and each names the hash
/// of the line before; who keeps the last hash can tell later that nothing was changed before it.
#[endpoint(get "/audit-log/export", tag = "operations", of = "audit_log", problems(NotFound))]
pub(super) async fn export(
    caller: Caller<AuditRead>,
    state: web::Data<AppState>,
    QueryOf(range): QueryOf<ExportRange>,
) -> ApiResult<Media<JsonLines<LineView>>> {
    if *caller.scope() != Scope::Nation {
        return Err(Problem::not_found());
    }
    // Up to the end of now, so that the file ends however fast the log grows.
    let head = chain::head(&mut *state.database.connection().await?).await?;
    let to = range.to_position.unwrap_or(i64::MAX).min(head.position);
    let next = Some(range.from_position.unwrap_or(1));
    let pieces = stream::try_unfold(next, move |next| {
        let state = state.clone();
        async move { piece(&state, next, to).await }
    });
    let response = HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"audit-log.ndjson\""))
        .streaming(pieces);
    Ok(Media::of(response))
}

/// The lines from position `next`, and where to go on. The connection is given back between pieces: the client may be slow.
async fn piece(
    state: &AppState,
    next: Option<i64>,
    to: i64,
) -> Result<Option<(Bytes, Option<i64>)>, StoreError> {
    let Some(from) = next else {
        return Ok(None);
    };
    let mut connection = state.database.connection().await?;
    let links = chain::links(&mut connection, from, to, PIECE).await?;
    drop(connection);
    let Some(last) = links.last().map(|link| link.position) else {
        return Ok(None);
    };
    let mut lines = Vec::new();
    for link in links {
        serde_json::to_writer(&mut lines, &LineView::from(link))
            .map_err(|error| StoreError::Internal(error.to_string()))?;
        lines.push(b'\n');
    }
    let next = (last < to).then(|| last.saturating_add(1));
    Ok(Some((Bytes::from(lines), next)))
}
