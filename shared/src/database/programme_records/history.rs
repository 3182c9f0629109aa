//! Each version of each record, with the decisions on it.

use super::record::ProgrammeRecord;
use crate::database::error::StoreResult;
use crate::database::schema::programme_history;
use crate::domain::cycle::review::{ReviewAct, ReviewState};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

crate::text_enum! {
    /// What was done to a record.
    pub enum HistoryAct {
        /// It was made; an idea or plan was handed in with it.
        Create = "create",
        /// Its fields were changed.
        Change = "change",
        /// It was handed in again.
        Submit = "submit",
        /// It was accepted.
        Accept = "accept",
        /// It was returned.
        Return = "return",
        /// It was rejected.
        Reject = "reject",
    }
}

impl From<ReviewAct> for HistoryAct {
    fn from(act: ReviewAct) -> Self {
        match act {
            ReviewAct::Change => Self::Change,
            ReviewAct::Submit => Self::Submit,
            ReviewAct::Accept => Self::Accept,
            ReviewAct::Return => Self::Return,
            ReviewAct::Reject => Self::Reject,
        }
    }
}

/// Who did what to a record, and why.
#[derive(Clone, Debug)]
pub struct HistoryEvent {
    /// What.
    pub act: HistoryAct,
    /// Why, where it is a decision.
    pub reason: Option<String>,
    /// Who, as in the audit log.
    pub actor: String,
}

/// A row of `programme_history`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = programme_history, check_for_backend(diesel::pg::Pg))]
pub struct HistoryEntry {
    /// Rises with each entry.
    pub id: i64,
    /// Version of the record that this made.
    pub version: i32,
    /// What was done.
    pub act: HistoryAct,
    /// Where its review stood afterwards.
    pub state: Option<ReviewState>,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub actor: String,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// What the record said afterwards.
    pub content: Value,
}

/// Writes down that `event` made `record` what it is now.
pub(super) async fn append(
    connection: &mut AsyncPgConnection,
    record: &ProgrammeRecord,
    event: &HistoryEvent,
) -> StoreResult<()> {
    diesel::insert_into(programme_history::table)
        .values((
            programme_history::record_id.eq(record.id),
            programme_history::version.eq(record.version),
            programme_history::act.eq(event.act),
            programme_history::state.eq(record.state),
            programme_history::reason.eq(event.reason.as_deref()),
            programme_history::actor.eq(&event.actor),
            programme_history::occurred_at.eq(record.updated_at),
            programme_history::content.eq(&record.content),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` entries of the record `id` after the entry `after`, the oldest first. Ask [`super::find`] first whether the
/// caller may see the record.
pub async fn history(
    connection: &mut AsyncPgConnection,
    id: Uuid,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<HistoryEntry>> {
    Ok(programme_history::table
        .filter(programme_history::record_id.eq(id))
        .filter(programme_history::id.gt(after.unwrap_or_default()))
        .order(programme_history::id)
        .limit(limit)
        .select(HistoryEntry::as_select())
        .load(connection)
        .await?)
}
