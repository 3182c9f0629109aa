//! Criteria that apply only with another: which of those conditions a way must meet before it may use them.

use crate::criteria::{Condition, CriteriaSheet, LeafCriterion};
use std::ops::Range;

/// The conditions of a sheet that its start does not meet, and which of them a way meets.
#[derive(Clone, Debug)]
pub(super) struct Gates {
    shut: Vec<Condition>,
    /// Bit `n`: the way meets condition `n`.
    opened: u32,
}

impl Gates {
    /// Every choice of conditions to meet; one without any where the start meets them all.
    pub(super) fn choices(sheet: &CriteriaSheet, start: &[u8]) -> impl Iterator<Item = Self> {
        let mut shut: Vec<Condition> = Vec::new();
        for position in sheet.conditional() {
            let condition = sheet
                .leaves()
                .get(*position)
                .and_then(|leaf| leaf.applies_only_if);
            if let Some(condition) = condition
                && !is_met(sheet, start, condition)
                && !shut.contains(&condition)
            {
                shut.push(condition);
            }
        }
        // Loading holds the conditions of a sheet to four.
        let choices = 1_u32.checked_shl(u32::try_from(shut.len()).unwrap_or(u32::MAX));
        (0..choices.unwrap_or(1)).map(move |opened| Self {
            shut: shut.clone(),
            opened,
        })
    }

    /// Whether the leaf can have points on such a way.
    pub(super) fn admits(&self, leaf: &LeafCriterion) -> bool {
        leaf.applies_only_if.is_none_or(|condition| {
            !self.shut.contains(&condition) || self.opened().any(|one| one == condition)
        })
    }

    /// Whether such a way must raise one of the leaves of `group`.
    pub(super) fn force(&self, group: &Range<usize>) -> bool {
        self.opened().any(|condition| group.contains(&condition.position))
    }

    /// Whether the leaf at `position` of `group` raised to `points` meets all that the way meets within the group.
    pub(super) fn allow(&self, group: &Range<usize>, position: usize, points: u32) -> bool {
        let mut within = self
            .opened()
            .filter(|condition| group.contains(&condition.position));
        within.all(|condition| condition.position == position && points > condition.points_above)
    }

    fn opened(&self) -> impl Iterator<Item = Condition> {
        let numbered = (0_u32..).zip(&self.shut);
        numbered
            .filter(|(number, _)| self.opened >> number & 1 == 1)
            .map(|(_, condition)| *condition)
    }
}

fn is_met(sheet: &CriteriaSheet, start: &[u8], condition: Condition) -> bool {
    let option = start.get(condition.position).copied().unwrap_or(0);
    sheet
        .leaves()
        .get(condition.position)
        .is_some_and(|leaf| leaf.points_of(option) > condition.points_above)
}
