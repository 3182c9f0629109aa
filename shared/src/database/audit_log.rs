//! The table `audit_log`: who did what, to what, when and why. Append-only, which a trigger of the table enforces.

use super::error::StoreResult;
use super::schema::audit_log;
use crate::domain::access::Scope;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

crate::text_enum! {
    /// What was done.
    pub enum Act {
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

impl Act {
    /// What kind of thing it is done to.
    const fn subject_kind(self) -> &'static str {
        match self {
            Self::JobRedrive | Self::JobDiscard => "job",
            Self::DeadLetterRedrive | Self::DeadLetterDiscard => "dead_letter",
        }
    }
}

/// Who acts, when and why; the same for all entries of one request or command.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `person:<id>`, `client:<id>`, or `command:<user>` for somebody at a terminal.
    pub name: String,
    /// Why, in their words.
    pub reason: Option<String>,
    /// The id of the HTTP request.
    pub request_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was done.
    pub act: Act,
    /// Id of what it was done to.
    pub subject_id: String,
    /// What the act changed, as it was.
    pub before: Option<Value>,
    /// The same afterwards.
    pub after: Option<Value>,
}

/// Writes `entries` of `actor` with one statement. Call it in the transaction of the act.
///
/// # Errors
/// [`super::StoreError`] as the database says; then the act may not be committed.
pub async fn append(connection: &mut AsyncPgConnection, actor: &Actor, entries: &[Entry]) -> StoreResult<()> {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                audit_log::occurred_at.eq(actor.at),
                audit_log::actor.eq(&actor.name),
                audit_log::act.eq(entry.act),
                audit_log::subject_kind.eq(entry.act.subject_kind()),
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
pub struct Recorded {
    /// Rises with each entry.
    pub id: i64,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What was done.
    pub act: Act,
    /// What kind of thing it was done to.
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
}

/// Which entries a list shows; all where nothing is named.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this act.
    pub act: Option<Act>,
    /// Of this actor.
    pub actor: Option<String>,
    /// About this thing.
    pub subject_id: Option<String>,
}

/// Up to `limit` entries with ids below `before` (all, where none), the latest first. They are about the operation of the
/// whole service, so only who sees the nation sees any.
///
/// # Errors
/// [`super::StoreError`] as the database says.
pub async fn page(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: Filter,
    before: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<Recorded>> {
    if *scope != Scope::Nation {
        return Ok(Vec::new());
    }
    let mut query = audit_log::table
        .select(Recorded::as_select())
        .order(audit_log::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit_log::id.lt(before));
    }
    if let Some(act) = filter.act {
        query = query.filter(audit_log::act.eq(act));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(audit_log::actor.eq(actor));
    }
    if let Some(subject) = filter.subject_id {
        query = query.filter(audit_log::subject_id.eq(subject));
    }
    Ok(query.load(connection).await?)
}
