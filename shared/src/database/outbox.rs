//! The table `outbox`: messages that no broker has confirmed yet. A row is written with its job and goes with the
//! positive confirm.

use super::column::column;
use super::error::{StoreError, StoreResult};
use super::schema::outbox;
use crate::job::{Envelope, JobKind, Lane, Message};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A message to be published after the commit.
#[derive(Clone, Debug)]
pub struct NewOutboxMessage {
    /// What it says.
    pub envelope: Envelope,
    /// Which way it goes.
    pub lane: Lane,
    /// 0: at once; n: through the nth retry queue.
    pub retry_step: i16,
}

/// Writes messages with one statement, in the transaction that makes them true.
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
        "insert into outbox (kind, lane, retry_step, message)
         select kind, lane, retry_step, message
         from unnest($1, $2, $3, $4) as new (kind, lane, retry_step, message)",
    )
    .bind::<Array<Text>, _>(column(new, |message| message.envelope.kind))
    .bind::<Array<Text>, _>(column(new, |message| message.lane))
    .bind::<Array<SmallInt>, _>(column(new, |message| message.retry_step))
    .bind::<Array<Text>, _>(bodies)
    .execute(connection)
    .await?;
    Ok(())
}

/// Locks and reads the oldest messages that no other relay has in hand, those of single jobs first.
pub async fn take(connection: &mut AsyncPgConnection, limit: i64) -> StoreResult<Vec<(i64, Message)>> {
    let mut taken = Vec::new();
    let mut left = limit;
    for lane in Lane::ALL {
        let rows = take_of(connection, *lane, left).await?;
        left = left.saturating_sub(i64::try_from(rows.len()).unwrap_or(limit));
        taken.extend(rows);
    }
    Ok(taken)
}

async fn take_of(
    connection: &mut AsyncPgConnection,
    lane: Lane,
    limit: i64,
) -> StoreResult<Vec<(i64, Message)>> {
    let rows: Vec<(i64, JobKind, i16, String)> = outbox::table
        .filter(outbox::lane.eq(lane))
        .select((outbox::id, outbox::kind, outbox::retry_step, outbox::message))
        .order(outbox::id)
        .limit(limit)
        .for_update()
        .skip_locked()
        .load(connection)
        .await?;
    let message = |(id, kind, retry_step, body)| {
        let message = Message {
            kind,
            lane,
            retry_step,
            body,
        };
        (id, message)
    };
    Ok(rows.into_iter().map(message).collect())
}

/// Deletes all messages written before `moment`, for a process that writes them anew.
pub async fn clear(connection: &mut AsyncPgConnection, moment: DateTime<Utc>) -> StoreResult<usize> {
    let old = outbox::table.filter(outbox::created_at.lt(moment));
    Ok(diesel::delete(old).execute(connection).await?)
}

/// Deletes confirmed messages, in the transaction that [`take`] locked them in.
pub async fn delete(connection: &mut AsyncPgConnection, ids: &[i64]) -> StoreResult<usize> {
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids)))
        .execute(connection)
        .await?)
}
