//! Imports as handlers need them: found, with their progress, with a job for their next stage.

use super::view::ImportView;
use crate::caller::Caller;
use api_http::answer::{WrittenReply, kind};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;
use shared::database::imports::{self, ImportRecord, progress};
use shared::database::jobs::NewJob;
use shared::domain::access::Scope;
use shared::job::{JobKind, Lane};
use uuid::Uuid;

/// The import `id` in reach of `scope`.
///
/// # Errors
/// 404.
pub(super) async fn found(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> ApiResult<ImportRecord> {
    let found = imports::find(connection, scope, id).await?;
    found.ok_or_else(Problem::not_found)
}

pub(super) async fn view_of(
    connection: &mut AsyncPgConnection,
    import: ImportRecord,
    context: &RequestContext,
) -> ApiResult<ImportView> {
    let progress = progress_of(connection, import.id).await?;
    ImportView::of(import, progress, context.language)
}

pub(super) async fn progress_of(
    connection: &mut AsyncPgConnection,
    id: Uuid,
) -> StoreResult<progress::ImportProgress> {
    let known = progress::of(connection, &[id]).await?;
    Ok(known.get(&id).copied().unwrap_or_default())
}

/// The answer to what began a stage.
pub(super) async fn receipt(
    connection: &mut AsyncPgConnection,
    import: ImportRecord,
    context: &RequestContext,
) -> ApiResult<WrittenReply<kind::Receipt, ImportView>> {
    let location = format!("/api/v1/imports/{}", import.id);
    let view = view_of(connection, import, context).await?;
    Ok(WrittenReply::new(&view)?.location(location))
}

/// The job of a stage of `import`.
pub(super) fn new_job<R>(caller: &Caller<R>, context: &RequestContext, import: Uuid) -> NewJob {
    NewJob {
        id: Uuid::now_v7(),
        kind: JobKind::Import,
        lane: Lane::Single,
        subject_id: import,
        traceparent: Some(context.traceparent().to_owned()),
        queued_at: caller.state.clock.now(),
    }
}
