//! Recognitions as JSON.

use crate::decisions::view::DecidedProduct;
use crate::places::{PlaceView, UnitSummary, office_unit};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use shared::database::recognitions::RecognitionRecord;
use shared::database::recognitions::past::{PastOutcome, PastPlans, PastRecord};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::recognition::RecognitionEndReason;
use utoipa::ToSchema;
use uuid::Uuid;

/// What became of the papers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecordedRecognitions {
    /// How many are new.
    recorded: u32,
    /// How many were on record already.
    on_record: u32,
    /// One of each paper, in their order.
    items: Vec<RecordedRecognition>,
}

/// What became of one paper.
#[derive(Debug, Serialize, ToSchema)]
struct RecordedRecognition {
    /// The recognition.
    recognition_id: Uuid,
    /// Its product.
    product_id: Uuid,
    /// False where it was on record already.
    new: bool,
}

impl RecordedRecognitions {
    /// Of `papers` that were recorded as `plans` say.
    pub(super) fn of(papers: &[PastRecord], plans: &PastPlans) -> Self {
        let items: Vec<RecordedRecognition> = papers
            .iter()
            .zip(&plans.outcomes)
            .filter_map(|(paper, outcome)| {
                let outcome = outcome.as_ref().ok()?;
                Some(RecordedRecognition {
                    recognition_id: outcome.id(),
                    product_id: paper.product_id,
                    new: matches!(outcome, PastOutcome::Recorded(_)),
                })
            })
            .collect();
        let count =
            |new| u32::try_from(items.iter().filter(|one| one.new == new).count()).unwrap_or(u32::MAX);
        Self {
            recorded: count(true),
            on_record: count(false),
            items,
        }
    }
}

/// A recognition of a product: stars and days, and who decided.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecognitionView {
    /// Its id.
    id: Uuid,
    /// Its product.
    product: DecidedProduct,
    /// The producer on the day.
    producer_id: Uuid,
    /// 3 to 5.
    stars: i16,
    /// A province's five stars before the ministry has decided.
    potential: bool,
    /// First, upgrade or renewal.
    kind: ApplicationKind,
    /// The regime of the rating.
    #[schema(example = "1048-2019")]
    regime: String,
    /// The programme's year.
    programme_year: i16,
    /// Who recognised; null where that is not on record.
    authority: Option<RecognitionAuthority>,
    /// The unit that decided, in the boundaries of its time; null for the ministry.
    authority_unit: Option<UnitSummary>,
    /// Number of the decision; null: not on record.
    #[schema(example = "385/QĐ-UBND")]
    decision_number: Option<String>,
    /// Number printed on its certificate; null: it has none, or it is not on record.
    certificate_number: Option<String>,
    /// The certificate; null where it has none here.
    certificate_id: Option<Uuid>,
    /// First day; null where it is on record by its year only.
    valid_from: Option<NaiveDate>,
    /// Last day of the term; it holds on all of it.
    valid_to: Option<NaiveDate>,
    /// Last day of a carry-over until the result of the renewal.
    extended_to: Option<NaiveDate>,
    /// The day from which another took its place or it was taken back.
    ended_on: Option<NaiveDate>,
    /// What that was; `not_recorded`: it is on record by its year only and holds on no day.
    end_reason: Option<RecognitionEndReason>,
    /// Where the paper was read, for one recorded from paper.
    source: Option<String>,
    /// Where the product is made, in today's and in the old boundaries, as of the day.
    place: PlaceView,
    /// Product set, 1 to 26.
    product_set: i16,
    /// Keys under which other systems know it.
    keys: Vec<OutsideKey>,
    /// Demonstration data.
    demonstration: bool,
}

impl RecognitionView {
    /// Its id.
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// # Errors
    /// 500 where the register of units cannot be read.
    pub(super) fn of(record: RecognitionRecord) -> ApiResult<Self> {
        let one = record.recognition;
        let dated = one.end_reason != Some(RecognitionEndReason::NotRecorded);
        Ok(Self {
            place: PlaceView::of(&one.place(), one.valid_from)?,
            authority_unit: match &one.authority_unit {
                Some(word) => office_unit(word, one.valid_from)?,
                None => None,
            },
            id: one.id,
            product: DecidedProduct {
                id: one.product_id,
                code: record.product_code,
                name: record.product_name,
            },
            producer_id: one.producer_id,
            stars: one.stars,
            potential: one.potential,
            kind: one.kind,
            regime: one.regime,
            programme_year: one.programme_year,
            authority: one.authority,
            decision_number: one.decision_number,
            certificate_number: record.certificate_number,
            certificate_id: record.certificate_id,
            valid_from: dated.then_some(one.valid_from),
            valid_to: dated.then_some(one.valid_to),
            extended_to: one.extended_to,
            ended_on: one.ended_on.filter(|_| dated),
            end_reason: one.end_reason,
            source: record.source,
            product_set: one.product_set,
            keys: record.keys.all(),
            demonstration: one.demonstration,
        })
    }
}
