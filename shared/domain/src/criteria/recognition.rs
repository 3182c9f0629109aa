//! Who recognises which star, and how dossiers pass from one regime to the next.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::application_kind::ApplicationKind;

crate::text_enum! {
    /// Level of the State that recognises a star (cấp công nhận).
    pub enum RecognitionAuthority {
        /// People's committee of the district (until 5 July 2025).
        District = "district",
        /// People's committee of the province.
        Province = "province",
        /// Ministry of Agriculture and Environment, before 2025 of Agriculture and Rural Development.
        Ministry = "ministry",
    }
}

impl RecognitionAuthority {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::District => ("UBND cấp huyện", "District"),
            Self::Province => ("UBND cấp tỉnh", "Province"),
            Self::Ministry => ("Bộ", "Ministry"),
        }
    }
}

/// The authority that recognises one star.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarAuthority {
    /// Stars, 3 to 5.
    pub stars: u8,
    /// Who recognises them.
    pub authority: RecognitionAuthority,
}

/// From how many points a result goes up to a higher authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralThreshold {
    /// The mean must be at least this many points, of 100.
    pub min: u32,
    /// The authority that evaluates next.
    pub to: RecognitionAuthority,
}

/// The rule of recognition of a period.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompetenceRule {
    /// The decision that made the rule, e.g. `1489/QĐ-TTg`.
    pub decision: String,
    /// First day of the rule.
    pub from: NaiveDate,
    /// Last day of the rule; `None`: in force.
    pub to: Option<NaiveDate>,
    /// Who recognises 3, 4 and 5 stars.
    pub authorities: Vec<StarAuthority>,
    /// When a result moves up, lowest points first.
    pub moves_up: Vec<ReferralThreshold>,
}

impl CompetenceRule {
    /// Who recognises `stars`; none below three.
    #[must_use]
    pub fn authority_of(&self, stars: u8) -> Option<RecognitionAuthority> {
        self.authorities
            .iter()
            .find(|rule| rule.stars == stars)
            .map(|rule| rule.authority)
    }
}

/// Last days on which a dossier of the former regime is still evaluated under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionDeadlines {
    /// First evaluation.
    pub first: NaiveDate,
    /// Upgrade.
    pub upgrade: NaiveDate,
    /// Renewal.
    pub renewal: NaiveDate,
}

impl TransitionDeadlines {
    /// The last day for `kind`.
    #[must_use]
    pub fn last_day(&self, kind: ApplicationKind) -> NaiveDate {
        match kind {
            ApplicationKind::First => self.first,
            ApplicationKind::Upgrade => self.upgrade,
            ApplicationKind::Renewal => self.renewal,
        }
    }
}

/// Transition from the former regime (26/2026/QĐ-TTg, article 11).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeTransition {
    /// The regime under which the dossiers are finished.
    pub from_regime: String,
    /// Dossiers handed in before this day are meant.
    pub handed_in_before: NaiveDate,
    /// Until when, by kind of application.
    pub finish_by: TransitionDeadlines,
}
