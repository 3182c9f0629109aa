//! Accepting evaluations: business rows, job rows and outbox rows in the caller's transaction.

use crate::database::error::StoreResult;
use crate::database::jobs::{self, NewJob};
use crate::database::schema::{evaluation_batches, evaluations};
use crate::domain::application_kind::ApplicationKind;
use crate::domain::evaluation::EvaluationLevel;
use crate::queue::{JobKind, Lane};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// An evaluation to accept.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = evaluations)]
pub struct NewEvaluation {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its job.
    pub job_id: Uuid,
    /// The batch it came in.
    pub batch_id: Option<Uuid>,
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
    pub request: serde_json::Value,
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

/// Stores evaluations with their jobs and messages; all or none.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn submit(
    connection: &mut AsyncPgConnection,
    new: &[NewEvaluation],
    traceparent: Option<&str>,
) -> StoreResult<()> {
    /// Rows a statement, so that it stays below PostgreSQL's 65,535 parameters.
    const CHUNK: usize = 1000;
    for chunk in new.chunks(CHUNK) {
        let rows: Vec<NewJob> = chunk
            .iter()
            .map(|evaluation| NewJob {
                id: evaluation.job_id,
                kind: JobKind::Evaluation,
                lane: evaluation.batch_id.map_or(Lane::Single, |_| Lane::Bulk),
                subject_id: evaluation.id,
                traceparent: traceparent.map(ToOwned::to_owned),
                queued_at: evaluation.created_at,
            })
            .collect();
        jobs::enqueue(connection, &rows).await?;
        diesel::insert_into(evaluations::table)
            .values(chunk)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Stores a batch; its evaluations follow in the same transaction.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn insert_batch(connection: &mut AsyncPgConnection, batch: &NewBatch) -> StoreResult<()> {
    diesel::insert_into(evaluation_batches::table)
        .values(batch)
        .execute(connection)
        .await?;
    Ok(())
}
