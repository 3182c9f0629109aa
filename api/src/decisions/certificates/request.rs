//! What clients send about certificates.

use crate::decisions::DecisionHead;
use crate::places::resolve_unit;
use api_http::extract::day_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::database::certificates::CertificateFilter;
use shared::domain::certificate::{CertificateStatus, InspectionKind, RevocationGround};
use shared::domain::units::{Generation, Level};
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The most days ahead that a list looks for ends: the term and its carry-over.
const MOST_DAYS: u16 = 1_300;

/// Which certificates a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CertificateQuery {
    /// The day whose status is shown and asked for; today by default.
    as_of: Option<NaiveDate>,
    /// Those that stand so on that day.
    status: Option<CertificateStatus>,
    /// Those in force whose time is over within so many days.
    #[param(maximum = 1300)]
    expiring_within: Option<u16>,
    /// Code of the unit the products are made in.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
    /// With so many stars, 3 to 5.
    #[param(minimum = 3, maximum = 5)]
    stars: Option<i16>,
    /// Of this product.
    product_id: Option<Uuid>,
    /// Of this producer.
    producer_id: Option<Uuid>,
    /// True: those in force on the day whose producer is closed by then, so that a decision has to revoke them; false: all others.
    revocation_due: Option<bool>,
}

impl CertificateQuery {
    /// What the database is asked.
    ///
    /// # Errors
    /// 400 for a day or a number out of range, and for an unknown unit.
    pub(super) fn filter(self, today: NaiveDate) -> ApiResult<CertificateFilter> {
        if self.expiring_within.is_some_and(|days| days > MOST_DAYS) {
            return Err(Problem::query(Violation::new(
                "/expiring_within",
                "out_of_range",
                format!("Nhiều nhất {MOST_DAYS} ngày."),
                format!("At most {MOST_DAYS} days."),
            )));
        }
        Ok(CertificateFilter {
            holding: false,
            as_of: self.as_of.map_or(Ok(today), |day| day_in_range("/as_of", day))?,
            status: self.status,
            expiring_within: self.expiring_within,
            unit: resolve_unit(self.unit, self.level, self.generation)?,
            stars: self.stars,
            product_id: self.product_id,
            producer_id: self.producer_id,
            revocation_due: self.revocation_due,
        })
    }
}

/// The day whose status is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AsOf {
    /// Today by default.
    pub(super) as_of: Option<NaiveDate>,
}

/// A revocation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    /// Why, as the law has it.
    pub(super) ground: RevocationGround,
    /// Day of the finding; the decision comes within 15 days.
    pub(super) finding_on: NaiveDate,
    /// The decision; one that is recorded already may revoke further certificates.
    pub(super) decision: DecisionHead,
    /// Why, in words.
    #[schema(max_length = 1000, pattern = r"\S")]
    pub(super) reason: String,
}

/// A carry-over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateExtension {
    /// Its last day: at most 180 days after `valid_to`.
    pub(super) extended_to: NaiveDate,
    /// Why, in words.
    #[schema(max_length = 1000)]
    pub(super) reason: Option<String>,
}

/// A correction of what was printed; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Correction {
    /// Name of the product.
    #[schema(max_length = 200)]
    pub(super) product_name: Option<String>,
    /// Name of the producer.
    #[schema(max_length = 200)]
    pub(super) producer_name: Option<String>,
    /// Address of the producer.
    #[schema(max_length = 500)]
    pub(super) producer_address: Option<String>,
    /// The decision; one that is recorded already may correct further certificates.
    pub(super) decision: DecisionHead,
    /// What was wrong.
    #[schema(max_length = 1000, pattern = r"\S")]
    pub(super) reason: String,
}

/// An inspection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInspection {
    /// `planned` or `surprise`.
    pub(super) kind: InspectionKind,
    /// The day of it.
    pub(super) inspected_on: NaiveDate,
    /// What was found.
    #[schema(max_length = 5000, pattern = r"\S")]
    pub(super) findings: String,
    /// What the producer has to do.
    #[schema(max_length = 5000)]
    pub(super) measures: Option<String>,
    /// Day of the next one.
    pub(super) next_on: Option<NaiveDate>,
    /// The scanned report, uploaded before.
    pub(super) file_id: Option<Uuid>,
}
