//! What a transport does for jobs; [`super::rabbitmq`] and [`super::in_process`] do it.

use crate::job::{JobKind, Lane, Message};
use async_trait::async_trait;

/// What became of one published message. Only [`PublishReceipt::Confirmed`] lets its outbox row go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishReceipt {
    /// The transport has it safely.
    Confirmed,
    /// No queue takes it: the topology is missing.
    Returned,
    /// The transport said no, or has no room.
    Refused,
    /// No word within the time-out; it may or may not arrive.
    Unconfirmed,
}

/// A transport that does not work now; connect anew.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TransportError {
    /// The connection cannot be made, or broke.
    #[error("the message broker is unavailable: {0}")]
    Unavailable(String),
    /// A step did not end within its time-out.
    #[error("the message broker did not answer within {limit:?}: {step}")]
    TimedOut {
        /// What was waited for.
        step: &'static str,
        /// How long.
        limit: std::time::Duration,
    },
}

/// Publishes messages over one connection of its own.
#[async_trait]
pub trait Publisher: Send {
    /// Publishes all messages and tells for each, in order, what became of it.
    ///
    /// # Errors
    /// [`TransportError`] where the connection is gone; then nothing counts as confirmed.
    async fn publish(&mut self, messages: &[Message]) -> Result<Vec<PublishReceipt>, TransportError>;

    /// True while the transport has said that it takes nothing for the moment, such as RabbitMQ with its memory or disk
    /// alarm. What was published then is not lost but waits in the connection: keep it.
    fn is_blocked(&self) -> bool {
        false
    }
}

/// A message that arrived and waits to be settled by [`Consumer::settle`].
#[derive(Debug)]
pub struct Delivery {
    /// The message, not yet parsed.
    pub body: Vec<u8>,
    /// True where it was delivered before and not settled: whoever had it is gone.
    pub redelivered: bool,
    /// The transport's own number of the delivery.
    pub tag: u64,
    /// Of a message that was dead-lettered, the latest reason in the transport's word, e.g. `rejected`, `delivery_limit`.
    pub death: Option<String>,
}

/// What is to become of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryVerdict {
    /// Done with: forget it.
    Ack,
    /// Cannot be understood: to the dead letters.
    DeadLetter,
    /// Not done: to another worker, at once.
    Requeue,
}

/// Receives the messages of one queue over one connection of its own; dropped, its unsettled deliveries go to others.
#[async_trait]
pub trait Consumer: Send {
    /// Waits for a message, then takes up to `limit` that are ready. Safe to cancel: nothing is lost.
    ///
    /// # Errors
    /// [`TransportError`] where the connection or the queue is gone; connect anew.
    async fn receive(&mut self, limit: usize) -> Result<Vec<Delivery>, TransportError>;

    /// Settles deliveries; one that is not settled comes again.
    ///
    /// # Errors
    /// [`TransportError`] where the connection is gone; then the deliveries come again.
    async fn settle(&mut self, verdicts: &[(u64, DeliveryVerdict)]) -> Result<(), TransportError>;

    /// Stops the flow and gives back what arrived and was not received.
    ///
    /// # Errors
    /// [`TransportError`] where the connection is gone, which gives it back as well.
    async fn close(&mut self) -> Result<(), TransportError>;
}

/// How many messages wait in the queues of a kind, those in somebody's hands not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueDepth {
    /// In the work queue of single jobs.
    pub single: u64,
    /// In the work queue of batches.
    pub bulk: u64,
    /// In the queue of dead letters.
    pub dead_letters: u64,
}

impl QueueDepth {
    /// In the work queue of a lane.
    #[must_use]
    pub fn ready(&self, lane: Lane) -> u64 {
        match lane {
            Lane::Single => self.single,
            Lane::Bulk => self.bulk,
        }
    }
}

/// A way for messages from the outbox to the workers.
#[async_trait]
pub trait Transport: std::fmt::Debug + Send + Sync {
    /// A publisher on a new connection, the topology declared.
    ///
    /// # Errors
    /// [`TransportError`] where no connection comes about in time.
    async fn publisher(&self) -> Result<Box<dyn Publisher>, TransportError>;

    /// A consumer on a new connection, the topology declared.
    ///
    /// # Errors
    /// [`TransportError`] where no connection comes about in time.
    async fn consumer(&self, kind: JobKind, lane: Lane) -> Result<Box<dyn Consumer>, TransportError>;

    /// How many messages of `kind` wait.
    ///
    /// # Errors
    /// [`TransportError`] where it cannot be asked.
    async fn depth(&self, kind: JobKind) -> Result<QueueDepth, TransportError>;

    /// The dead letters of `kind`: how many there are, and a consumer to receive that many; a dead letter that is not
    /// acknowledged stays.
    ///
    /// # Errors
    /// [`TransportError`] where it cannot be asked.
    async fn dead_letters(&self, kind: JobKind) -> Result<(u64, Box<dyn Consumer>), TransportError>;

    /// True where waiting messages end with this process, so that a start must publish all unfinished jobs again.
    fn is_volatile(&self) -> bool;
}
