//! A product set (bộ sản phẩm) and its printed sheet: parts → sections → criteria → options.

use std::sync::Arc;

use super::sheet::Sheet;
use crate::domain::language::Text;

/// A ground that ends an evaluation without stars (trường hợp bị loại).
#[derive(Clone, Debug)]
pub struct EliminationGround {
    /// Stable code, e.g. `forged_dossier`.
    pub code: String,
    /// What it is.
    pub label: Arc<Text>,
}

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

/// A product set with its sheet.
#[derive(Clone, Debug)]
pub struct ProductSet {
    /// Number, 1 to 26.
    pub no: u32,
    /// Group, `I` to `VI`.
    pub group: String,
    /// Name of the group.
    pub group_label: Arc<Text>,
    /// Name of the subgroup (phân nhóm).
    pub subgroup: Text,
    /// Name of the set.
    pub name: Text,
    /// Managing ministries; empty where the regime's text at hand does not name them.
    pub managing_bodies: Vec<Arc<Text>>,
    /// Samples that go with a dossier.
    pub samples: u32,
    /// False: the printed sums do not close; the sheet is shown and refuses scoring.
    pub scorable: bool,
    /// What the text at hand leaves open, and how it was taken.
    pub doubts: Vec<Text>,
    /// Grounds that end an evaluation; only these may be named.
    pub eliminations: Vec<EliminationGround>,
    /// The sheet as printed.
    pub parts: Vec<Part>,
    pub(super) sheet: Option<Arc<Sheet>>,
}

impl ProductSet {
    /// The compiled sheet that scoring runs on; `None` when the set is not scorable.
    #[must_use]
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheet.as_deref()
    }

    /// All criteria of the sheet in document order, parents included.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        let sections = self.parts.iter().flat_map(|part| &part.sections);
        sections.flat_map(|section| &section.criteria)
    }
}
