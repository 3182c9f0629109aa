//! Scoring (chấm điểm, phân hạng): a council's sheets in, stars out. Pure, exact, whole numbers only.
//!
//! ```text
//! validate(&Regimes, &ScoringRequest) -> Result<CheckedScoring<'_>, Vec<Violation>>   every broken rule at once
//! validate_stored(…)                                                                  the same for what was accepted before
//! score(&CheckedScoring<'_>, Language) -> ScoringResult                               cannot fail
//! ```
//!
//! [`ScoringRequest`] and [`ScoringResult`] are what `POST /api/v1/scorings` takes and gives, what an evaluation stores
//! and what the worker computes.
//!
//! * Outcome, in this order: `eliminated`, `no_quorum`, `needs_rescoring`, `rated`. In the first three `stars` and
//!   `next_star` are null; means, bands and unmet minimums are still given when there is a sheet.
//! * The band stands on the exact mean (`sum ≥ minimum × count`), never on the rounded one.
//! * Without `council` the sheets are the whole council and the first is the chair's unless one says `chair: true`.
//! * Only the grounds that a product set lists may eliminate. The text of 148 at hand lists none, so under it (and for
//!   set 26) none is accepted. More than half of the sheets with a 0 at a criterion that `eliminates_at_zero` are such a ground;
//!   a sheet that a 0 ends, left open after it, does not count for the spread.
//! * A criterion that `applies_only_if` another has points is refused with points where the other has none.

mod broken;
mod decimal;
mod grounds;
mod minimums;
mod next_star;
mod quorum;
mod relabel;
mod request;
mod result;
mod tally;
mod validate;

pub use grounds::grounds_at_zero;
pub use quorum::Quorum;
pub use request::{
    CouncilRules, DEFAULT_MAX_SPREAD, DEFAULT_QUORUM, MinimumRule, ScoreSheet, ScoringRequest, SheetAnswers,
};
pub use result::{
    CriterionRaise, Elimination, NextStar, PartMean, PartPoints, ScoringOutcome, ScoringResult, SheetTotal,
    UnmetMinimum,
};
pub use validate::{CheckedScoring, validate, validate_stored};

use super::criteria::Regimes;
use super::language::Language;
use super::violation::Violation;
use tally::CouncilTally;

/// Names the one who scored in [`score_alone`].
const OWN: &str = "own";

/// Scores a checked request; labels come in `language`.
#[must_use]
pub fn score(scoring: &CheckedScoring<'_>, language: Language) -> ScoringResult {
    let tally = CouncilTally::of(scoring);
    let grounds = grounds::of(scoring);
    let outcome = outcome(scoring, &tally, !grounds.is_empty());
    let score_stars = (tally.count > 0).then(|| scoring.regime.band_of(tally.sum, tally.count));
    let unmet_minimums = score_stars.map_or_else(Vec::new, |stars| minimums::unmet(scoring, stars));
    // The list begins with the lowest star that is missed; the star below it is the highest with all minimums met.
    let missed = unmet_minimums.first().map(|unmet| unmet.stars.saturating_sub(1));
    let stars = missed
        .or(score_stars)
        .filter(|_| outcome == ScoringOutcome::Rated);
    ScoringResult {
        regime: scoring.regime.id.clone(),
        product_set: scoring.set.no,
        outcome,
        stars,
        score_stars,
        mean: decimal::mean(tally.sum, tally.count),
        sum: (tally.count > 0).then_some(tally.sum),
        count: tally.count,
        spread: tally.spread(),
        parts: tally.part_means(scoring),
        sheets: tally.sheet_totals(scoring),
        unmet_minimums,
        next_star: stars.and_then(|stars| next_star::cheapest(scoring, stars, language)),
        eliminations: grounds
            .iter()
            .map(|ground| Elimination {
                code: ground.code.clone(),
                label: ground.label.get(language).to_owned(),
            })
            .collect(),
    }
}

/// What `answers` alone come to, such as a member's or a producer's own sheet; the pointers of broken rules begin at the
/// answers and eliminations themselves.
///
/// # Errors
/// As [`validate`].
pub fn score_alone(
    regimes: &Regimes,
    regime: &str,
    product_set: u32,
    answers: &SheetAnswers,
    eliminations: &[String],
    language: Language,
) -> Result<ScoringResult, Vec<Violation>> {
    let request = alone(regime, product_set, answers, eliminations);
    match validate(regimes, &request) {
        Ok(checked) => Ok(score(&checked, language)),
        Err(mut violations) => {
            for violation in &mut violations {
                if let Some(rest) = violation.pointer.strip_prefix("/sheets/0") {
                    violation.pointer = rest.to_owned();
                }
            }
            Err(violations)
        }
    }
}

/// The same for answers that were accepted before; `None` where they no longer fit the sheet.
#[must_use]
pub fn score_stored_alone(
    regimes: &Regimes,
    regime: &str,
    product_set: u32,
    answers: &SheetAnswers,
    eliminations: &[String],
    language: Language,
) -> Option<ScoringResult> {
    let request = alone(regime, product_set, answers, eliminations);
    let checked = validate_stored(regimes, &request).ok()?;
    Some(score(&checked, language))
}

fn alone(regime: &str, product_set: u32, answers: &SheetAnswers, eliminations: &[String]) -> ScoringRequest {
    ScoringRequest {
        regime: regime.to_owned(),
        product_set,
        eliminations: eliminations.to_vec(),
        council: None,
        sheets: vec![ScoreSheet {
            assessor: OWN.to_owned(),
            chair: true,
            answers: answers.clone(),
        }],
    }
}

fn outcome(scoring: &CheckedScoring<'_>, tally: &CouncilTally, eliminated: bool) -> ScoringOutcome {
    let too_wide = |spread: u32| scoring.max_spread.is_some_and(|allowed| spread > allowed);
    if eliminated {
        ScoringOutcome::Eliminated
    } else if !scoring.has_chair || !scoring.quorum.is_met(tally.count, scoring.members) {
        ScoringOutcome::NoQuorum
    } else if tally.spread().is_some_and(too_wide) {
        ScoringOutcome::NeedsRescoring
    } else {
        ScoringOutcome::Rated
    }
}
