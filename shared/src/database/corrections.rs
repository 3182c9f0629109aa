//! The table `corrections`: what of a record was corrected, why, and from which day it counts. Rows only ever come.

mod replay;

pub use replay::replay;

use super::error::{StoreError, StoreResult};
use super::json_text::JsonText;
use super::schema::corrections;
use crate::domain::corrections::{CorrectedField, CorrectionKind, CorrectionSubject, FieldChange};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A row of `corrections`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = corrections, check_for_backend(diesel::pg::Pg))]
pub struct RecordCorrection {
    /// `UUIDv7`.
    pub id: Uuid,
    /// What kind of record it is of.
    pub subject: CorrectionSubject,
    /// The record.
    pub subject_id: Uuid,
    /// What was done.
    pub kind: CorrectionKind,
    /// The day from which it counts; none for what was always wrong.
    pub effective_on: Option<NaiveDate>,
    /// The values before and after, a list of [`FieldChange`].
    pub changes: JsonText,
    /// Why, in words.
    pub reason: String,
    /// Who recorded it, as the audit log names them.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl RecordCorrection {
    /// The values before and after.
    ///
    /// # Errors
    /// [`StoreError::Internal`] where something else is stored.
    pub fn changes(&self) -> StoreResult<Vec<FieldChange>> {
        let changes = self.changes.parse();
        changes.map_err(|error| StoreError::Internal(error.to_string()))
    }
}

/// Adds a correction.
pub async fn insert(connection: &mut AsyncPgConnection, correction: &RecordCorrection) -> StoreResult<()> {
    diesel::insert_into(corrections::table)
        .values(correction)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` corrections of a record, which the caller has found in reach, before the one with the id `before`: the newest first.
pub async fn list(
    connection: &mut AsyncPgConnection,
    (subject, id): (CorrectionSubject, Uuid),
    before: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<RecordCorrection>> {
    let mut query = corrections::table
        .filter(corrections::subject.eq(subject))
        .filter(corrections::subject_id.eq(id))
        .order(corrections::id.desc())
        .limit(limit)
        .select(RecordCorrection::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(corrections::id.lt(before));
    }
    Ok(query.load(connection).await?)
}

/// Those of the records `ids` that have been corrected.
pub async fn corrected(
    connection: &mut AsyncPgConnection,
    subject: CorrectionSubject,
    ids: &[Uuid],
) -> StoreResult<HashSet<Uuid>> {
    let found: Vec<Uuid> = corrections::table
        .filter(corrections::subject.eq(subject))
        .filter(corrections::subject_id.eq_any(ids))
        .select(corrections::subject_id)
        .load(connection)
        .await?;
    Ok(found.into_iter().collect())
}

#[derive(QueryableByName)]
struct LastChange {
    #[diesel(sql_type = Text)]
    field: CorrectedField,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
}

/// The day of the last recorded change of each value of a record.
pub async fn last_changes(
    connection: &mut AsyncPgConnection,
    (subject, id): (CorrectionSubject, Uuid),
) -> StoreResult<HashMap<CorrectedField, NaiveDate>> {
    let rows: Vec<LastChange> = diesel::sql_query(
        "select change->>'field' as field, max(effective_on) as day
         from corrections, json_array_elements(changes) as change
         where subject = $1 and subject_id = $2 and kind = 'change' group by 1",
    )
    .bind::<Text, _>(subject)
    .bind::<SqlUuid, _>(id)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.field, row.day)).collect())
}
