//! A product set (bộ sản phẩm).

use std::sync::Arc;

use super::printed::{Criterion, Part};
use super::sheet::CriteriaSheet;
use crate::language::Text;

/// A ground that ends an evaluation without stars (trường hợp bị loại).
#[derive(Clone, Debug)]
pub struct EliminationGround {
    /// Stable code, e.g. `forged_dossier`.
    pub code: String,
    /// What it is.
    pub label: Arc<Text>,
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
    pub(super) sheet: Option<Arc<CriteriaSheet>>,
}

impl ProductSet {
    /// The compiled sheet that scoring runs on; `None` when the set is not scorable.
    #[must_use]
    pub fn sheet(&self) -> Option<&CriteriaSheet> {
        self.sheet.as_deref()
    }

    /// All criteria of the sheet in document order, parents included.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        let sections = self.parts.iter().flat_map(|part| &part.sections);
        sections.flat_map(|section| &section.criteria)
    }
}
