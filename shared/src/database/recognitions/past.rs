//! Recording recognitions of the past: many at a time, each in its place in the history of its product, with its decision and
//! certificate where the paper names them. What is on record already is left as it is, so the same papers may come twice.

mod plan;
mod refusal;
mod write;

pub use plan::{NoRecord, PastOutcome, PastPlans, plan};
pub use refusal::unknown_product;
pub use write::write;

use crate::domain::criteria::{RecognitionAuthority, Regimes};
use crate::domain::recognition::{DecisionOffice, PastRecognition};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A past recognition of one product, as its paper states it.
#[derive(Clone, Debug)]
pub struct PastRecord {
    /// The product.
    pub product_id: Uuid,
    /// Stars and days.
    pub recognition: PastRecognition,
    /// Regime under which it was rated, e.g. `1048-2019`.
    pub regime: String,
    /// Group of the product's set under it, I to VI.
    pub group: String,
    /// Who recognised.
    pub office: DecisionOffice,
    /// Number of the decision; none: not known.
    pub decision_number: Option<String>,
    /// Its date; none: not known.
    pub decided_on: Option<NaiveDate>,
    /// Who signed it.
    pub signer: Option<String>,
    /// Number printed on the certificate; none: it has none, or it is not known.
    pub certificate_number: Option<String>,
    /// Where it was read.
    pub source: Option<String>,
    /// The recognition on record by its year only to which it gives the day; none: it is another one.
    pub dates: Option<Uuid>,
}

/// Who records, and when.
#[derive(Clone, Copy, Debug)]
pub struct Recorder<'a> {
    /// As the audit log names it.
    pub actor: &'a str,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The regimes, by which what is recorded after a correction is counted as before it.
    pub regimes: &'a Regimes,
}

impl PastRecord {
    /// The decision that is recorded with it; none where number or date is not known.
    fn decision(&self) -> Option<(&str, NaiveDate)> {
        self.decision_number.as_deref().zip(self.decided_on)
    }

    /// Today's province, which looks after the decision now; none for the ministry's.
    fn province(&self, current_province: &str) -> Option<String> {
        (self.office.authority != RecognitionAuthority::Ministry).then(|| current_province.to_owned())
    }
}
