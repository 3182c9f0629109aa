//! `/api/v1/producers/{id}/corrections`: another name, kind or commune, because the one on record was wrong or has changed.

use super::request::kind_refusal;
use super::view::tag;
use crate::caller::{Caller, Creation, ProducersRead, ProducersWrite};
use crate::places::{CommuneInput, require_reach, resolve_commune};
use crate::registry::corrections::{CorrectionHead, CorrectionView, require_seat};
use crate::registry::refusal::require_unmerged;
use api_http::answer::{NewResource, WrittenReply};
use api_http::extract::{List, MayMatch, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::corrections;
use shared::database::producers::{self, Producer};
use shared::database::products;
use shared::database::recognitions::{DimensionOwner, Restatement, restate};
use shared::domain::corrections::{
    CorrectedField, CorrectionNature, CorrectionSubject, FieldChange, place_word,
};
use shared::domain::producers::{ProducerDraft, ProducerKind};
use shared::domain::units::{Generation, Place};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// What of a producer is corrected; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProducerCorrection {
    /// `error`: it was always wrong; `change`: it became another on a day.
    nature: CorrectionNature,
    /// The day of a change: not in the future, and not before an earlier change of the same value.
    effective_on: Option<NaiveDate>,
    /// Why.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
    /// Name as on its registration.
    #[schema(max_length = 200, pattern = r"\S")]
    name: Option<String>,
    /// Kind of producer.
    kind: Option<ProducerKind>,
    /// Commune it lies in. Its products stay where they are.
    commune: Option<CommuneInput>,
    /// The same, shorter.
    commune_code: Option<String>,
    /// Generation of `commune_code`; `current` by default.
    commune_generation: Option<Generation>,
}

/// Corrects the name, the kind or the commune of a producer, for provinces and the ministry.
///
/// An error holds for every day: all figures show the right kind. A change counts from its day on, and figures of the days before
/// stay. Whatever was printed stays as it is, and so do the communes of its products, which have corrections of their own. `If-Match` is
/// checked where it is sent.
#[endpoint(post "/producers/{id}/corrections", tag = "producers", of = "producers_corrections", problems(OutsideReach, Conflict, NotYourTurn))]
pub(super) async fn record(
    caller: Caller<ProducersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<ProducerCorrection>,
) -> ApiResult<NewResource<CorrectionView>> {
    require_seat(&caller)?;
    let mut version = None;
    let answer = idempotency
        .once(&caller, async |connection| {
            let found = producers::lock(connection, caller.scope(), id).await?;
            let producer = found.ok_or_else(Problem::not_found)?;
            if_match.check(&tag(&producer))?;
            require_unmerged(producer.merged_into)?;
            let (correction, raised) = body.apply(connection, &caller, &producer).await?;
            version = raised;
            Ok(WrittenReply::new(&correction)?.content_etag())
        })
        .await?;
    if let Some(version) = version {
        caller.state.statistics.raise(version);
    }
    Ok(answer)
}

/// The corrections of a producer, closings and reopenings among them, the newest first.
#[endpoint(get "/producers/{id}/corrections", tag = "producers", of = "producers_corrections")]
pub(super) async fn list(
    caller: Caller<ProducersRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<CorrectionView>> {
    let mut connection = caller.connection().await?;
    let found = producers::find(&mut connection, caller.scope(), id).await?;
    found.ok_or_else(Problem::not_found)?;
    let subject = (CorrectionSubject::Producer, id);
    let rows = corrections::list(&mut connection, subject, page.after, page.limit()).await?;
    page.try_answer(rows, |row| row.id, CorrectionView::of)
}

impl ProducerCorrection {
    fn head(&self) -> CorrectionHead<'_> {
        CorrectionHead {
            nature: self.nature,
            effective_on: self.effective_on,
            reason: &self.reason,
        }
    }

    /// Gives the producer its right values and the recognitions of its products its kind; returns the correction and the version of
    /// the statistics.
    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        caller: &Caller<ProducersWrite>,
        producer: &Producer,
    ) -> ApiResult<(CorrectionView, Option<i64>)> {
        let subject = (CorrectionSubject::Producer, producer.id);
        let last = corrections::last_changes(connection, subject).await?;
        let sets = products::sets_of(connection, producer.id).await?;
        let (draft, mut violations) = self.draft(producer, &sets);
        let place = resolve_commune(
            self.commune.clone(),
            self.commune_code.clone(),
            self.commune_generation,
        )?;
        let place = place.unwrap_or_else(|violation| {
            violations.push(violation);
            None
        });
        let place = place.filter(|place| !producer.place().is_at(place));
        let place = place.unwrap_or_else(|| producer.place());
        let (head, today) = (self.head(), caller.state.clock.today());
        let changes = changes(producer, &draft, &place);
        head.require(&changes, &last, today, violations)?;
        require_reach(caller.scope(), &place, Some(producer.id))?;
        let corrected = producer.changed(draft, place, caller.state.clock.now());
        producers::update(connection, &corrected).await?;
        let mut version = None;
        if corrected.kind != producer.kind {
            let from = head.counted_from(CorrectedField::Kind, &last);
            let (owner, kind) = (
                DimensionOwner::Producer(producer.id),
                Restatement::Kind(corrected.kind),
            );
            version = Some(restate(connection, owner, &kind, from).await?);
        }
        let entry = head.entry(subject, changes);
        Ok((entry.record(connection, caller).await?, version))
    }

    /// The record with the right name and kind, and the rules that they break; `sets` are those of its products.
    fn draft(&self, producer: &Producer, sets: &[i16]) -> (ProducerDraft, Vec<Violation>) {
        let current = producer.draft();
        let name = self.name.as_ref().map(|name| name.trim().to_owned());
        let draft = ProducerDraft {
            name: name.unwrap_or(current.name),
            kind: self.kind.unwrap_or(current.kind),
            ..current
        };
        // Of its other fields nothing is said here.
        let mut violations = draft.check();
        violations.retain(|one| one.pointer == "/name" && self.name.is_some());
        let fits = sets.iter().all(|set| draft.kind.may_make(*set));
        violations.extend(kind_refusal(producer.kind, draft.kind).filter(|_| !fits));
        (draft, violations)
    }
}

/// What becomes of `producer` with this draft at `place`.
fn changes(producer: &Producer, draft: &ProducerDraft, place: &Place) -> Vec<FieldChange> {
    let values = [
        (CorrectedField::Name, producer.name.clone(), draft.name.clone()),
        (
            CorrectedField::Kind,
            producer.kind.to_string(),
            draft.kind.to_string(),
        ),
        (
            CorrectedField::Commune,
            place_word(&producer.place()),
            place_word(place),
        ),
    ];
    let changes = values
        .into_iter()
        .map(|(field, from, to)| FieldChange::of(field, Some(from), Some(to)));
    changes.flatten().collect()
}
