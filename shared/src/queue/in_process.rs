//! The same transport within one process, for `standalone`: memory only, so every start publishes what is unfinished.

use super::transport::{
    Consumer, Delivery, DeliveryVerdict, PublishReceipt, Publisher, QueueDepth, Transport, TransportError,
};
use crate::job::{JobKind, Lane, Message, RetryDelays};
use async_trait::async_trait;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;

/// Jobs whose messages are held in memory per queue; more stay in the outbox. At most 5 MB, and seconds of work.
const CAPACITY: usize = 10_000;
/// Dead letters kept per kind for looking at; older ones go.
const DEAD_LETTERS: usize = 1_000;

/// Queues in memory; clones share them.
#[derive(Clone, Debug)]
pub struct InProcess {
    queues: Arc<HashMap<JobKind, Queues>>,
    delays: RetryDelays,
    /// Wakes the relay when there is room again.
    room: Arc<Notify>,
}

/// The queues of one kind and its dead letters.
#[derive(Debug, Default)]
struct Queues {
    single: Arc<Queue>,
    bulk: Arc<Queue>,
    dead: Arc<Queue>,
}

impl Queues {
    fn work(&self, lane: Lane) -> &Arc<Queue> {
        match lane {
            Lane::Single => &self.single,
            Lane::Bulk => &self.bulk,
        }
    }
}

#[derive(Debug, Default)]
struct Queue {
    ready: Mutex<VecDeque<(Vec<u8>, bool)>>,
    arrived: Notify,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, VecDeque<(Vec<u8>, bool)>> {
        self.ready
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn push(&self, body: Vec<u8>) {
        self.lock().push_back((body, false));
        self.arrived.notify_one();
    }

    fn give_back(&self, body: Vec<u8>) {
        self.lock().push_front((body, true));
        self.arrived.notify_one();
    }
}

impl InProcess {
    /// Empty queues. `relay` is the wake-up of the relay that publishes into them.
    #[must_use]
    pub fn new(delays: RetryDelays, relay: Arc<Notify>) -> Self {
        let queues = JobKind::ALL
            .iter()
            .map(|kind| (*kind, Queues::default()))
            .collect();
        Self {
            queues: Arc::new(queues),
            delays,
            room: relay,
        }
    }

    fn of(&self, kind: JobKind) -> Result<&Queues, TransportError> {
        self.queues
            .get(&kind)
            .ok_or_else(|| TransportError::Unavailable(format!("no queue for {kind}")))
    }
}

#[async_trait]
impl Publisher for InProcess {
    async fn publish(&mut self, messages: &[Message]) -> Result<Vec<PublishReceipt>, TransportError> {
        let mut receipts = Vec::with_capacity(messages.len());
        for message in messages {
            let work = Arc::clone(self.of(message.kind)?.work(message.lane));
            let body = message.body.clone().into_bytes();
            receipts.push(if message.retry_step > 0 {
                let wait = self.delays.spread(message.retry_step);
                tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    work.push(body);
                });
                PublishReceipt::Confirmed
            } else if work.lock().len() < message.lane.messages(CAPACITY) {
                work.push(body);
                PublishReceipt::Confirmed
            } else {
                PublishReceipt::Refused
            });
        }
        Ok(receipts)
    }
}

/// One reader of a queue; what it has not settled goes back when it is dropped.
struct InProcessConsumer {
    queue: Arc<Queue>,
    dead: Arc<Queue>,
    room: Arc<Notify>,
    /// Of a reader of dead letters, why they are there.
    death: Option<&'static str>,
    next_tag: AtomicU64,
    open: HashMap<u64, Vec<u8>>,
}

#[async_trait]
impl Consumer for InProcessConsumer {
    async fn receive(&mut self, limit: usize) -> Result<Vec<Delivery>, TransportError> {
        loop {
            let taken: Vec<_> = {
                let mut ready = self.queue.lock();
                let count = ready.len().min(limit);
                ready.drain(..count).collect()
            };
            if taken.is_empty() {
                self.queue.arrived.notified().await;
                continue;
            }
            self.room.notify_one();
            // One wake-up may stand for many messages: another reader may have work too.
            self.queue.arrived.notify_one();
            let deliveries = taken.into_iter().map(|(body, redelivered)| {
                let tag = self.next_tag.fetch_add(1, Ordering::Relaxed);
                self.open.insert(tag, body.clone());
                Delivery {
                    body,
                    redelivered,
                    tag,
                    death: self.death.map(ToOwned::to_owned),
                }
            });
            return Ok(deliveries.collect());
        }
    }

    async fn settle(&mut self, verdicts: &[(u64, DeliveryVerdict)]) -> Result<(), TransportError> {
        for (tag, verdict) in verdicts {
            let Some(body) = self.open.remove(tag) else {
                continue;
            };
            match verdict {
                DeliveryVerdict::Ack => {}
                DeliveryVerdict::Requeue => self.queue.give_back(body),
                DeliveryVerdict::DeadLetter => {
                    self.dead.push(body);
                    let mut dead = self.dead.lock();
                    while dead.len() > DEAD_LETTERS {
                        dead.pop_front();
                    }
                }
            }
        }
        Ok(())
    }

    async fn close(&mut self) -> Result<(), TransportError> {
        for (_, body) in self.open.drain() {
            self.queue.give_back(body);
        }
        Ok(())
    }
}

impl Drop for InProcessConsumer {
    fn drop(&mut self) {
        for (_, body) in self.open.drain() {
            self.queue.give_back(body);
        }
    }
}

impl InProcess {
    fn reader(
        &self,
        queue: &Arc<Queue>,
        dead: &Arc<Queue>,
        death: Option<&'static str>,
    ) -> Box<dyn Consumer> {
        Box::new(InProcessConsumer {
            death,
            queue: Arc::clone(queue),
            dead: Arc::clone(dead),
            room: Arc::clone(&self.room),
            next_tag: AtomicU64::new(1),
            open: HashMap::new(),
        })
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn publisher(&self) -> Result<Box<dyn Publisher>, TransportError> {
        Ok(Box::new(self.clone()))
    }

    async fn consumer(&self, kind: JobKind, lane: Lane) -> Result<Box<dyn Consumer>, TransportError> {
        let queues = self.of(kind)?;
        Ok(self.reader(queues.work(lane), &queues.dead, None))
    }

    async fn depth(&self, kind: JobKind) -> Result<QueueDepth, TransportError> {
        let queues = self.of(kind)?;
        let length = |queue: &Queue| u64::try_from(queue.lock().len()).unwrap_or(u64::MAX);
        Ok(QueueDepth {
            single: length(&queues.single),
            bulk: length(&queues.bulk),
            dead_letters: length(&queues.dead),
        })
    }

    async fn dead_letters(&self, kind: JobKind) -> Result<(u64, Box<dyn Consumer>), TransportError> {
        let dead = &self.of(kind)?.dead;
        let count = u64::try_from(dead.lock().len()).unwrap_or(u64::MAX);
        // RabbitMQ's word for it: no other way leads here.
        Ok((count, self.reader(dead, dead, Some("rejected"))))
    }

    fn is_volatile(&self) -> bool {
        true
    }
}
