//! The relay: from the outbox to the transport. Several may run; each takes rows that no other has in hand.

use super::trace;
use super::transport::{PublishReceipt, Publisher, Transport, TransportError};
use crate::backoff::Backoff;
use crate::database::{Database, StoreError, outbox};
use crate::job::Message;
use diesel_async::AsyncConnection;
use metrics::{counter, gauge, histogram};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

/// Messages published with one transaction: enough for pipelining, few enough to be confirmed well within the time-out.
const BATCH: i64 = 500;
/// Looks for messages at least this often: those of other processes, which cannot wake this relay, such as retries.
const POLL: Duration = Duration::from_secs(1);

/// What one round of the relay came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayRound {
    /// A full batch went out: there may be more.
    More,
    /// Nothing is left that could be sent.
    Drained,
    /// The transport has no room for all; they stay in the outbox.
    Refused,
    /// The transport takes nothing for the moment; everything stays in the outbox, and the connection is kept.
    Blocked,
}

/// Why a round of the relay failed; its messages stay in the outbox.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The transport.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Messages came back, or no confirm came in time: the connection or the topology is not what it should be.
    #[error("{returned} message(s) were returned and {unconfirmed} not confirmed in time")]
    Unsent {
        /// How many no queue took.
        returned: usize,
        /// How many nothing was heard of.
        unconfirmed: usize,
    },
}

impl From<diesel::result::Error> for RelayError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Publishes what the outbox holds until `shutdown`. `wake` is notified after each commit that wrote to the outbox.
/// A failed round is repeated after a rising wait, over a new connection that declares the topology anew.
pub async fn run(
    database: Database,
    transport: Arc<dyn Transport>,
    wake: Arc<Notify>,
    shutdown: CancellationToken,
) {
    // A series that is there from the start shows its first rise.
    counter!("ocop_outbox_round_failures_total").increment(0);
    let mut blocked = false;
    let mut backoff = Backoff::default();
    let mut publisher = None;
    while !shutdown.is_cancelled() {
        let outcome = round(&database, transport.as_ref(), &mut publisher).await;
        tell_blocked(&mut blocked, matches!(outcome, Ok(RelayRound::Blocked)));
        let wait = match outcome {
            Ok(RelayRound::More) => {
                backoff.reset();
                continue;
            }
            Ok(RelayRound::Drained | RelayRound::Refused | RelayRound::Blocked) => {
                backoff.reset();
                tokio::select! {
                    () = shutdown.cancelled() => break,
                    () = wake.notified() => continue,
                    () = tokio::time::sleep(POLL) => continue,
                }
            }
            Err(error) => {
                publisher = None;
                counter!("ocop_outbox_round_failures_total").increment(1);
                let wait = backoff.next_wait();
                warn!(%error, ?wait, "the outbox could not be published; trying again");
                wait
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(wait) => {}
        }
    }
    info!("outbox relay stopped");
}

/// A broker that is blocked for an hour is told of twice, not at every round.
fn tell_blocked(before: &mut bool, now: bool) {
    gauge!("ocop_outbox_blocked").set(u32::from(now));
    if *before == now {
        return;
    }
    *before = now;
    if now {
        warn!("the broker takes nothing for the moment (memory or disk alarm); the outbox waits");
    } else {
        info!("the broker takes messages again");
    }
}

/// One round: connects `publisher` where there is none, publishes a batch, deletes what was confirmed.
///
/// # Errors
/// [`RelayError`]; drop the publisher then.
pub async fn round(
    database: &Database,
    transport: &dyn Transport,
    publisher: &mut Option<Box<dyn Publisher>>,
) -> Result<RelayRound, RelayError> {
    // Before the database connection is taken: with a pool of one, nobody else could work while the broker is away.
    let publisher = match publisher {
        Some(publisher) => publisher,
        None => publisher.insert(transport.publisher().await?),
    };
    // A blocked broker must not keep rows and a database connection waiting with the relay.
    if publisher.is_blocked() {
        return Ok(RelayRound::Blocked);
    }
    let mut connection = database.connection().await?;
    let receipts = connection
        .transaction(async |connection| {
            let (ids, messages): (Vec<i64>, Vec<Message>) =
                outbox::take(connection, BATCH).await?.into_iter().unzip();
            if messages.is_empty() {
                return Ok::<_, RelayError>(Vec::new());
            }
            let started = Instant::now();
            let receipts = trace::publish(publisher.as_mut(), &messages).await?;
            histogram!("ocop_outbox_publish_seconds").record(started.elapsed());
            let sent: Vec<i64> = ids
                .into_iter()
                .zip(&receipts)
                .filter(|(_, receipt)| **receipt == PublishReceipt::Confirmed)
                .map(|(id, _)| id)
                .collect();
            outbox::delete(connection, &sent).await?;
            Ok(receipts)
        })
        .await?;
    conclude(&receipts, publisher.is_blocked())
}

fn conclude(receipts: &[PublishReceipt], blocked: bool) -> Result<RelayRound, RelayError> {
    let count = |kind: PublishReceipt| receipts.iter().filter(|receipt| **receipt == kind).count();
    let (sent, refused) = (count(PublishReceipt::Confirmed), count(PublishReceipt::Refused));
    let (returned, unconfirmed) = (
        count(PublishReceipt::Returned),
        count(PublishReceipt::Unconfirmed),
    );
    for (outcome, number) in [
        ("confirmed", sent),
        ("refused", refused),
        ("returned", returned),
        ("unconfirmed", unconfirmed),
    ] {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        counter!("ocop_outbox_messages_total", "outcome" => outcome).increment(number);
    }
    if blocked && returned == 0 {
        return Ok(RelayRound::Blocked);
    }
    if returned + unconfirmed > 0 {
        return Err(RelayError::Unsent {
            returned,
            unconfirmed,
        });
    }
    if sent > 0 {
        debug!(sent, refused, "outbox published");
    }
    Ok(if refused > 0 {
        RelayRound::Refused
    } else if i64::try_from(sent).is_ok_and(|sent| sent >= BATCH) {
        RelayRound::More
    } else {
        RelayRound::Drained
    })
}
