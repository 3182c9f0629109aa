//! Who did what, to what, when and why (nhật ký kiểm tra): `GET /api/v1/audit-log…`.

mod export;
mod verification;

use crate::caller::{AuditRead, Caller};
use api_http::extract::{List, PageOf};
use api_http::problem::ApiResult;
use chrono::{DateTime, Utc};
use endpoint::{ViewOf, endpoint};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::database::audit_log::{self, AuditAct, AuditFilter, AuditRecord};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, Schema};
use utoipa::{IntoParams, ToSchema};

api_http::routes! { list, export::export, verification::verify }

/// One thing that was done.
#[derive(Serialize, ToSchema, ViewOf)]
#[view_of(AuditRecord)]
struct EntryView {
    id: i64,
    /// Its place in the chain, from 1 without a gap.
    position: i64,
    occurred_at: DateTime<Utc>,
    /// `person:<id>`, `client:<id>`, `outside:<id>`, `worker:<kind of job or task>`, or `command:<user>` for somebody at a
    /// terminal.
    actor: String,
    /// By what: a request's method and route, or a command.
    #[schema(example = "POST /api/v1/producers")]
    operation: Option<String>,
    act: AuditAct,
    /// The table of a changed row, `job` or `dead_letter`.
    #[schema(example = "producers")]
    subject_kind: String,
    subject_id: String,
    /// Why, in the actor's words.
    reason: Option<String>,
    /// What the act changed, as it was: the row, or all rows where it wrote several at once.
    #[schema(schema_with = rows)]
    before: Option<Value>,
    /// The same afterwards.
    #[schema(schema_with = rows)]
    after: Option<Value>,
    /// The request's id, as the logs have it.
    request_id: Option<String>,
    /// sha256 over the hash of the entry before and this entry's text; the export has both.
    hash: String,
}

/// A row with its columns, several of them, or null: any JSON, because generators of clients make no type of such a union.
fn rows() -> Schema {
    ObjectBuilder::new().schema_type(SchemaType::AnyValue).into()
}

/// Which entries a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only this act.
    act: Option<AuditAct>,
    /// Only acts of this actor, as the entries name it.
    actor: Option<String>,
    /// Only acts on things of this kind.
    subject_kind: Option<String>,
    /// Only acts on the thing with this id, e.g. a job's.
    subject_id: Option<String>,
    /// Only from this moment on.
    from: Option<DateTime<Utc>>,
    /// Only before this moment.
    to: Option<DateTime<Utc>>,
}

/// What was done, the latest first. Entries only ever come; none is changed or deleted.
#[endpoint(get "/audit-log", tag = "operations", of = "audit_log")]
async fn list(
    caller: Caller<AuditRead>,
    PageOf { page, query }: PageOf<AuditQuery, i64>,
) -> ApiResult<List<EntryView>> {
    let filter = AuditFilter {
        act: query.act,
        actor: query.actor,
        subject_kind: query.subject_kind,
        subject_id: query.subject_id,
        from: query.from,
        to: query.to,
    };
    let mut connection = caller.connection().await?;
    let rows = audit_log::list(&mut connection, caller.scope(), filter, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.position, EntryView::from))
}
