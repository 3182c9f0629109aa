//! Grounds that sheets give by a chosen option of 0 points, under the same rule as those named by hand: more than half.

use super::request::SheetAnswers;
use super::validate::CheckedScoring;
use crate::criteria::{CriteriaSheet, EliminationGround};

/// The grounds of an evaluation: those named, then those that more than half of the sheets give by a 0.
pub(super) fn of<'a>(scoring: &CheckedScoring<'a>) -> Vec<&'a EliminationGround> {
    let mut grounds = scoring.eliminations.clone();
    if !scoring.sheet.ending().is_empty() {
        let listed = scoring.set.eliminations.iter();
        let common = listed.filter(|ground| {
            let giving = scoring
                .sheets()
                .filter(|options| given(scoring.sheet, options).any(|code| code == ground.code));
            2 * giving.count() > scoring.sheets().len()
        });
        let more: Vec<_> = common
            .filter(|ground| !grounds.iter().any(|named| named.code == ground.code))
            .collect();
        grounds.extend(more);
    }
    grounds
}

/// Whether a 0 ends the evaluation for who wrote this sheet, whatever the others found.
pub(super) fn is_ended(sheet: &CriteriaSheet, options: &[u8]) -> bool {
    given(sheet, options).next().is_some()
}

fn given<'a>(sheet: &'a CriteriaSheet, options: &'a [u8]) -> impl Iterator<Item = &'a str> {
    sheet
        .ending()
        .iter()
        .filter_map(|position| sheet.leaves().get(*position)?.ground_at(*options.get(*position)?))
}

/// The grounds that answers as they were sent give by a 0, in document order.
pub fn grounds_at_zero<'a>(
    sheet: &'a CriteriaSheet,
    answers: &'a SheetAnswers,
) -> impl Iterator<Item = &'a str> {
    let ending = sheet
        .ending()
        .iter()
        .filter_map(|position| sheet.leaves().get(*position));
    ending.filter_map(|leaf| {
        let (_, option) = answers.0.iter().find(|(code, _)| *code == leaf.code)?;
        leaf.ground_at(u8::try_from(*option).ok()?)
    })
}
