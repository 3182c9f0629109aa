//! The form of the files in `criteria/`; see its README.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Band;
use super::continuation::Continuation;
use super::printed::AppliesOnlyIf;
use super::recognition::{CompetenceRule, RegimeTransition};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegimeSource {
    pub(super) id: String,
    pub(super) decision: String,
    pub(super) amended_by: Vec<String>,
    pub(super) issued: NaiveDate,
    pub(super) effective_from: NaiveDate,
    pub(super) effective_to: Option<NaiveDate>,
    pub(super) recorded_only: bool,
    pub(super) bands: Vec<Band>,
    pub(super) parts: Vec<RegimePartSource>,
    pub(super) recognition: Vec<CompetenceRule>,
    pub(super) transition: Option<RegimeTransition>,
    pub(super) continuation: Option<Continuation>,
    pub(super) sets: Vec<SetSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegimePartSource {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) max: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextSource {
    pub(super) vi: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetSource {
    pub(super) no: u32,
    pub(super) group: String,
    pub(super) subgroup: TextSource,
    pub(super) name: TextSource,
    pub(super) managing_bodies: Vec<String>,
    pub(super) samples: u32,
    pub(super) scorable: bool,
    pub(super) doubts: Vec<TextSource>,
    pub(super) eliminations: Vec<String>,
    pub(super) parts: Vec<PartSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartSource {
    pub(super) code: String,
    pub(super) max: u32,
    pub(super) sections: Vec<SectionSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionSource {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) max: u32,
    pub(super) criteria: Vec<CriterionSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionSource {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) max: u32,
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) alternative: bool,
    pub(super) note: Option<String>,
    pub(super) eliminates_at_zero: Option<String>,
    pub(super) applies_only_if: Option<AppliesOnlyIf>,
    #[serde(default)]
    pub(super) options: Vec<OptionSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionSource {
    pub(super) points: u32,
    pub(super) label: String,
    pub(super) min_star: Option<u8>,
}
