//! Accepting evaluations: business rows, job rows and outbox rows in the caller's transaction.

use crate::database::JsonText;
use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::database::jobs::{self, NewJob};
use crate::database::schema::evaluation_batches;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::evaluation::EvaluationLevel;
use crate::job::{JobKind, Lane};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Json, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// An evaluation to accept.
#[derive(Clone, Debug)]
pub struct NewEvaluation {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its job.
    pub job_id: Uuid,
    /// The batch it came in.
    pub batch_id: Option<Uuid>,
    /// The dossier and its turn of scoring; none where it was asked for directly.
    pub dossier: Option<(Uuid, i16)>,
    /// The product to rate.
    pub product_id: Uuid,
    /// Whose council.
    pub level: EvaluationLevel,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// The regime, named or chosen by the dates.
    pub regime: String,
    /// Product set of the product.
    pub product_set: i16,
    /// The request as `scorings` takes it, checked.
    pub request: JsonText,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A batch to accept.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = evaluation_batches)]
pub struct NewBatch {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Who asked.
    pub requested_by: String,
    /// Lines accepted.
    pub accepted: i32,
    /// Lines refused.
    pub rejected: i32,
    /// The refused lines and why.
    pub errors: serde_json::Value,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Rows of one statement: an array of requests stays below some megabytes.
const CHUNK: usize = 1000;

/// Stores evaluations with their jobs and messages; all or none.
pub async fn submit(
    connection: &mut AsyncPgConnection,
    new: &[NewEvaluation],
    traceparent: Option<&str>,
) -> StoreResult<()> {
    for chunk in new.chunks(CHUNK) {
        let jobs = column(chunk, |evaluation| NewJob {
            id: evaluation.job_id,
            kind: JobKind::Evaluation,
            lane: evaluation.batch_id.map_or(Lane::Single, |_| Lane::Bulk),
            subject_id: evaluation.id,
            traceparent: traceparent.map(ToOwned::to_owned),
            queued_at: evaluation.created_at,
        });
        jobs::enqueue(connection, &jobs).await?;
        insert(connection, chunk).await?;
    }
    Ok(())
}

async fn insert(connection: &mut AsyncPgConnection, new: &[NewEvaluation]) -> StoreResult<()> {
    diesel::sql_query(
        "insert into evaluations (id, job_id, batch_id, product_id, level, kind, regime, product_set, request,
             requested_by, created_at, dossier_id, turn)
         select id, job_id, batch_id, product_id, level, kind, regime, product_set, request, requested_by, created_at,
             dossier_id, turn
         from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as new (id, job_id, batch_id, product_id, level,
             kind, regime, product_set, request, requested_by, created_at, dossier_id, turn)",
    )
    .bind::<Array<SqlUuid>, _>(column(new, |one| one.id))
    .bind::<Array<SqlUuid>, _>(column(new, |one| one.job_id))
    .bind::<Array<Nullable<SqlUuid>>, _>(column(new, |one| one.batch_id))
    .bind::<Array<SqlUuid>, _>(column(new, |one| one.product_id))
    .bind::<Array<Text>, _>(column(new, |one| one.level))
    .bind::<Array<Text>, _>(column(new, |one| one.kind))
    .bind::<Array<Text>, _>(column(new, |one| one.regime.as_str()))
    .bind::<Array<SmallInt>, _>(column(new, |one| one.product_set))
    .bind::<Array<Json>, _>(column(new, |one| &one.request))
    .bind::<Array<Text>, _>(column(new, |one| one.requested_by.as_str()))
    .bind::<Array<Timestamptz>, _>(column(new, |one| one.created_at))
    .bind::<Array<Nullable<SqlUuid>>, _>(column(new, |one| one.dossier.map(|(id, _)| id)))
    .bind::<Array<Nullable<SmallInt>>, _>(column(new, |one| one.dossier.map(|(_, turn)| turn)))
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores a batch; its evaluations follow in the same transaction.
pub async fn insert_batch(connection: &mut AsyncPgConnection, batch: &NewBatch) -> StoreResult<()> {
    diesel::insert_into(evaluation_batches::table)
        .values(batch)
        .execute(connection)
        .await?;
    Ok(())
}
