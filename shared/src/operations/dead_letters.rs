//! Dead letters: messages that no worker could read, or that were delivered too often. They are looked at by receiving them
//! without an acknowledgement; what is not settled goes back when the look ends.

use crate::database::audit_log::{self, Actor, AuditAct, AuditEntry};
use crate::database::{StoreResult, jobs};
use crate::hex::short_hex;
use crate::job::{Envelope, JobKind};
use crate::queue::transport::{Consumer, DeliveryVerdict, Transport, TransportError};
use diesel_async::AsyncPgConnection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// Dead letters in one look; the rest waits until these have gone.
pub const MOST_LETTERS: usize = 1_000;
/// The most characters of a body that are shown and kept in the audit log: our own messages have about half of it.
const LONGEST_BODY: usize = 10_000;
/// How long a look waits for letters that should be there: the broker gives those of a look that has just ended back only a
/// moment later, and another look may have them now.
const ARRIVAL: Duration = Duration::from_secs(3);

/// One dead letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Digest of the message: messages with the same bytes have the same id and share their fate.
    pub id: String,
    /// The jobs it names; none where it is no message of ours.
    pub job_ids: Vec<Uuid>,
    /// Why it is here, in the transport's word: `rejected`, `delivery_limit`.
    pub reason: Option<String>,
    /// Its size.
    pub bytes: usize,
    /// Its beginning as text; what is no text is replaced.
    pub body: String,
}

impl DeadLetter {
    fn new(body: &[u8], reason: Option<String>) -> Self {
        let text = String::from_utf8_lossy(body);
        Self {
            id: short_hex(&Sha256::digest(body)),
            job_ids: Envelope::parse(body)
                .map(|envelope| envelope.jobs.ids().to_vec())
                .unwrap_or_default(),
            reason,
            bytes: body.len(),
            // PostgreSQL's texts cannot hold NUL.
            body: text
                .chars()
                .take(LONGEST_BODY)
                .map(|letter| if letter == '\0' { '\u{fffd}' } else { letter })
                .collect(),
        }
    }
}

/// Dead letters in our hands. Dropped or closed, those that were not removed go back.
pub struct DeadLetterBox {
    consumer: Box<dyn Consumer>,
    held: Vec<(u64, DeadLetter)>,
}

impl DeadLetterBox {
    /// Takes up to [`MOST_LETTERS`] of `kind` into hand: all that are ready or, where `wanted` names ids, until those are
    /// there. A letter that another look has in hand may be missing.
    ///
    /// # Errors
    /// [`TransportError`] where the transport is away.
    pub async fn open(
        transport: &dyn Transport,
        kind: JobKind,
        wanted: Option<&HashSet<String>>,
    ) -> Result<Self, TransportError> {
        let (ready, mut consumer) = transport.dead_letters(kind).await?;
        let ready = usize::try_from(ready).unwrap_or(usize::MAX).min(MOST_LETTERS);
        let deadline = Instant::now() + ARRIVAL;
        let mut held: Vec<(u64, DeadLetter)> = Vec::new();
        loop {
            let complete = match wanted {
                None => held.len() >= ready,
                Some(wanted) => {
                    let seen: HashSet<&String> = held.iter().map(|(_, letter)| &letter.id).collect();
                    wanted.iter().all(|id| seen.contains(id)) && held.len() >= ready
                }
            };
            if complete || held.len() >= MOST_LETTERS {
                break;
            }
            let receive = consumer.receive(MOST_LETTERS - held.len());
            let Ok(deliveries) = tokio::time::timeout_at(deadline, receive).await else {
                break;
            };
            held.extend(
                deliveries?
                    .into_iter()
                    .map(|delivery| (delivery.tag, DeadLetter::new(&delivery.body, delivery.death))),
            );
        }
        Ok(Self { consumer, held })
    }

    /// The letters in hand, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &DeadLetter> {
        self.held.iter().map(|(_, letter)| letter)
    }

    /// Ends the look; letters with an id in `gone` do not come back. Call it after the commit of what became of them: one
    /// removed before it could be lost.
    ///
    /// # Errors
    /// [`TransportError`] where the transport is away: then all of them come back, to be taken again.
    pub async fn close(mut self, gone: &HashSet<String>) -> Result<(), TransportError> {
        let removed = self.held.iter().filter(|(_, letter)| gone.contains(&letter.id));
        let verdicts: Vec<_> = removed.map(|(tag, _)| (*tag, DeliveryVerdict::Ack)).collect();
        self.consumer.settle(&verdicts).await?;
        self.consumer.close().await
    }
}

/// What is to become of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterAct {
    /// They are taken back: an unfinished job is published again; a finished or unknown one needs no message.
    Redrive,
    /// They are thrown away; the audit log keeps what they said.
    Discard,
}

/// Why nothing was done to letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterRefusal {
    /// Not among the letters in hand.
    #[error("not among the dead letters now: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// No messages of ours: they can only be discarded.
    #[error("no messages of this service, they can only be discarded: {}", .0.join(", "))]
    NameNoJob(Vec<String>),
}

/// Those letters of `looks` whose ids are `wanted`.
///
/// # Errors
/// [`LetterRefusal`] where one is not there or cannot take the act: all or none.
pub fn choose<'a>(
    looks: &'a [DeadLetterBox],
    wanted: &HashSet<String>,
    act: LetterAct,
) -> Result<Vec<&'a DeadLetter>, LetterRefusal> {
    let chosen: Vec<&DeadLetter> = looks
        .iter()
        .flat_map(DeadLetterBox::iter)
        .filter(|letter| wanted.contains(&letter.id))
        .collect();
    let there: HashSet<&String> = chosen.iter().map(|letter| &letter.id).collect();
    let missing = wanted.iter().filter(|id| !there.contains(id)).cloned();
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
        return Err(LetterRefusal::Missing(missing));
    }
    let strange = chosen.iter().filter(|letter| letter.job_ids.is_empty());
    let strange: Vec<String> = strange.map(|letter| letter.id.clone()).collect();
    if act == LetterAct::Redrive && !strange.is_empty() {
        return Err(LetterRefusal::NameNoJob(strange));
    }
    Ok(chosen)
}

/// Does `act` to `letters`, and writes it down. Call it in a transaction, wake the relay after the commit, then remove the
/// letters.
pub async fn settle(
    connection: &mut AsyncPgConnection,
    letters: &[&DeadLetter],
    act: LetterAct,
    actor: &Actor,
) -> StoreResult<()> {
    match act {
        LetterAct::Redrive => {
            let ids: Vec<Uuid> = letters
                .iter()
                .flat_map(|letter| letter.job_ids.iter().copied())
                .collect();
            jobs::republish(connection, &ids, actor.at).await?;
            record(connection, AuditAct::DeadLetterRedrive, letters, actor).await
        }
        LetterAct::Discard => record(connection, AuditAct::DeadLetterDiscard, letters, actor).await,
    }
}

async fn record(
    connection: &mut AsyncPgConnection,
    act: AuditAct,
    letters: &[&DeadLetter],
    actor: &Actor,
) -> StoreResult<()> {
    let entries: Vec<_> = letters
        .iter()
        .map(|letter| AuditEntry {
            act,
            subject_kind: "dead_letter",
            subject_id: letter.id.clone(),
            before: Some(json!({
                "job_ids": letter.job_ids, "reason": letter.reason, "bytes": letter.bytes, "body": letter.body,
            })),
            after: None,
        })
        .collect();
    audit_log::append(connection, actor, &entries).await
}
