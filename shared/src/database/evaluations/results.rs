//! Results: one an evaluation, written by the worker in the transaction that finishes the job.

use crate::database::JsonText;
use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::database::schema::evaluation_results;
use crate::domain::scoring::ScoringOutcome;
use crate::domain::statistics::scores::CouncilPoints;
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
    pub outcome: ScoringOutcome,
    /// 1 to 5 where rated.
    pub stars: Option<i16>,
    /// The whole result as `scorings` answers it.
    pub result: JsonText,
    /// The points of its sheets, for the statistics; none where it shows no sheet.
    pub points: Option<CouncilPoints>,
}

/// When these evaluations were rated, by evaluation; those without a result are left out.
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
             (evaluation_id, attempt, outcome, stars, result, statistics_version, evaluated_at, sheets, points_a, points_b,
             points_c)
         select evaluation_id, attempt, outcome, stars, result, $6, $7, sheets, points_a, points_b, points_c
         from unnest($1, $2, $3, $4, $5, $8, $9, $10, $11)
             as new (evaluation_id, attempt, outcome, stars, result, sheets, points_a, points_b, points_c)",
    )
    .bind::<Array<SqlUuid>, _>(column(results, |one| one.evaluation_id))
    .bind::<Array<Integer>, _>(column(results, |one| one.attempt))
    .bind::<Array<Text>, _>(column(results, |one| one.outcome))
    .bind::<Array<Nullable<SmallInt>>, _>(column(results, |one| one.stars))
    .bind::<Array<Json>, _>(column(results, |one| &one.result))
    .bind::<BigInt, _>(statistics_version)
    .bind::<Timestamptz, _>(evaluated_at)
    .bind::<Array<Nullable<Integer>>, _>(column(results, |one| {
        one.points.and_then(|points| i32::try_from(points.sheets).ok())
    }))
    .bind::<Array<Nullable<Integer>>, _>(column(results, |one| part(one, 0)))
    .bind::<Array<Nullable<Integer>>, _>(column(results, |one| part(one, 1)))
    .bind::<Array<Nullable<Integer>>, _>(column(results, |one| part(one, 2)))
    .execute(connection)
    .await?;
    Ok(())
}

/// Points of the part at `position`, of all sheets together.
fn part(result: &NewResult, position: usize) -> Option<i32> {
    let points = result.points?.parts.get(position).copied()?;
    i32::try_from(points).ok()
}
