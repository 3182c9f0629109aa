//! The queues and exchanges: named and declared here and nowhere else.

use crate::job::{JobKind, Lane, RetryDelays};
use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};
use std::time::Duration;

/// Deliveries after which RabbitMQ takes a message for poison. High, because a lost connection counts one for every
/// message that was only waiting with its worker; the attempts in the table end a bad job long before.
const DELIVERY_LIMIT: i64 = 20;
/// Dead letters may be looked at as often as one likes (RabbitMQ 4 sets a limit where none is given).
const DEAD_LETTER_DELIVERY_LIMIT: i64 = 1_000_000;

/// The names under one prefix. All carry a version: arguments of a queue cannot be changed, only a new queue made.
#[derive(Clone, Debug)]
pub struct QueueNames {
    prefix: String,
    delays: RetryDelays,
}

impl QueueNames {
    /// The names for `prefix`, with retry queues for `delays`.
    #[must_use]
    pub fn new(prefix: &str, delays: RetryDelays) -> Self {
        Self {
            prefix: prefix.to_owned(),
            delays,
        }
    }

    /// The queue of a lane that workers consume.
    #[must_use]
    pub fn work(&self, kind: JobKind, lane: Lane) -> String {
        format!("{}{}", self.prefix, kind.queue(lane))
    }

    /// The queue of messages that no worker could do anything with, whichever lane they came from.
    #[must_use]
    pub fn dead_letters(&self, kind: JobKind) -> String {
        format!("{}.dead-letters", self.work(kind, Lane::Single))
    }

    /// The queue in which a message waits for its next attempt, named by its wait.
    #[must_use]
    pub fn retry(&self, kind: JobKind, lane: Lane, step: i16) -> String {
        let milliseconds = self.delays.of_step(step).as_millis();
        format!("{}.retry-{milliseconds}ms", self.work(kind, lane))
    }

    /// How long a message of this step waits, by chance a little shorter than its queue lets it.
    pub(super) fn spread(&self, step: i16) -> Duration {
        self.delays.spread(step)
    }

    /// Where a message of this step is published to.
    #[must_use]
    pub fn target(&self, kind: JobKind, lane: Lane, step: i16) -> String {
        if step <= 0 {
            self.work(kind, lane)
        } else {
            self.retry(kind, lane, step)
        }
    }

    /// The exchange through which rejected messages reach their dead-letter queue.
    #[must_use]
    pub fn dead_letter_exchange(&self) -> String {
        format!("{}ocop.dead-letters.v1", self.prefix)
    }

    /// Every queue, for cleaning up after tests.
    #[must_use]
    pub fn queues(&self) -> Vec<String> {
        let of_lane = |kind: JobKind, lane: Lane| (0..=3).map(move |step| self.target(kind, lane, step));
        JobKind::ALL
            .iter()
            .flat_map(|kind| {
                let lanes = Lane::ALL.iter().flat_map(move |lane| of_lane(*kind, *lane));
                lanes.chain([self.dead_letters(*kind)])
            })
            .collect()
    }
}

/// Declares everything; harmless where it is there already.
pub(super) async fn declare(channel: &Channel, names: &QueueNames) -> lapin::Result<()> {
    let exchange = names.dead_letter_exchange();
    let durable = ExchangeDeclareOptions {
        durable: true,
        ..ExchangeDeclareOptions::default()
    };
    channel
        .exchange_declare(
            short(&exchange),
            ExchangeKind::Direct,
            durable,
            FieldTable::default(),
        )
        .await?;
    for kind in JobKind::ALL {
        declare_kind(channel, names, *kind, &exchange).await?;
    }
    Ok(())
}

async fn declare_kind(
    channel: &Channel,
    names: &QueueNames,
    kind: JobKind,
    exchange: &str,
) -> lapin::Result<()> {
    let dead = names.dead_letters(kind);
    let mut arguments = quorum();
    set(
        &mut arguments,
        "x-delivery-limit",
        AMQPValue::LongLongInt(DEAD_LETTER_DELIVERY_LIMIT),
    );
    queue(channel, &dead, arguments).await?;
    channel
        .queue_bind(
            short(&dead),
            short(exchange),
            short(&dead_letter_key(names, kind)),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await?;
    for lane in Lane::ALL {
        declare_lane(channel, names, kind, *lane, exchange).await?;
    }
    Ok(())
}

/// How dead letters of a kind are addressed, in every lane; a part of the queues' arguments, so it stays.
fn dead_letter_key(names: &QueueNames, kind: JobKind) -> String {
    names.work(kind, Lane::Single)
}

async fn declare_lane(
    channel: &Channel,
    names: &QueueNames,
    kind: JobKind,
    lane: Lane,
    exchange: &str,
) -> lapin::Result<()> {
    let work = names.work(kind, lane);
    let mut arguments = dead_lettering(exchange, &dead_letter_key(names, kind));
    set(
        &mut arguments,
        "x-delivery-limit",
        AMQPValue::LongLongInt(DELIVERY_LIMIT),
    );
    queue(channel, &work, arguments).await?;
    for step in 1..=3 {
        // What has waited is dead-lettered by the default exchange, straight into the work queue.
        let mut arguments = dead_lettering("", &work);
        set(
            &mut arguments,
            "x-message-ttl",
            milliseconds(names.delays.of_step(step)),
        );
        queue(channel, &names.retry(kind, lane, step), arguments).await?;
    }
    Ok(())
}

/// Messages that are ready in `queue`.
pub(super) async fn count(channel: &Channel, queue: &str) -> lapin::Result<u64> {
    let passive = QueueDeclareOptions::durable().passive();
    let queue = channel
        .queue_declare(short(queue), passive, FieldTable::default())
        .await?;
    Ok(u64::from(queue.message_count()))
}

async fn queue(channel: &Channel, name: &str, arguments: FieldTable) -> lapin::Result<()> {
    channel
        .queue_declare(short(name), QueueDeclareOptions::durable(), arguments)
        .await
        .map(|_| ())
}

fn quorum() -> FieldTable {
    let mut arguments = FieldTable::default();
    set(&mut arguments, "x-queue-type", text("quorum"));
    arguments
}

/// A quorum queue whose dead letters reach their target at least once; RabbitMQ asks for `reject-publish` with it.
fn dead_lettering(exchange: &str, routing_key: &str) -> FieldTable {
    let mut arguments = quorum();
    set(&mut arguments, "x-dead-letter-exchange", text(exchange));
    set(&mut arguments, "x-dead-letter-routing-key", text(routing_key));
    set(&mut arguments, "x-dead-letter-strategy", text("at-least-once"));
    set(&mut arguments, "x-overflow", text("reject-publish"));
    arguments
}

fn set(arguments: &mut FieldTable, name: &str, value: AMQPValue) {
    arguments.insert(short(name), value);
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

fn milliseconds(wait: Duration) -> AMQPValue {
    AMQPValue::LongLongInt(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// Names stay below AMQP's 255 bytes: the prefix is bounded where it is read.
pub(super) fn short(name: &str) -> ShortString {
    name.into()
}
