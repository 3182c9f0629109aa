//! `/api/v1/producers/{id}/closing`: a producer that is no more (giải thể, phá sản, …), and the way back where that was a mistake.

use super::view::{ProducerView, tag};
use crate::caller::{Caller, Creation, ProducersWrite};
use crate::registry::corrections::{CorrectionEntry, require_seat};
use crate::registry::refusal::require_unmerged;
use api_http::answer::{Effect, WrittenReply, kind};
use api_http::extract::{MayMatch, PathOf};
use api_http::problem::{ApiResult, Code, Problem, refuse, text_length};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::producers::{self, Producer};
use shared::domain::corrections::{
    ClosingReason, CorrectedField, CorrectionKind, CorrectionSubject, FieldChange, LONGEST_REASON,
};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// The end of a producer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProducerClosing {
    /// First day on which it is no more; not in the future.
    closed_on: NaiveDate,
    /// Why, in a word.
    ground: ClosingReason,
    /// Why, in words.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// A closing taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProducerReopening {
    /// Why.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// Closes a producer, for provinces and the ministry.
///
/// It registers no more products and begins no more dossiers. Its products keep their stars until a decision revokes them:
/// `GET /certificates?revocation_due=true` lists those in force. `If-Match` is checked where it is sent.
#[endpoint(post "/producers/{id}/closing", tag = "producers", problems(Conflict, NotYourTurn))]
pub(super) async fn close(
    caller: Caller<ProducersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<ProducerClosing>,
) -> ApiResult<Effect<ProducerView>> {
    require_seat(&caller)?;
    refuse(body.check(caller.state.clock.today()))?;
    idempotency
        .once(&caller, async |connection| {
            let producer = held(connection, &caller, id, &if_match).await?;
            if let Some(day) = producer.closed_on {
                return Err(closed_already(day));
            }
            let closing = Some((body.closed_on, body.ground));
            let said = (CorrectionKind::Closing, body.closed_on, body.reason.as_str());
            put(connection, &caller, &producer, closing, said).await
        })
        .await
}

/// Takes the closing of a producer back, which was a mistake.
#[endpoint(post "/producers/{id}/reopening", tag = "producers", problems(Conflict, NotYourTurn))]
pub(super) async fn reopen(
    caller: Caller<ProducersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<ProducerReopening>,
) -> ApiResult<Effect<ProducerView>> {
    require_seat(&caller)?;
    refuse(
        text_length("/reason", &body.reason, LONGEST_REASON)
            .into_iter()
            .collect(),
    )?;
    idempotency
        .once(&caller, async |connection| {
            let producer = held(connection, &caller, id, &if_match).await?;
            if producer.closed_on.is_none() {
                return Err(not_closed());
            }
            let today = caller.state.clock.today();
            let said = (CorrectionKind::Reopening, today, body.reason.as_str());
            put(connection, &caller, &producer, None, said).await
        })
        .await
}

/// The producer, held until the transaction ends.
async fn held(
    connection: &mut AsyncPgConnection,
    caller: &Caller<ProducersWrite>,
    id: Uuid,
    if_match: &MayMatch,
) -> ApiResult<Producer> {
    let found = producers::lock(connection, caller.scope(), id).await?;
    let producer = found.ok_or_else(Problem::not_found)?;
    if_match.check(&tag(&producer))?;
    require_unmerged(producer.merged_into)?;
    Ok(producer)
}

/// Writes the producer with or without a `closing`, and what was said of it: the kind, the day, the reason.
async fn put(
    connection: &mut AsyncPgConnection,
    caller: &Caller<ProducersWrite>,
    producer: &Producer,
    closing: Option<(NaiveDate, ClosingReason)>,
    (kind, day, reason): (CorrectionKind, NaiveDate, &str),
) -> ApiResult<WrittenReply<kind::Effect, ProducerView>> {
    let (place, now) = (producer.place(), caller.state.clock.now());
    let changed = Producer {
        closed_on: closing.map(|(day, _)| day),
        closing_reason: closing.map(|(_, ground)| ground),
        ..producer.changed(producer.draft(), place, now)
    };
    producers::update(connection, &changed).await?;
    let days = [producer.closed_on, changed.closed_on].map(|day| day.map(|day| day.to_string()));
    let grounds =
        [producer.closing_reason, changed.closing_reason].map(|word| word.map(|word| word.to_string()));
    let ([day_before, day_after], [ground_before, ground_after]) = (days, grounds);
    let changes = [
        FieldChange::of(CorrectedField::ClosedOn, day_before, day_after),
        FieldChange::of(CorrectedField::ClosingReason, ground_before, ground_after),
    ];
    let entry = CorrectionEntry {
        subject: (CorrectionSubject::Producer, producer.id),
        kind,
        effective_on: Some(day),
        changes: changes.into_iter().flatten().collect(),
        reason,
    };
    entry.record(connection, caller).await?;
    let view = ProducerView::of(&changed, caller.state.clock.today())?;
    Ok(WrittenReply::new(&view)?.etag(&tag(&changed)))
}

impl ProducerClosing {
    fn check(&self, today: NaiveDate) -> Vec<Violation> {
        let reason = text_length("/reason", &self.reason, LONGEST_REASON);
        let day = (self.closed_on > today).then(|| Violation::in_the_future("/closed_on"));
        [day, reason].into_iter().flatten().collect()
    }
}

fn closed_already(day: NaiveDate) -> Problem {
    Problem::new(Code::Conflict).detail(
        format!("Chủ thể đã ngừng hoạt động từ ngày {day}."),
        format!("The producer is closed since {day}."),
    )
}

fn not_closed() -> Problem {
    Problem::new(Code::Conflict).detail("Chủ thể đang hoạt động.", "The producer is not closed.")
}
