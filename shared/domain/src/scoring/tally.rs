//! Sums of the sheets: by sheet, by part, over all.

use super::decimal;
use super::grounds;
use super::result::{PartMean, PartPoints, SheetTotal};
use super::validate::CheckedScoring;

/// Sums of a council's sheets.
pub(super) struct CouncilTally {
    /// Points of each sheet by part, in the order of the sheets.
    sheets: Vec<Vec<u32>>,
    /// Sum of the totals.
    pub(super) sum: u64,
    /// Number of sheets.
    pub(super) count: u64,
    lowest_and_highest: Option<(u32, u32)>,
}

impl CouncilTally {
    pub(super) fn of(scoring: &CheckedScoring<'_>) -> Self {
        let mut tally = Self {
            sheets: Vec::with_capacity(scoring.assessors.len()),
            sum: 0,
            count: 0,
            lowest_and_highest: None,
        };
        for options in scoring.sheets() {
            let mut parts = vec![0; scoring.set.parts.len()];
            for (leaf, option) in scoring.sheet.leaves().iter().zip(options) {
                if let Some(part) = parts.get_mut(leaf.part) {
                    *part += leaf.points_of(*option);
                }
            }
            let total = parts.iter().sum();
            // Who stops at a 0 leaves the rest open: such a total says nothing of how far members differ.
            if !grounds::is_ended(scoring.sheet, options) {
                let (lowest, highest) = tally.lowest_and_highest.unwrap_or((total, total));
                tally.lowest_and_highest = Some((lowest.min(total), highest.max(total)));
            }
            tally.sum += u64::from(total);
            tally.count += 1;
            tally.sheets.push(parts);
        }
        tally
    }

    /// Highest total less lowest of the sheets that no 0 ends; `None` without one.
    pub(super) fn spread(&self) -> Option<u32> {
        self.lowest_and_highest.map(|(lowest, highest)| highest - lowest)
    }

    pub(super) fn part_means(&self, scoring: &CheckedScoring<'_>) -> Vec<PartMean> {
        let parts = scoring.set.parts.iter().enumerate();
        let means = parts.filter_map(|(index, part)| {
            let sum = self
                .sheets
                .iter()
                .filter_map(|sheet| sheet.get(index))
                .map(|points| u64::from(*points));
            Some(PartMean {
                code: part.code.clone(),
                mean: decimal::mean(sum.sum(), self.count)?,
                max: part.max,
            })
        });
        means.collect()
    }

    pub(super) fn sheet_totals(&self, scoring: &CheckedScoring<'_>) -> Vec<SheetTotal> {
        let codes = || scoring.set.parts.iter().map(|part| part.code.clone());
        let totals = scoring
            .assessors
            .iter()
            .zip(&self.sheets)
            .map(|(assessor, points)| SheetTotal {
                assessor: (*assessor).to_owned(),
                total: points.iter().sum(),
                parts: codes().zip(points.iter().copied()).collect::<PartPoints>(),
            });
        totals.collect()
    }
}
