//! The table `outbox`: messages that no broker has confirmed yet. A row is written with its job and goes with the
//! positive confirm.

use super::error::{StoreError, StoreResult};
use super::schema::outbox;
use crate::queue::transport::Message;
use crate::queue::{Envelope, JobKind};
use diesel::prelude::*;
use diesel::sql_types::{Array, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A message to be published after the commit.
#[derive(Clone, Debug)]
pub struct NewOutboxMessage {
    /// What it says.
    pub envelope: Envelope,
    /// 0: at once; n: through the nth retry queue.
    pub retry_step: i16,
}

/// Writes messages with one statement, in the transaction that makes them true.
///
/// # Errors
/// [`StoreError`] as the database says.
pub async fn insert(connection: &mut AsyncPgConnection, new: &[NewOutboxMessage]) -> StoreResult<()> {
    if new.is_empty() {
        return Ok(());
    }
    let bodies = new
        .iter()
        .map(|message| message.envelope.to_json())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| StoreError::Internal(error.to_string()))?;
    diesel::sql_query(
        "insert into outbox (job_id, kind, retry_step, message)
         select job_id, kind, retry_step, message
         from unnest($1, $2, $3, $4) as new (job_id, kind, retry_step, message)",
    )
    .bind::<Array<SqlUuid>, _>(
        new.iter()
            .map(|message| message.envelope.job_id)
            .collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(
        new.iter()
            .map(|message| message.envelope.kind)
            .collect::<Vec<_>>(),
    )
    .bind::<Array<SmallInt>, _>(new.iter().map(|message| message.retry_step).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(bodies)
    .execute(connection)
    .await?;
    Ok(())
}

/// Locks and reads the oldest messages that no other relay has in hand.
///
/// # Errors
/// [`StoreError`] as the database says.
pub async fn take(connection: &mut AsyncPgConnection, limit: i64) -> StoreResult<Vec<(i64, Message)>> {
    let rows: Vec<(i64, JobKind, i16, String)> = outbox::table
        .select((outbox::id, outbox::kind, outbox::retry_step, outbox::message))
        .order(outbox::id)
        .limit(limit)
        .for_update()
        .skip_locked()
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, retry_step, body)| {
            (
                id,
                Message {
                    kind,
                    retry_step,
                    body,
                },
            )
        })
        .collect())
}

/// Deletes confirmed messages, in the transaction that [`take`] locked them in.
///
/// # Errors
/// [`StoreError`] as the database says.
pub async fn delete(connection: &mut AsyncPgConnection, ids: &[i64]) -> StoreResult<usize> {
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids)))
        .execute(connection)
        .await?)
}
