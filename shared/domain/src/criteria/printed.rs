//! The printed sheet of a product set: parts → sections → criteria → options.

use crate::language::Text;
use std::sync::Arc;

/// One option of a criterion (mức chấm).
#[derive(Clone, Debug)]
pub struct ScoreOption {
    /// Whole points.
    pub points: u32,
    /// What must hold.
    pub label: Arc<Text>,
    /// The asterisk of the decision: from this star on the criterion must reach at least these points.
    pub min_star: Option<u8>,
}

/// A criterion (tiêu chí). Leaf criteria have options; a parent has none and is the sum of its sub-criteria.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Code, unique among the criteria of a sheet, e.g. `A.1.1`. It may equal its section's.
    pub code: String,
    /// Name.
    pub label: Arc<Text>,
    /// Highest points.
    pub max: u32,
    /// Code of the criterion of which this is a sub-criterion.
    pub parent: Option<String>,
    /// One case of a choice: of the alternatives of a section (and parent) one is answered, never two.
    pub alternative: bool,
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
