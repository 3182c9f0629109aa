//! What clients send about decisions.

use super::head::DecisionHead;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use shared::domain::certificate::DecisionKind;
use shared::domain::violation::Violation;
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The most dossiers of one decision.
const MOST: usize = 500;

/// A decision of recognition: one number, one date, many products.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDecision {
    /// As written; new among the authority's decisions of its year.
    #[schema(example = "385/QĐ-UBND", max_length = 200, pattern = r"\S")]
    number: String,
    /// Its date: certificates run 36 months from it. Not after today, not before the ratings.
    pub(super) decided_on: NaiveDate,
    /// Who signed it.
    #[schema(example = "Nguyễn Văn A", max_length = 200, pattern = r"\S")]
    signer: String,
    /// The scan, uploaded before.
    file_id: Option<Uuid>,
    /// The programme's year; by default that of the date, for January to March the year before.
    #[schema(minimum = 2018, maximum = 2100)]
    pub(super) programme_year: Option<i16>,
    /// The dossiers decided.
    #[schema(min_items = 1, max_items = 500)]
    pub(super) dossiers: Vec<DecidedDossier>,
}

/// A dossier in a decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecidedDossier {
    /// The dossier, in the state `scored` (for the ministry `scored_by_ministry`).
    pub(super) dossier_id: Uuid,
    /// 3 to 5, not more than the rating; the rating where left out.
    #[schema(minimum = 3, maximum = 5)]
    pub(super) stars: Option<u8>,
}

impl NewDecision {
    /// What the decision says of itself.
    pub(super) fn head(&self) -> DecisionHead {
        DecisionHead {
            number: self.number.clone(),
            decided_on: self.decided_on,
            signer: self.signer.clone(),
            file_id: self.file_id,
        }
    }

    /// The broken rules that need no look at what is stored.
    pub(super) fn check(&self, today: NaiveDate) -> Vec<Violation> {
        let mut violations = self.head().check("", today);
        let year = self.decided_on.year();
        let given = self.programme_year.map(i32::from);
        if given.is_some_and(|given| given != year && given != year - 1) {
            violations.push(Violation::new(
                "/programme_year",
                "out_of_range",
                "Năm chương trình là năm của quyết định hoặc năm trước đó.",
                "The programme's year is that of the decision or the one before.",
            ));
        }
        if !(1..=MOST).contains(&self.dossiers.len()) {
            violations.push(Violation::new(
                "/dossiers",
                "invalid_length",
                format!("Cần 1–{MOST} hồ sơ."),
                format!("1–{MOST} dossiers are needed."),
            ));
        }
        let mut seen = HashSet::new();
        for (position, one) in self.dossiers.iter().enumerate() {
            if !seen.insert(one.dossier_id) {
                violations.push(Violation::new(
                    format!("/dossiers/{position}/dossier_id"),
                    "given_twice",
                    "Hồ sơ này đã có trong quyết định.",
                    "The decision names this dossier twice.",
                ));
            }
        }
        violations
    }
}

/// Which decisions a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DecisionQuery {
    /// `recognition`, `revocation` or `correction`.
    pub(super) kind: Option<DecisionKind>,
    /// Of this programme year.
    #[param(minimum = 2018, maximum = 2100)]
    pub(super) programme_year: Option<i16>,
    /// With this number.
    pub(super) number: Option<String>,
}

/// Why a dossier is not recognised.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DossierRejection {
    /// For the producer and the record.
    #[schema(max_length = 1000, pattern = r"\S")]
    pub(super) reason: String,
}

/// The ministry's result is taken as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Adoption {}
