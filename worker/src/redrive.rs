//! `worker jobs …`: another chance for failed jobs and dead letters.

use diesel_async::AsyncConnection;
use shared::clock::Clock;
use shared::database::audit_log::Actor;
use shared::database::{Database, StoreError, StoreResult, jobs};
use shared::operations::failed_jobs;
use shared::queue::transport::{Transport, TransportError, Verdict};
use shared::queue::{Envelope, JobKind};
use std::collections::HashMap;
use uuid::Uuid;

/// Jobs redriven with one transaction.
const BATCH: i64 = 1_000;
/// Dead letters looked at in one call; the rest waits for the next.
const MOST_LETTERS: u64 = 1_000;

/// Why a redrive failed.
#[derive(Debug, thiserror::Error)]
pub enum RedriveError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The broker.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// A message that no worker could do anything with.
#[derive(Debug)]
pub struct DeadLetter {
    /// The job it names; none where it is no message of ours.
    pub job_id: Option<Uuid>,
    /// The message, as far as it is text.
    pub body: String,
    /// True where it left the dead letters because its job is published again, or finished.
    pub taken: bool,
}

/// Gives all failed jobs that were not given up new attempts. Returns their ids.
///
/// # Errors
/// [`StoreError`] as the database says; the batches before it are redriven.
pub async fn failed_jobs(database: &Database, actor: &Actor) -> StoreResult<Vec<Uuid>> {
    let mut redriven = Vec::new();
    let mut connection = database.connection().await?;
    loop {
        let ids = connection
            .transaction(async |connection| failed_jobs::redrive_all(connection, actor, BATCH).await)
            .await?;
        let full = i64::try_from(ids.len()).is_ok_and(|count| count >= BATCH);
        redriven.extend(ids);
        if !full {
            return Ok(redriven);
        }
    }
}

/// Lists the dead letters of `kind`. With `take`, those that name a job leave: an unfinished job is published again, a
/// finished or unknown one needs no message. What cannot be understood always stays.
///
/// # Errors
/// [`RedriveError`] where the broker or the database is away.
pub async fn dead_letters(
    database: &Database,
    transport: &dyn Transport,
    kind: JobKind,
    take: bool,
    clock: Clock,
) -> Result<Vec<DeadLetter>, RedriveError> {
    let (count, mut consumer) = transport.dead_letters(kind).await?;
    let count = usize::try_from(count.min(MOST_LETTERS)).unwrap_or(usize::MAX);
    let mut letters = Vec::new();
    let mut named = HashMap::new();
    while letters.len() < count {
        for delivery in consumer.receive(count - letters.len()).await? {
            let job_id = Envelope::parse(&delivery.body)
                .ok()
                .map(|envelope| envelope.job_id);
            if let Some(id) = job_id.filter(|_| take) {
                named.insert(delivery.tag, id);
            }
            letters.push(DeadLetter {
                job_id,
                body: String::from_utf8_lossy(&delivery.body).into_owned(),
                taken: take && job_id.is_some(),
            });
        }
    }
    if !named.is_empty() {
        let ids: Vec<Uuid> = named.values().copied().collect();
        let mut connection = database.connection().await?;
        connection
            .transaction(async |connection| jobs::republish(connection, &ids, clock.now()).await)
            .await?;
    }
    // After the commit: a letter acknowledged before it could be lost.
    let verdicts: Vec<_> = named.keys().map(|tag| (*tag, Verdict::Ack)).collect();
    consumer.settle(&verdicts).await?;
    consumer.close().await?;
    Ok(letters)
}
