//! The regimes (bộ tiêu chí) as data: decisions, bands, product sets and their score sheets, embedded in the program; an
//! installation may add further ones.
//!
//! ```text
//! Regimes::embedded() -> Result<Regimes, InvalidCriteria>     read and check everything once, at the start
//! Regimes::get(&self, id: &str) -> Option<&Regime>            "26-2026", "148-2023", "1048-2019"
//! Regimes::iter(&self) -> impl Iterator<Item = &Regime>       oldest first
//! Regime::product_set(&self, no: u32) -> Option<&ProductSet>
//! ProductSet::sheet(&self) -> Option<&CriteriaSheet>          the compiled form that scoring runs on; None: not scorable
//! ```
//!
//! Every label is an `Arc<Text>`: `criterion.label.get(language)`.

mod check;
mod continuation;
mod invalid;
mod load;
mod printed;
mod product_set;
mod recognition;
mod sheet;
mod source;
#[cfg(test)]
mod tests;
mod wording;

pub use continuation::{Continuation, ContinuationReach};
pub use invalid::InvalidCriteria;
pub use load::FurtherCriteria;
pub use printed::{AppliesOnlyIf, Criterion, Part, ScoreOption, Section};
pub use product_set::{EliminationGround, ProductSet};
pub use recognition::{
    CompetenceRule, RecognitionAuthority, ReferralThreshold, RegimeTransition, StarAuthority,
    TransitionDeadlines,
};
pub use sheet::{Condition, CriteriaSheet, LeafCriterion};

use std::sync::Arc;

use chrono::NaiveDate;

use super::language::Text;

/// Lowest points of a star, of 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Stars, 1 to 5.
    pub stars: u8,
    /// The exact mean must be at least this many points.
    pub min: u32,
}

/// A part of the sheet (phần A, B, C) as the regime fixes it for every product set.
#[derive(Clone, Debug)]
pub struct RegimePart {
    /// `A`, `B` or `C`.
    pub code: String,
    /// Name of the part.
    pub label: Arc<Text>,
    /// Points of the part; the parts of a regime sum to 100.
    pub max: u32,
}

/// One set of rules: a decision of the Prime Minister with its amendments.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Identifier, e.g. `26-2026`.
    pub id: String,
    /// Number of the decision, e.g. `26/2026/QĐ-TTg`.
    pub decision: String,
    /// Decisions that amend it without changing the sheets.
    pub amended_by: Vec<String>,
    /// Day of issue.
    pub issued: NaiveDate,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// Last day on which it can still be applied, transition included; `None`: in force.
    pub effective_to: Option<NaiveDate>,
    /// Results can be recorded and imported, not computed (no score sheets).
    pub recorded_only: bool,
    /// Bands, highest star first; the last begins at 0.
    pub bands: Vec<Band>,
    /// Parts and their points.
    pub parts: Vec<RegimePart>,
    /// Who recognises which star, by period, oldest first, without a gap.
    pub recognition: Vec<CompetenceRule>,
    /// How dossiers handed in under the former regime are finished.
    pub transition: Option<RegimeTransition>,
    /// How certificates go on while their renewal is pending; none: they end.
    pub continuation: Option<Continuation>,
    /// Product sets in order of their number.
    pub sets: Vec<ProductSet>,
}

impl Regime {
    /// The product set with number `no`.
    #[must_use]
    pub fn product_set(&self, no: u32) -> Option<&ProductSet> {
        self.sets.iter().find(|set| set.no == no)
    }

    /// Star of the band in which the exact mean `sum / count` lies: `sum ≥ min × count`, never rounded.
    /// 1 when `count` is 0.
    #[must_use]
    pub fn band_of(&self, sum: u64, count: u64) -> u8 {
        let in_band = |band: &&Band| sum >= u64::from(band.min).saturating_mul(count);
        self.bands
            .iter()
            .filter(|_| count > 0)
            .find(in_band)
            .map_or(1, |band| band.stars)
    }

    /// Lowest points of `stars`; `None` when the regime has no such star.
    #[must_use]
    pub fn band_minimum(&self, stars: u8) -> Option<u32> {
        self.bands
            .iter()
            .find(|band| band.stars == stars)
            .map(|band| band.min)
    }

    /// The rule of recognition in force on `day`.
    #[must_use]
    pub fn recognition_on(&self, day: NaiveDate) -> Option<&CompetenceRule> {
        self.recognition
            .iter()
            .find(|rule| rule.from <= day && rule.to.is_none_or(|to| day <= to))
    }
}

/// All regimes the service knows.
#[derive(Clone, Debug)]
pub struct Regimes {
    regimes: Vec<Regime>,
}

impl Regimes {
    /// The regime with this id, e.g. `26-2026`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.id == id)
    }

    /// The newest regime in force on `day`; none before the first.
    #[must_use]
    pub fn in_force_on(&self, day: NaiveDate) -> Option<&Regime> {
        self.iter().filter(|regime| regime.effective_from <= day).last()
    }

    /// The product set with number `no` under the regime with the id `regime`.
    #[must_use]
    pub fn product_set(&self, regime: &str, no: u32) -> Option<&ProductSet> {
        self.get(regime)?.product_set(no)
    }

    /// Who recognises which star on `day`, by the regime in force then; none before the first.
    #[must_use]
    pub fn recognition_on(&self, day: NaiveDate) -> Option<&CompetenceRule> {
        self.in_force_on(day)?.recognition_on(day)
    }

    /// How certificates go on while their renewal is pending, by the regime in force on `day`.
    #[must_use]
    pub fn continuation_on(&self, day: NaiveDate) -> Option<&Continuation> {
        self.in_force_on(day)?.continuation.as_ref()
    }

    /// The group (I to VI) of the product set `no` under `regime`, or where that has none under the newest that describes it.
    #[must_use]
    pub fn group_of(&self, regime: &str, no: i16) -> Option<String> {
        let no = u32::try_from(no).ok()?;
        let own = self.product_set(regime, no);
        let newest = || self.iter().filter_map(|regime| regime.product_set(no)).last();
        own.or_else(newest).map(|set| set.group.clone())
    }

    /// All regimes, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Regime> {
        self.regimes.iter()
    }
}
