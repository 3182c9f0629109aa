//! The table `audit_log`: who did what, to what, when and why. Append-only, which a trigger of the table enforces.

use super::error::StoreResult;
use super::schema::audit_log;
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
