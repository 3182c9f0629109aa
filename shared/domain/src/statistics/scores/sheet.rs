//! Figures of single sections and criteria: they mean something within one product set of one regime only.

use super::{PointsSummary, count};
use crate::criteria::{CriteriaSheet, LeafCriterion, ProductSet};
use crate::scoring::{ScoreSheet, UnmetMinimum};
use std::collections::BTreeMap;

/// The sheets of the rated evaluations of one product set, added up.
#[derive(Clone, Debug)]
pub struct SheetTally<'a> {
    sheet: &'a CriteriaSheet,
    sections: Vec<SectionTally<'a>>,
    criteria: Vec<CriterionTally<'a>>,
    missed: BTreeMap<(u8, &'a str), u64>,
    evaluations: u64,
}

/// A section (mục).
#[derive(Clone, Debug)]
pub struct SectionTally<'a> {
    /// Code, e.g. `A.1`.
    pub code: &'a str,
    /// Its points.
    pub measured: PointsSummary,
}

/// A criterion that is answered (tiêu chí). One case of a choice counts for councils and sheets that answered it.
#[derive(Clone, Debug)]
pub struct CriterionTally<'a> {
    /// The criterion.
    pub leaf: &'a LeafCriterion,
    /// Position of its section.
    section: usize,
    is_case: bool,
    /// Its points.
    pub measured: PointsSummary,
    /// How many sheets chose which option, "none" first.
    pub options: Vec<OptionTally>,
}

/// How often an option was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionTally {
    /// Its number, from 1; 0: none was chosen.
    pub option: u8,
    /// Its points.
    pub points: u32,
    /// Sheets that chose it.
    pub sheets: u64,
}

/// A minimum (điểm liệt theo hạng sao) that evaluations missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissedMinimum<'a> {
    /// The star that asks for it.
    pub stars: u8,
    /// The criterion.
    pub criterion: &'a str,
    /// Points that it asks for.
    pub minimum: u32,
    /// Evaluations whose points reached the band of that star or a higher one, and which missed it.
    pub evaluations: u64,
}

impl<'a> SheetTally<'a> {
    /// None yet, of `set`; none at all of a set that cannot be scored.
    #[must_use]
    pub fn of(set: &'a ProductSet) -> Option<Self> {
        let sheet = set.sheet()?;
        let printed = || set.parts.iter().flat_map(|part| &part.sections);
        let sections = printed().map(|section| SectionTally {
            code: &section.code,
            measured: PointsSummary::of(section.max),
        });
        let answered = printed().enumerate().flat_map(|(section, printed)| {
            let answered = printed.criteria.iter().filter(|one| !one.options.is_empty());
            answered.map(move |one| (section, one.max))
        });
        let criteria = sheet
            .leaves()
            .iter()
            .zip(answered)
            .map(|(leaf, (section, max))| CriterionTally {
                leaf,
                section,
                is_case: sheet
                    .groups()
                    .get(leaf.group)
                    .is_some_and(|group| group.len() > 1),
                measured: PointsSummary::of(max),
                options: (0_u8..)
                    .zip(&leaf.points)
                    .map(|(option, points)| OptionTally {
                        option,
                        points: *points,
                        sheets: 0,
                    })
                    .collect(),
            });
        Some(Self {
            sheet,
            sections: sections.collect(),
            criteria: criteria.collect(),
            missed: BTreeMap::new(),
            evaluations: 0,
        })
    }

    /// Adds a rated evaluation: its sheets and the minimums that its result names.
    pub fn add(&mut self, sheets: &[ScoreSheet], unmet: &[UnmetMinimum]) {
        self.evaluations = self.evaluations.saturating_add(1);
        let chosen: Vec<Vec<u8>> = sheets.iter().map(|sheet| self.options_of(sheet)).collect();
        let mut of_sections = vec![0_u64; self.sections.len()];
        for (position, criterion) in self.criteria.iter_mut().enumerate() {
            let options = chosen.iter().filter_map(|sheet| sheet.get(position)).copied();
            let points = criterion.add(options);
            if let Some(sum) = of_sections.get_mut(criterion.section) {
                *sum = sum.saturating_add(points);
            }
        }
        let count_of_sheets = u64::try_from(sheets.len()).unwrap_or(u64::MAX);
        for (section, points) in self.sections.iter_mut().zip(of_sections) {
            section.measured.add(points, count_of_sheets);
        }
        for unmet in unmet {
            if let Some(leaf) = self
                .position(&unmet.criterion, 0)
                .and_then(|at| self.sheet.leaves().get(at))
            {
                count(&mut self.missed, (unmet.stars, leaf.code.as_str()));
            }
        }
    }

    /// The option of each criterion in document order. What the sheet of today does not have says nothing.
    fn options_of(&self, sheet: &ScoreSheet) -> Vec<u8> {
        let mut options = vec![0; self.criteria.len()];
        let mut next = 0;
        for (code, option) in &sheet.answers.0 {
            if let Some(position) = self.position(code, next) {
                next = position + 1;
                if let (Some(chosen), Ok(option)) = (options.get_mut(position), u8::try_from(*option)) {
                    *chosen = option;
                }
            }
        }
        options
    }

    fn position(&self, code: &str, near: usize) -> Option<usize> {
        self.sheet.position(code, near)
    }

    /// Sections in document order.
    #[must_use]
    pub fn sections(&self) -> &[SectionTally<'a>] {
        &self.sections
    }

    /// Answered criteria in document order.
    #[must_use]
    pub fn criteria(&self) -> &[CriterionTally<'a>] {
        &self.criteria
    }

    /// Evaluations added.
    #[must_use]
    pub const fn evaluations(&self) -> u64 {
        self.evaluations
    }

    /// The minimums that were missed, the most often missed first, then by star and in document order.
    #[must_use]
    pub fn missed(&self) -> Vec<MissedMinimum<'a>> {
        let leaves = self.sheet.leaves();
        let mut missed: Vec<(usize, MissedMinimum<'a>)> = self
            .missed
            .iter()
            .filter_map(|((stars, criterion), evaluations)| {
                let position = self.position(criterion, 0)?;
                let one = MissedMinimum {
                    stars: *stars,
                    criterion,
                    minimum: leaves.get(position)?.minimum(*stars),
                    evaluations: *evaluations,
                };
                Some((position, one))
            })
            .collect();
        missed.sort_by_key(|(position, one)| (std::cmp::Reverse(one.evaluations), one.stars, *position));
        missed.into_iter().map(|(_, one)| one).collect()
    }
}

impl CriterionTally<'_> {
    /// Adds a council's options, sheet by sheet; its points.
    fn add(&mut self, options: impl Iterator<Item = u8>) -> u64 {
        let (mut points, mut sheets) = (0_u64, 0_u64);
        for option in options.filter(|option| !self.is_case || *option > 0) {
            points = points.saturating_add(u64::from(self.leaf.points_of(option)));
            sheets = sheets.saturating_add(1);
            if let Some(tally) = self.options.get_mut(usize::from(option)) {
                tally.sheets = tally.sheets.saturating_add(1);
            }
        }
        if sheets > 0 {
            self.measured.add(points, sheets);
        }
        points
    }
}

#[cfg(test)]
mod tests;
