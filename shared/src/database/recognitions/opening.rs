//! New intervals with the dimensions of their product on the day.

use super::Recognition;
use crate::database::products::ProductDimensions;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::criteria::RecognitionAuthority;
use crate::domain::recognition::{StarStatus, programme_year};
use chrono::NaiveDate;
use uuid::Uuid;

/// Why an interval opens.
#[derive(Clone, Debug)]
pub struct RecognitionOpening<'a> {
    /// The evaluation it comes from.
    pub evaluation_id: Option<Uuid>,
    /// Regime of the rating.
    pub regime: &'a str,
    /// Group of the product set, I to VI.
    pub group: &'a str,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// The decision, where one is recorded: its number and its programme year.
    pub decision: Option<(&'a str, i16)>,
    /// Who recognised.
    pub authority: RecognitionAuthority,
    /// The unit of that office, as [`crate::domain::recognition::unit_word`] writes it; none for the ministry.
    pub authority_unit: Option<String>,
}

impl RecognitionOpening<'_> {
    /// The row of `status` of the product with these `dimensions`.
    #[must_use]
    pub fn row(&self, dimensions: &ProductDimensions, status: &StarStatus) -> Recognition {
        let place = dimensions.place.clone();
        Recognition {
            id: Uuid::now_v7(),
            product_id: dimensions.product_id,
            producer_id: dimensions.producer_id,
            evaluation_id: self.evaluation_id,
            regime: self.regime.to_owned(),
            kind: self.kind,
            stars: i16::from(status.stars),
            potential: status.potential,
            programme_year: self
                .decision
                .map_or_else(|| year_of(status.valid_from), |(_, year)| year),
            decision_number: self.decision.map(|(number, _)| number.to_owned()),
            valid_from: status.valid_from,
            valid_to: status.valid_to,
            ended_on: status.ended_on,
            end_reason: None,
            product_set: dimensions.product_set,
            product_group: self.group.to_owned(),
            producer_type: dimensions.producer_kind,
            sector: dimensions.producer_kind.sector(),
            gender: dimensions.gender,
            ethnic_minority: dimensions.ethnic_minority,
            current_province_code: place.0,
            current_commune_code: place.1,
            legacy_province_code: place.2,
            legacy_district_code: place.3,
            legacy_commune_code: place.4,
            demonstration: dimensions.demonstration,
            extended_to: status.extended_to,
            authority: Some(self.authority),
            authority_unit: self.authority_unit.clone(),
        }
    }
}

fn year_of(day: NaiveDate) -> i16 {
    i16::try_from(programme_year(day)).unwrap_or_default()
}
