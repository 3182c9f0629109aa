//! What was handed in (các bản nộp): `/api/v1/dossiers/{id}/snapshots`.

use crate::caller::{Caller, DossiersRead};
use api_http::answer::Resource;
use api_http::extract::{ETag, IfNoneMatch, List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, Utc};
use endpoint::{ViewOf, endpoint};
use serde::Serialize;
use serde_json::value::RawValue;
use shared::database::dossier_snapshots::{self, SnapshotHead};
use shared::database::dossiers;
use utoipa::ToSchema;
use uuid::Uuid;

/// A snapshot without its content.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(SnapshotHead)]
struct SnapshotSummary {
    /// From 1.
    number: i16,
    /// When it was handed in.
    submitted_at: DateTime<Utc>,
    /// By whom.
    submitted_by: String,
    /// Regime of its sheet on that day.
    regime: String,
    /// Digest of the content's text.
    sha256: String,
}

/// A snapshot.
#[derive(Debug, Serialize, ToSchema)]
struct SnapshotView {
    #[serde(flatten)]
    summary: SnapshotSummary,
    /// Both forms, and the documents with the hashes of their files; `sha256` is the digest of this text to the byte.
    #[schema(value_type = Object)]
    content: Box<RawValue>,
}

/// What was handed in, in order.
#[endpoint(get "/dossiers/{id}/snapshots", tag = "dossiers", of = "dossiers_snapshots")]
pub(super) async fn list(
    caller: Caller<DossiersRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery, i64>,
) -> ApiResult<List<SnapshotSummary>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let rows = dossier_snapshots::list(&mut connection, &dossier, page.after, page.limit()).await?;
    let key = |row: &SnapshotHead| i64::from(row.number);
    Ok(page.answer(rows, key, SnapshotSummary::from))
}

/// One snapshot with its content.
#[endpoint(get "/dossiers/{id}/snapshots/{number}", tag = "dossiers", of = "dossiers_snapshots")]
pub(super) async fn show(
    caller: Caller<DossiersRead>,
    PathOf((id, number)): PathOf<(Uuid, i16)>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<SnapshotView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let snapshot = dossier_snapshots::find(&mut connection, &dossier, number).await?;
    let (head, content) = snapshot.ok_or_else(Problem::not_found)?;
    let tag = ETag::of_text(&head.sha256);
    let view = SnapshotView {
        summary: head.into(),
        content: content.into_raw(),
    };
    Ok(if_none_match.answer(&tag, &view))
}
