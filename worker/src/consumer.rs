//! The supervised loop of one consumer: connect → receive → work → acknowledge, for ever.

use crate::Context;
use crate::batch;
use crate::job::JobHandler;
use futures_util::FutureExt;
use metrics::counter;
use shared::backoff::Backoff;
use shared::job::{Envelope, EnvelopeError, JobKind, JobRefs, Lane};
use shared::queue::transport::{Consumer, Delivery, DeliveryVerdict, TransportError};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};
use uuid::Uuid;

/// How long a batch is kept while the database is away. RabbitMQ takes a consumer for dead after 30 minutes without an
/// acknowledgement; well before that we give the batch back ourselves.
const DATABASE_PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Why a consumer has to begin again.
#[derive(Debug, thiserror::Error)]
enum ConsumerError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("the database was away for {DATABASE_PATIENCE:?}; the messages go back to the queue")]
    DatabaseAway,
    #[error("the consumer panicked")]
    Panicked,
}

/// Consumes jobs of the handler's kind from `lane` until `shutdown`; an end of the stream is an interruption like any other.
pub(crate) async fn run(
    context: &Context,
    handler: &dyn JobHandler,
    lane: Lane,
    shutdown: &CancellationToken,
) {
    let kind = handler.kind().as_str();
    // Series that are there from the start show their first rise.
    counter!("ocop_consumer_reconnects_total", "kind" => kind).increment(0);
    counter!("ocop_dead_letters_total", "kind" => kind).increment(0);
    let mut backoff = Backoff::default();
    loop {
        let served = AssertUnwindSafe(serve(context, handler, lane, shutdown, &mut backoff)).catch_unwind();
        let error = match served.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error,
            Err(_) => ConsumerError::Panicked,
        };
        let wait = backoff.next_wait();
        warn!(kind, %lane, %error, ?wait, "consumer interrupted; connecting anew");
        counter!("ocop_consumer_reconnects_total", "kind" => kind).increment(1);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn serve(
    context: &Context,
    handler: &dyn JobHandler,
    lane: Lane,
    shutdown: &CancellationToken,
    backoff: &mut Backoff,
) -> Result<(), ConsumerError> {
    let kind = handler.kind();
    let mut consumer = tokio::select! {
        () = shutdown.cancelled() => return Ok(()),
        consumer = context.transport.consumer(kind, lane) => consumer?,
    };
    let _connected = context.consumers.connected();
    info!(%kind, %lane, "consuming");
    let limit = lane.messages(context.settings.batch).min(kind.most_at_a_time());
    loop {
        let deliveries = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            deliveries = consumer.receive(limit) => deliveries?,
        };
        let (verdicts, jobs) = sort(kind, &deliveries);
        // Poison first: were this batch interrupted again and again, it would otherwise come back each time.
        consumer.settle(&verdicts).await?;
        let done = tokio::select! {
            done = work(context, handler, &jobs) => done?,
            () = drained(context, shutdown) => false,
        };
        if !done {
            warn!(%kind, messages = jobs.len(), "shutting down before a batch was done; its messages go back to the queue");
            break;
        }
        let acks: Vec<_> = jobs.iter().map(|job| (job.tag, DeliveryVerdict::Ack)).collect();
        consumer.settle(&acks).await?;
        // Only now is it proven that all of it works.
        backoff.reset();
    }
    give_back(consumer.as_mut()).await;
    Ok(())
}

/// A delivery that names jobs.
struct Work {
    tag: u64,
    jobs: JobRefs,
    redelivered: bool,
}

/// Parts the deliveries into poison and work.
fn sort(kind: JobKind, deliveries: &[Delivery]) -> (Vec<(u64, DeliveryVerdict)>, Vec<Work>) {
    let (mut poison, mut jobs) = (Vec::new(), Vec::new());
    for delivery in deliveries {
        match parse(kind, &delivery.body) {
            Ok(envelope) => jobs.push(Work {
                tag: delivery.tag,
                jobs: envelope.jobs,
                redelivered: delivery.redelivered,
            }),
            Err(reason) => {
                error!(%kind, %reason, bytes = delivery.body.len(), "a message cannot be understood; dead letter");
                counter!("ocop_dead_letters_total", "kind" => kind.as_str()).increment(1);
                poison.push((delivery.tag, DeliveryVerdict::DeadLetter));
            }
        }
    }
    (poison, jobs)
}

fn parse(kind: JobKind, body: &[u8]) -> Result<Envelope, EnvelopeError> {
    let envelope = Envelope::parse(body)?;
    if envelope.kind == kind {
        Ok(envelope)
    } else {
        Err(EnvelopeError::UnknownType(format!(
            "{}, which has a queue of its own",
            envelope.kind
        )))
    }
}

/// Does the jobs of some deliveries, a batch at a time, waiting for a database that is away with the deliveries in hand.
async fn work(context: &Context, handler: &dyn JobHandler, jobs: &[Work]) -> Result<bool, ConsumerError> {
    let deliveries: Vec<_> = jobs
        .iter()
        .flat_map(|work| work.jobs.ids().iter().map(|id| (*id, work.redelivered)))
        .collect();
    let give_up = Instant::now() + DATABASE_PATIENCE;
    let most = context.settings.batch.min(handler.kind().most_at_a_time());
    for batch in deliveries.chunks(most.max(1)) {
        do_batch(context, handler, batch, give_up).await?;
    }
    Ok(true)
}

async fn do_batch(
    context: &Context,
    handler: &dyn JobHandler,
    batch: &[(Uuid, bool)],
    give_up: Instant,
) -> Result<(), ConsumerError> {
    let mut backoff = Backoff::default();
    let mut held = batch::BatchInHand::default();
    while let Err(error) = batch::process(context, handler, batch, &mut held).await {
        let wait = backoff.next_wait();
        if Instant::now() + wait >= give_up {
            return Err(ConsumerError::DatabaseAway);
        }
        warn!(%error, ?wait, jobs = batch.len(), "the database failed a batch; trying again");
        tokio::time::sleep(wait).await;
    }
    Ok(())
}

/// Returns when shutting down has taken as long as it may.
async fn drained(context: &Context, shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(context.settings.drain).await;
}

async fn give_back(consumer: &mut dyn Consumer) {
    if let Err(error) = consumer.close().await {
        // The end of the connection gives the messages back as well, only later.
        warn!(%error, "the consumer could not say good-bye");
    }
}
