//! Made-up producers and products with histories of stars as the rules allow them: a few that lead to published figures
//! ([`published`]), or as many as wanted from a seed ([`Generator`]). Every change of stars goes through
//! [`shared::domain::certificate`], so a history that the service could not have written stops the test.

mod calendar;
mod copy;
mod course;
mod generator;
mod names;
mod places;
pub mod published;
mod serials;

pub use copy::CopyCounts;
pub use course::{Course, CourseStep};
pub use generator::Generator;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use shared::database::products::ProductDimensions;
use shared::database::recognitions::{Recognition, RecognitionOpening};
use shared::domain::criteria::{RecognitionAuthority, Regimes};
use shared::domain::producers::{Gender, ProducerKind};
use shared::domain::recognition::programme_year;
use shared::domain::recognition::{DecisionOffice, StarStatus};
use shared::domain::units::Place;
use std::sync::LazyLock;
use uuid::Uuid;

/// The regimes compiled in.
static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::embedded().expect("the regimes compiled in"));
/// The regime whose names and groups of product sets are taken; the groups are the same in all.
const SETS_OF: &str = "26-2026";

/// A made-up producer with its products.
#[derive(Clone, Debug)]
pub struct MadeProducer {
    /// UUIDv7 of the day of registration.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Kind today.
    pub kind: ProducerKind,
    /// Kind until before a day, for one that has changed, such as a household that became an enterprise: what was recognised
    /// earlier stays counted under the former kind.
    pub former_kind: Option<(ProducerKind, NaiveDate)>,
    /// Sex of the representative, where known.
    pub gender: Option<Gender>,
    /// Whether the representative belongs to an ethnic minority, where known.
    pub ethnic_minority: Option<bool>,
    /// Where it is.
    pub place: Place,
    /// Day of registration.
    pub registered_on: NaiveDate,
    /// What it makes.
    pub products: Vec<MadeProduct>,
}

/// A made-up product.
#[derive(Clone, Debug)]
pub struct MadeProduct {
    /// UUIDv7 of the day of registration.
    pub id: Uuid,
    /// Serial in its commune and year, part of its code.
    pub serial: i32,
    /// Name.
    pub name: String,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// Where it is made.
    pub place: Place,
    /// Day of registration.
    pub registered_on: NaiveDate,
    /// Its stars over time.
    pub course: Course,
}

impl MadeProducer {
    /// The rows of `recognitions` of one of its products, oldest first, with ids made of the row's first day and its place in
    /// the history.
    #[must_use]
    pub fn recognitions(&self, product: &MadeProduct) -> Vec<Recognition> {
        let set = u32::try_from(product.product_set).expect("a set");
        let group = &REGIMES
            .get(SETS_OF)
            .and_then(|regime| regime.product_set(set))
            .expect("a set of the regime")
            .group;
        let place = &product.place;
        let steps = product.course.steps().iter().zip(0_u8..);
        let rows = steps.map(|(step, number)| {
            let day = step.status.valid_from;
            let dimensions = ProductDimensions {
                product_id: product.id,
                product_set: product.product_set,
                demonstration: false,
                place: (
                    place.current_province.clone(),
                    place.current_commune.clone(),
                    place.legacy_province.clone(),
                    place.legacy_district.clone(),
                    place.legacy_commune.clone(),
                ),
                producer_id: self.id,
                producer_kind: self.kind_on(day),
                gender: self.gender,
                ethnic_minority: self.ethnic_minority,
            };
            let year = i16::try_from(programme_year(day)).expect("a year");
            let authority = match step.status {
                StarStatus {
                    stars: 5,
                    potential: false,
                    ..
                } => RecognitionAuthority::Ministry,
                _ => RecognitionAuthority::Province,
            };
            let office = DecisionOffice::of_place(authority, place, day);
            let opening = RecognitionOpening {
                evaluation_id: None,
                regime: regime_on(day),
                group,
                kind: step.kind,
                decision: Some((&step.decision, year)),
                authority: office.authority,
                authority_unit: office.unit_word(),
            };
            let mut random = [number; 10];
            random[1..].copy_from_slice(&product.id.as_bytes()[7..]);
            Recognition {
                id: id(day, random),
                end_reason: step.end_reason,
                ..opening.row(&dimensions, &step.status)
            }
        });
        rows.collect()
    }

    fn kind_on(&self, day: NaiveDate) -> ProducerKind {
        self.former_kind
            .filter(|(_, until)| day < *until)
            .map_or(self.kind, |(former, _)| former)
    }
}

/// The regime in force on `day`; before the first one, as in the programme's first provinces, the first.
fn regime_on(day: NaiveDate) -> &'static str {
    let regime = REGIMES.in_force_on(day).or_else(|| REGIMES.iter().next());
    &regime.expect("a regime").id
}

/// A UUIDv7 of `day`.
fn id(day: NaiveDate, random: [u8; 10]) -> Uuid {
    let milliseconds = u64::try_from(moment(day).timestamp_millis()).expect("a day after 1970");
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}

/// The beginning of `day`, in UTC.
fn moment(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
