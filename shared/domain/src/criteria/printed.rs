//! The printed sheet of a product set: parts → sections → criteria → options.

use crate::language::Text;
use serde::Deserialize;
use std::sync::Arc;

/// One option of a criterion (mức chấm).
#[derive(Clone, Debug)]
pub struct ScoreOption {
    /// Whole points.
    pub points: u32,
    /// What must hold.
    pub label: Arc<Text>,
    /// The official wording in Vietnamese, where the installation has it.
    pub official: Option<Arc<str>>,
    /// The asterisk of the decision: from this star on the criterion must reach at least these points.
    pub min_star: Option<u8>,
}

/// A criterion that is scored only where another one has points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppliesOnlyIf {
    /// Code of the other criterion, which stands before it on the sheet.
    pub criterion: String,
    /// The other criterion must have more points than these.
    pub points_above: u32,
}

/// A criterion (tiêu chí). Leaf criteria have options; a parent has none and is the sum of its sub-criteria.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Code, unique among the criteria of a sheet, e.g. `A.1.1`. It may equal its section's.
    pub code: String,
    /// Name.
    pub label: Arc<Text>,
    /// The official wording in Vietnamese, where the installation has it.
    pub official: Option<Arc<str>>,
    /// How it is scored, where the sheet says more than the options do.
    pub note: Option<Arc<Text>>,
    /// Highest points.
    pub max: u32,
    /// Code of the criterion of which this is a sub-criterion.
    pub parent: Option<String>,
    /// One case of a choice: of the alternatives of a section (and parent) one is answered, never two.
    pub alternative: bool,
    /// Code of the ground that a chosen option of 0 points is. A criterion left open is no 0.
    pub eliminates_at_zero: Option<String>,
    /// What must have points before this criterion can have any.
    pub applies_only_if: Option<AppliesOnlyIf>,
    /// Options in printed order; the option number is 1-based. Empty for a parent.
    pub options: Vec<ScoreOption>,
}

/// A section of a part (mục), e.g. `A.1`.
#[derive(Clone, Debug)]
pub struct Section {
    /// Code, e.g. `A.1`.
    pub code: String,
    /// Name.
    pub label: Arc<Text>,
    /// Points of the section.
    pub max: u32,
    /// Criteria in printed order.
    pub criteria: Vec<Criterion>,
}

/// A part of the sheet (phần).
#[derive(Clone, Debug)]
pub struct Part {
    /// `A`, `B` or `C`.
    pub code: String,
    /// Name.
    pub label: Arc<Text>,
    /// Points of the part.
    pub max: u32,
    /// Sections in printed order.
    pub sections: Vec<Section>,
}
