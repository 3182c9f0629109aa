//! `worker jobs …`: another chance for failed jobs and dead letters, or none.

use diesel_async::AsyncConnection;
use shared::database::audit_log::Actor;
use shared::database::{Database, StoreError, StoreResult};
use shared::job::JobKind;
use shared::operations::dead_letters::{self, DeadLetter, DeadLetterBox, LetterAct, LetterRefusal};
use shared::operations::failed_jobs;
use shared::queue::transport::{Transport, TransportError};
use std::collections::HashSet;
use uuid::Uuid;

/// Jobs redriven with one transaction.
const BATCH: i64 = 1_000;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum RedriveError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The broker.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The letters.
    #[error(transparent)]
    Unfit(#[from] LetterRefusal),
}

impl From<diesel::result::Error> for RedriveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
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

/// Lists the dead letters of `kind`. With `actor`, those that name a job leave: an unfinished job is published again, a
/// finished or unknown one needs no message. What cannot be understood always stays.
///
/// # Errors
/// [`RedriveError`] where the broker or the database is away.
pub async fn dead_letters(
    database: &Database,
    transport: &dyn Transport,
    kind: JobKind,
    actor: Option<&Actor>,
) -> Result<Vec<(DeadLetter, bool)>, RedriveError> {
    let look = DeadLetterBox::open(transport, kind, None).await?;
    let letters: Vec<DeadLetter> = look.iter().cloned().collect();
    let mut taken = HashSet::new();
    if let Some(actor) = actor {
        let named: Vec<&DeadLetter> = letters
            .iter()
            .filter(|letter| !letter.job_ids.is_empty())
            .collect();
        if !named.is_empty() {
            let mut connection = database.connection().await?;
            connection
                .transaction(async |connection| {
                    dead_letters::settle(connection, &named, LetterAct::Redrive, actor).await
                })
                .await?;
        }
        taken.extend(named.into_iter().map(|letter| letter.id.clone()));
    }
    look.close(&taken).await?;
    Ok(letters
        .into_iter()
        .map(|letter| {
            let gone = taken.contains(&letter.id);
            (letter, gone)
        })
        .collect())
}

/// Does `act` to the dead letters with these ids, to all of them or none.
///
/// # Errors
/// [`RedriveError`] where one is not there or cannot take the act, or the broker or the database is away.
pub async fn letters(
    database: &Database,
    transport: &dyn Transport,
    ids: &HashSet<String>,
    act: LetterAct,
    actor: &Actor,
) -> Result<(), RedriveError> {
    let mut looks = Vec::new();
    for kind in JobKind::ALL {
        looks.push(DeadLetterBox::open(transport, *kind, Some(ids)).await?);
    }
    let chosen = dead_letters::choose(&looks, ids, act)?;
    let mut connection = database.connection().await?;
    connection
        .transaction(async |connection| {
            dead_letters::settle(connection, &chosen, act, actor).await?;
            Ok::<_, RedriveError>(())
        })
        .await?;
    drop(connection);
    for look in looks {
        look.close(ids).await?;
    }
    Ok(())
}
