//! The table `audit_log`: who did what, to what, when and why. Append-only, which a trigger of the table enforces, and chained
//! by hash, so that a cut is seen ([`chain`]).
//!
//! What statements change is written by triggers of the changed tables (`audit_table` in the migrations); [`act_as`] tells
//! them who acts. Entries get their positions at the commit.

pub mod chain;

use super::error::StoreResult;
use super::schema::audit_log;
use crate::clock::Clock;
use crate::domain::access::Scope;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

crate::text_enum! {
    /// What was done.
    pub enum AuditAct {
        /// A row was written.
        Created = "created",
        /// A row was changed.
        Changed = "changed",
        /// A row was deleted.
        Deleted = "deleted",
        /// A failed job got new attempts.
        JobRedrive = "job.redrive",
        /// A failed job was given up.
        JobDiscard = "job.discard",
        /// A dead letter was taken back: its job is published again, or needs no message.
        DeadLetterRedrive = "dead_letter.redrive",
        /// A dead letter was thrown away.
        DeadLetterDiscard = "dead_letter.discard",
    }
}

/// Who acts, when and why; the same for all entries of one request or command.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `person:<id>`, `client:<id>`, `outside:<id>`, or `command:<user>` for somebody at a terminal.
    pub name: String,
    /// By what: `POST /api/v1/producers`, `worker jobs redrive`. None where the transaction knows already.
    pub operation: Option<String>,
    /// Why, in their words.
    pub reason: Option<String>,
    /// The id of the HTTP request.
    pub request_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Actor {
    /// Somebody at a terminal, by the name that the system's environment says.
    #[must_use]
    pub fn at_terminal(operation: &str, reason: Option<String>, at: DateTime<Utc>) -> Self {
        let user = std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned());
        Self {
            name: format!("command:{user}"),
            operation: Some(operation.to_owned()),
            reason,
            request_id: None,
            at,
        }
    }
}

/// Tells the triggers of the transaction who acts from here to its end. Without it they refuse every change of a table that
/// is audited.
pub async fn act_as(connection: &mut AsyncPgConnection, actor: &Actor) -> StoreResult<()> {
    tell(
        connection,
        &actor.name,
        actor.operation.as_deref(),
        actor.reason.as_deref(),
        actor.request_id.as_deref(),
        Some(actor.at),
    )
    .await
}

/// The same for the service's own work, `worker:<kind of job or task>`; its moments are the database's.
pub async fn work_as(connection: &mut AsyncPgConnection, name: &str, clock: Clock) -> StoreResult<()> {
    let at = match clock {
        Clock::System => None,
        Clock::Frozen(_) | Clock::Hand(_) => Some(clock.now()),
    };
    tell(connection, name, None, None, None, at).await
}

async fn tell(
    connection: &mut AsyncPgConnection,
    name: &str,
    operation: Option<&str>,
    reason: Option<&str>,
    request_id: Option<&str>,
    at: Option<DateTime<Utc>>,
) -> StoreResult<()> {
    diesel::sql_query(
        "select set_config('ocop.actor', $1, true),
             set_config('ocop.operation', coalesce($2, current_setting('ocop.operation', true), ''), true),
             set_config('ocop.reason', coalesce($3, ''), true),
             set_config('ocop.request_id', coalesce($4, ''), true),
             set_config('ocop.at', coalesce($5::text, ''), true)",
    )
    .bind::<Text, _>(name)
    .bind::<Nullable<Text>, _>(operation)
    .bind::<Nullable<Text>, _>(reason)
    .bind::<Nullable<Text>, _>(request_id)
    .bind::<Nullable<Timestamptz>, _>(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// What was done.
    pub act: AuditAct,
    /// What kind of thing it was done to: `job`, `dead_letter`.
    pub subject_kind: &'static str,
    /// Id of what it was done to.
    pub subject_id: String,
    /// What the act changed, as it was.
    pub before: Option<Value>,
    /// The same afterwards.
    pub after: Option<Value>,
}

/// Writes `entries` of `actor` with one statement. Call it in the transaction of the act, at whose commit they join the
/// chain: the table's trigger puts rows without a position aside until then.
///
/// # Errors
/// [`super::StoreError`] as the database says; then the act may not be committed.
pub async fn append(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    entries: &[AuditEntry],
) -> StoreResult<()> {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                audit_log::occurred_at.eq(actor.at),
                audit_log::actor.eq(&actor.name),
                audit_log::operation.eq(actor.operation.as_deref()),
                audit_log::act.eq(entry.act),
                audit_log::subject_kind.eq(entry.subject_kind),
                audit_log::subject_id.eq(&entry.subject_id),
                audit_log::reason.eq(actor.reason.as_deref()),
                audit_log::before.eq(entry.before.as_ref()),
                audit_log::after.eq(entry.after.as_ref()),
                audit_log::request_id.eq(actor.request_id.as_deref()),
            )
        })
        .collect();
    diesel::insert_into(audit_log::table)
        .values(rows)
        .execute(connection)
        .await?;
    Ok(())
}

/// An entry as the table has it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = audit_log, check_for_backend(diesel::pg::Pg))]
pub struct AuditRecord {
    /// A number of its own.
    pub id: i64,
    /// Its place in the chain, from 1 without a gap.
    pub position: i64,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// By what: a request's method and route, a job, a command.
    pub operation: Option<String>,
    /// What was done.
    pub act: AuditAct,
    /// What kind of thing it was done to: the table of a changed row, `job`, `dead_letter`.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// Why.
    pub reason: Option<String>,
    /// What the act changed, as it was.
    pub before: Option<Value>,
    /// The same afterwards.
    pub after: Option<Value>,
    /// The id of the HTTP request.
    pub request_id: Option<String>,
    /// Stands for the entry and all before it.
    pub hash: String,
}

/// Which entries a list shows; all where nothing is named.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Of this act.
    pub act: Option<AuditAct>,
    /// Of this actor.
    pub actor: Option<String>,
    /// About things of this kind.
    pub subject_kind: Option<String>,
    /// About this thing.
    pub subject_id: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
}

/// Up to `limit` entries with positions below `before` (all, where none), the latest first. They are about the operation of the
/// whole service, so only who sees the nation sees any.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: AuditFilter,
    before: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<AuditRecord>> {
    if *scope != Scope::Nation {
        return Ok(Vec::new());
    }
    let mut query = audit_log::table
        .select(AuditRecord::as_select())
        .order(audit_log::position.desc())
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit_log::position.lt(before));
    }
    if let Some(act) = filter.act {
        query = query.filter(audit_log::act.eq(act));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(audit_log::actor.eq(actor));
    }
    if let Some(kind) = filter.subject_kind {
        query = query.filter(audit_log::subject_kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::occurred_at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit_log::occurred_at.lt(to));
    }
    if let Some(subject) = filter.subject_id {
        query = query.filter(audit_log::subject_id.eq(subject));
    }
    Ok(query.load(connection).await?)
}
