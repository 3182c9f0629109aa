//! Results: one an evaluation, written by the worker in the transaction that finishes the job.

use crate::database::JsonText;
use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::database::schema::evaluation_results;
use crate::domain::scoring::Outcome;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Integer, Json, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A result to keep.
#[derive(Clone, Debug)]
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
    pub result: JsonText,
}

/// When these evaluations were rated, by evaluation; those without a result are left out.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn rated_at(
    connection: &mut AsyncPgConnection,
    evaluations: &[Uuid],
) -> StoreResult<Vec<(Uuid, DateTime<Utc>)>> {
    Ok(evaluation_results::table
        .filter(evaluation_results::evaluation_id.eq_any(evaluations))
        .select((
            evaluation_results::evaluation_id,
            evaluation_results::evaluated_at,
        ))
        .load(connection)
        .await?)
}

/// Inserts results that were computed at `evaluated_at` and are contained in `statistics_version` of the statistics; a second
/// one for the same evaluation is a conflict, never an overwrite.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn insert_results(
    connection: &mut AsyncPgConnection,
    results: &[NewResult],
    statistics_version: i64,
    evaluated_at: DateTime<Utc>,
) -> StoreResult<()> {
    if results.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "insert into evaluation_results
             (evaluation_id, attempt, outcome, stars, result, statistics_version, evaluated_at)
         select evaluation_id, attempt, outcome, stars, result, $6, $7
         from unnest($1, $2, $3, $4, $5) as new (evaluation_id, attempt, outcome, stars, result)",
    )
    .bind::<Array<SqlUuid>, _>(column(results, |one| one.evaluation_id))
    .bind::<Array<Integer>, _>(column(results, |one| one.attempt))
    .bind::<Array<Text>, _>(column(results, |one| one.outcome))
    .bind::<Array<Nullable<SmallInt>>, _>(column(results, |one| one.stars))
    .bind::<Array<Json>, _>(column(results, |one| &one.result))
    .bind::<BigInt, _>(statistics_version)
    .bind::<Timestamptz, _>(evaluated_at)
    .execute(connection)
    .await?;
    Ok(())
}
