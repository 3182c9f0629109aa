//! A product as JSON.

use crate::places::{PlaceView, UnitSummary};
use api_http::extract::ETag;
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::products::{ProducerSummary, ProductRecord};
use shared::database::recognitions::Recognition;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::Regimes;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::producers::ProducerKind;
use utoipa::ToSchema;
use uuid::Uuid;

/// A product.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductView {
    /// Its id.
    id: Uuid,
    /// Product code: province.commune.serial.year, codes of the unit in force at registration.
    #[schema(example = "25.08782.001.2026")]
    code: String,
    /// Name on the label.
    #[schema(example = "Ổi Đôn Nhân")]
    name: String,
    /// Product set, 1 to 26.
    product_set: i16,
    /// Group of the set, I to VI.
    #[schema(example = "I")]
    product_group: Option<String>,
    /// What it is.
    description: Option<String>,
    /// Who makes it.
    producer: ProducerRef,
    /// The unit in which its place was given.
    unit: UnitSummary,
    /// Where it is made, in today's and in the old boundaries.
    place: PlaceView,
    /// Day of registration.
    registered_on: NaiveDate,
    /// The stars it holds today; null where it holds none.
    recognition: Option<ProductRecognition>,
    /// Its keys in other systems.
    keys: Vec<OutsideKey>,
    /// The product that stands for this one, where it was found to be the same.
    merged_into: Option<Uuid>,
    /// Demonstration data.
    demonstration: bool,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// When its own record was last changed.
    updated_at: DateTime<Utc>,
    /// When that or what it holds was last changed; `changed_since` of the list asks for this.
    changed_at: DateTime<Utc>,
    #[serde(skip)]
    tag: String,
}

/// The producer of a product.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProducerRef {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
    /// Its kind.
    kind: ProducerKind,
}

/// Stars that a product holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductRecognition {
    /// 3 to 5.
    stars: i16,
    /// A province's five stars before the ministry has decided.
    potential: bool,
    /// First, upgrade or renewal.
    kind: ApplicationKind,
    /// Regime of the rating.
    #[schema(example = "26-2026")]
    regime: String,
    /// The programme's year.
    programme_year: i16,
    /// Number of the decision, where one is recorded.
    decision_number: Option<String>,
    /// First day.
    valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    valid_to: NaiveDate,
    /// Past its term it goes on until the result of its renewal, to this day at most.
    extended_to: Option<NaiveDate>,
    /// The evaluation it came from; null for a recorded result of the past.
    evaluation_id: Option<Uuid>,
}

impl ProductView {
    /// A product with its producer and the recognition it holds, units by their names `today`.
    pub(super) fn of(
        regimes: &Regimes,
        (product, producer): &ProductRecord,
        recognition: Option<&Recognition>,
        today: NaiveDate,
    ) -> ApiResult<Self> {
        let place = product.place();
        let held = recognition.map_or_else(Uuid::nil, |recognition| recognition.id);
        let term = recognition.map(|recognition| recognition.status().term());
        Ok(Self {
            id: product.id,
            code: product.code.clone(),
            name: product.name.clone(),
            product_set: product.product_set,
            product_group: group(regimes, product.product_set),
            description: product.description.clone(),
            producer: ProducerRef::of(producer),
            unit: UnitSummary::given(&place, today)?,
            place: PlaceView::of(&place, today)?,
            registered_on: product.registered_on,
            recognition: recognition.map(ProductRecognition::of),
            keys: product.keys.all(),
            merged_into: product.merged_into,
            demonstration: product.demonstration,
            created_at: product.created_at,
            updated_at: product.updated_at,
            changed_at: product.changed_at,
            tag: format!(
                "{}-{}-{}-{held}-{}",
                product.id,
                product.version,
                producer.version,
                term.map(|day| day.to_string()).unwrap_or_default()
            ),
        })
    }

    /// Names everything the answer depends on: the product, its producer and the recognition held.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_text(&self.tag)
    }
}

/// Products with the recognitions that hold `today`.
pub(super) fn views(
    regimes: &Regimes,
    records: &[ProductRecord],
    holding: &[Recognition],
    today: NaiveDate,
) -> ApiResult<Vec<ProductView>> {
    records
        .iter()
        .map(|record| {
            let held = holding
                .iter()
                .find(|recognition| recognition.product_id == record.0.id);
            ProductView::of(regimes, record, held, today)
        })
        .collect()
}

/// The group of a set, by the newest regime that describes the sets.
fn group(regimes: &Regimes, set: i16) -> Option<String> {
    let set = u32::try_from(set).ok()?;
    let newest = regimes.iter().filter(|regime| !regime.recorded_only).last()?;
    newest.product_set(set).map(|set| set.group.clone())
}

impl ProducerRef {
    fn of(producer: &ProducerSummary) -> Self {
        Self {
            id: producer.id,
            name: producer.name.clone(),
            kind: producer.kind,
        }
    }
}

impl ProductRecognition {
    fn of(recognition: &Recognition) -> Self {
        Self {
            stars: recognition.stars,
            potential: recognition.potential,
            kind: recognition.kind,
            regime: recognition.regime.clone(),
            programme_year: recognition.programme_year,
            decision_number: recognition.decision_number.clone(),
            valid_from: recognition.valid_from,
            valid_to: recognition.valid_to,
            extended_to: recognition.extended_to,
            evaluation_id: recognition.evaluation_id,
        }
    }
}
