//! Results: one an evaluation, written by the worker in the transaction that finishes the job.

use crate::database::error::StoreResult;
use crate::database::schema::evaluation_results;
use crate::domain::scoring::Outcome;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A result to keep.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = evaluation_results)]
pub struct NewResult {
    /// The evaluation.
    pub evaluation_id: Uuid,
    /// The attempt of its job that produced it.
    pub attempt: i32,
    /// How it ended.
    pub outcome: Outcome,
    /// 1 to 5 where rated.
    pub stars: Option<i16>,
    /// The whole result as `scorings` answers it.
    pub result: serde_json::Value,
    /// Version of the statistics that contains it.
    pub statistics_version: i64,
    /// When it was computed.
    pub evaluated_at: DateTime<Utc>,
}

/// Inserts results; a second one for the same evaluation is a conflict, never an overwrite.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn insert_results(connection: &mut AsyncPgConnection, results: &[NewResult]) -> StoreResult<()> {
    /// Rows a statement, so that it stays below PostgreSQL's 65,535 parameters.
    const CHUNK: usize = 1000;
    for chunk in results.chunks(CHUNK) {
        diesel::insert_into(evaluation_results::table)
            .values(chunk)
            .execute(connection)
            .await?;
    }
    Ok(())
}
