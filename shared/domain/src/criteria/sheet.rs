//! A score sheet compiled for scoring: its leaf criteria in document order, found by code.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::printed::{Criterion, Part};
use crate::language::Text;

/// What another criterion must have before one can have points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Position of the other criterion among [`CriteriaSheet::leaves`]; it lies before.
    pub position: usize,
    /// The other criterion must have more points than these.
    pub points_above: u32,
}

/// A criterion that is answered.
#[derive(Clone, Debug)]
pub struct LeafCriterion {
    /// Code of the criterion, e.g. `A.1.1`.
    pub code: String,
    /// Name of the criterion.
    pub label: Arc<Text>,
    /// Position of its part in the sheet: 0 for A, 1 for B, 2 for C.
    pub part: usize,
    /// Points by option number; number 0 is "no option chosen" with 0 points.
    pub points: Vec<u32>,
    /// Labels by option number less one.
    pub labels: Vec<Arc<Text>>,
    /// The asterisks: (star, points that the criterion must reach), both rising.
    pub marks: Vec<(u8, u32)>,
    /// Position of its group in [`CriteriaSheet::groups`].
    pub group: usize,
    /// Code of the ground that a chosen option of 0 points is.
    pub eliminates_at_zero: Option<String>,
    /// What must have points before this criterion can have any.
    pub applies_only_if: Option<Condition>,
}

impl LeafCriterion {
    /// Points of an option number; 0 for no option and for numbers the criterion lacks.
    #[must_use]
    pub fn points_of(&self, option: u8) -> u32 {
        self.points.get(usize::from(option)).copied().unwrap_or(0)
    }

    /// The ground that choosing this option number is; leaving the criterion open is none.
    #[must_use]
    pub fn ground_at(&self, option: u8) -> Option<&str> {
        let ground = self.eliminates_at_zero.as_deref()?;
        (option > 0 && self.points_of(option) == 0).then_some(ground)
    }

    /// Points that the criterion must reach for `stars`; 0 when nothing is asked.
    #[must_use]
    pub fn minimum(&self, stars: u8) -> u32 {
        self.marks
            .iter()
            .filter(|(star, _)| *star <= stars)
            .map(|(_, points)| *points)
            .max()
            .unwrap_or(0)
    }
}

/// The sheet of a scorable product set.
#[derive(Clone, Debug)]
pub struct CriteriaSheet {
    leaves: Vec<LeafCriterion>,
    groups: Vec<Range<usize>>,
    by_code: HashMap<String, usize>,
    parents: HashSet<String>,
    ending: Vec<usize>,
    conditional: Vec<usize>,
}

impl CriteriaSheet {
    /// Compiles the parts of a set that passed the checks.
    pub(super) fn compile(parts: &[Part]) -> Self {
        let mut sheet = Self {
            leaves: vec![],
            groups: vec![],
            by_code: HashMap::new(),
            parents: HashSet::new(),
            ending: vec![],
            conditional: vec![],
        };
        for (part, printed) in parts.iter().enumerate() {
            for section in &printed.sections {
                let mut former: Option<&Criterion> = None;
                for criterion in &section.criteria {
                    if criterion.options.is_empty() {
                        sheet.parents.insert(criterion.code.clone());
                    } else {
                        let same_choice = former.is_some_and(|former| former.is_other_case_of(criterion));
                        sheet.push(part, criterion, same_choice);
                    }
                    former = Some(criterion);
                }
            }
        }
        sheet
    }

    fn push(&mut self, part: usize, criterion: &Criterion, same_choice: bool) {
        let index = self.leaves.len();
        match self.groups.last_mut() {
            Some(group) if same_choice => group.end = index + 1,
            _ => self.groups.push(index..index + 1),
        }
        let points = criterion.options.iter().map(|option| option.points);
        let marks = criterion
            .options
            .iter()
            .filter_map(|option| Some((option.min_star?, option.points)));
        let condition = criterion.applies_only_if.as_ref().and_then(|needed| {
            Some(Condition {
                position: *self.by_code.get(&needed.criterion)?,
                points_above: needed.points_above,
            })
        });
        self.by_code.insert(criterion.code.clone(), index);
        self.leaves.push(LeafCriterion {
            code: criterion.code.clone(),
            label: Arc::clone(&criterion.label),
            part,
            points: std::iter::once(0).chain(points).collect(),
            labels: criterion
                .options
                .iter()
                .map(|option| Arc::clone(&option.label))
                .collect(),
            marks: marks.collect(),
            group: self.groups.len().saturating_sub(1),
            eliminates_at_zero: criterion.eliminates_at_zero.clone(),
            applies_only_if: condition,
        });
        if criterion.eliminates_at_zero.is_some() {
            self.ending.push(index);
        }
        if condition.is_some() {
            self.conditional.push(index);
        }
    }

    /// The answered criteria in document order.
    #[must_use]
    pub fn leaves(&self) -> &[LeafCriterion] {
        &self.leaves
    }

    /// What is answered once: a criterion alone, or the cases of a choice together. Ranges of [`Self::leaves`] in
    /// document order, without a gap.
    #[must_use]
    pub fn groups(&self) -> &[Range<usize>] {
        &self.groups
    }

    /// Positions of the leaves where a chosen option of 0 points is a ground, rising; few sheets have any.
    #[must_use]
    pub fn ending(&self) -> &[usize] {
        &self.ending
    }

    /// Positions of the leaves that apply only with another, rising.
    #[must_use]
    pub fn conditional(&self) -> &[usize] {
        &self.conditional
    }

    /// Position of a leaf criterion. `near` is tried first: answers mostly come in document order, which spares the
    /// hash.
    #[must_use]
    pub fn position(&self, code: &str, near: usize) -> Option<usize> {
        match self.leaves.get(near) {
            Some(leaf) if leaf.code == code => Some(near),
            _ => self.by_code.get(code).copied(),
        }
    }

    /// Whether `code` is a criterion with sub-criteria, which is not answered itself.
    #[must_use]
    pub fn is_parent(&self, code: &str) -> bool {
        self.parents.contains(code)
    }
}
