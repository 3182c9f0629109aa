//! A producer as JSON.

use crate::places::{PlaceView, UnitSummary};
use api_http::extract::ETag;
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::producers::Producer;
use shared::domain::corrections::ClosingReason;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::producers::{Gender, ProducerKind, Sector};
use utoipa::ToSchema;
use uuid::Uuid;

/// A producer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProducerView {
    /// Its id.
    id: Uuid,
    /// Name as on its registration.
    #[schema(example = "Hợp tác xã Sông Lô Xanh")]
    name: String,
    /// Kind of producer.
    kind: ProducerKind,
    /// Part of the economy in which statistics count it.
    sector: Sector,
    /// The unit in which its place was given.
    unit: UnitSummary,
    /// Where it lies, in today's and in the old boundaries.
    place: PlaceView,
    /// Tax code.
    tax_code: Option<String>,
    /// Postal address below the commune.
    address: Option<String>,
    /// Telephone number.
    phone: Option<String>,
    /// E-mail address.
    email: Option<String>,
    /// Legal representative.
    representative: RepresentativeView,
    /// Its keys in other systems.
    keys: Vec<OutsideKey>,
    /// First day on which it is no more; null where it goes on.
    closed_on: Option<NaiveDate>,
    /// Why it is no more.
    closing_reason: Option<ClosingReason>,
    /// The producer that stands for this one, where it was found to be the same.
    merged_into: Option<Uuid>,
    /// Demonstration data.
    demonstration: bool,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// Legal representative; null is not known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RepresentativeView {
    /// Full name.
    name: Option<String>,
    /// Sex.
    gender: Option<Gender>,
    /// Belongs to an ethnic minority.
    ethnic_minority: Option<bool>,
    /// Has a disability.
    disability: Option<bool>,
}

impl ProducerView {
    /// `producer` as JSON, its units by their names `today`.
    pub(super) fn of(producer: &Producer, today: NaiveDate) -> ApiResult<Self> {
        let place = producer.place();
        Ok(Self {
            id: producer.id,
            name: producer.name.clone(),
            kind: producer.kind,
            sector: producer.kind.sector(),
            unit: UnitSummary::given(&place, today)?,
            place: PlaceView::of(&place, today)?,
            tax_code: producer.tax_code.clone(),
            address: producer.address.clone(),
            phone: producer.phone.clone(),
            email: producer.email.clone(),
            representative: RepresentativeView {
                name: producer.representative_name.clone(),
                gender: producer.representative_gender,
                ethnic_minority: producer.representative_ethnic_minority,
                disability: producer.representative_disability,
            },
            keys: producer.keys.all(),
            closed_on: producer.closed_on,
            closing_reason: producer.closing_reason,
            merged_into: producer.merged_into,
            demonstration: producer.demonstration,
            created_at: producer.created_at,
            updated_at: producer.updated_at,
        })
    }
}

/// The tag of a producer: its version.
pub(super) fn tag(producer: &Producer) -> ETag {
    ETag::of_version(producer.id, producer.version)
}
