//! Checks a request against its regime and sheet; every broken rule is reported, none stops the check.

use std::collections::HashSet;

use super::broken;
use super::quorum::Quorum;
use super::request::{CouncilRules, MinimumRule, ScoreSheet, ScoringRequest};
use crate::criteria::{CriteriaSheet, EliminationGround, ProductSet, Regime, Regimes};
use crate::violation::Violation;

/// A request that keeps every rule, resolved against its sheet: what [`super::score`] takes.
#[derive(Debug)]
pub struct CheckedScoring<'a> {
    pub(super) regime: &'a Regime,
    pub(super) set: &'a ProductSet,
    pub(super) sheet: &'a CriteriaSheet,
    pub(super) eliminations: Vec<&'a EliminationGround>,
    pub(super) members: u64,
    pub(super) quorum: Quorum,
    pub(super) max_spread: Option<u32>,
    pub(super) minimum_rule: MinimumRule,
    pub(super) has_chair: bool,
    pub(super) assessors: Vec<&'a str>,
    /// Option numbers of all sheets, one after another, by position of the leaf; 0: none chosen.
    options: Vec<u8>,
}

impl CheckedScoring<'_> {
    /// Option numbers of each sheet by position of the leaf; 0: none chosen.
    pub(super) fn sheets(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.options.chunks(self.sheet.leaves().len().max(1))
    }
}

/// Checks a request.
///
/// # Errors
/// All violations together, each with the pointer of the field and the code of the rule: `unknown_regime`,
/// `regime_not_scorable`, `unknown_product_set`, `set_not_scorable`, `unknown_elimination`, `duplicate_elimination`,
/// `no_members`, `invalid_quorum`, `no_sheets`, `too_many_sheets`, `blank_assessor`, `duplicate_assessor`,
/// `second_chair`, `unknown_criterion`, `parent_criterion`, `unknown_option`, `duplicate_answer`, `both_cases`,
/// `condition_unmet`.
pub fn validate<'a>(
    regimes: &'a Regimes,
    request: &'a ScoringRequest,
) -> Result<CheckedScoring<'a>, Vec<Violation>> {
    check(regimes, request, Unmet::Refused)
}

/// The same for a request that was accepted before, perhaps when `condition_unmet` was no rule yet: an answer whose condition
/// is not met has no points.
///
/// # Errors
/// As [`validate`], without `condition_unmet`.
pub fn validate_stored<'a>(
    regimes: &'a Regimes,
    request: &'a ScoringRequest,
) -> Result<CheckedScoring<'a>, Vec<Violation>> {
    check(regimes, request, Unmet::WithoutPoints)
}

/// What happens to points of a criterion that applies only with another which has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unmet {
    Refused,
    WithoutPoints,
}

fn check<'a>(
    regimes: &'a Regimes,
    request: &'a ScoringRequest,
    unmet: Unmet,
) -> Result<CheckedScoring<'a>, Vec<Violation>> {
    let mut violations = Vec::new();
    let found = find_sheet(regimes, request, &mut violations);
    let set = found.map(|(_, set, _)| set);
    let eliminations = check_eliminations(set, &request.eliminations, &mut violations);
    let default_council = CouncilRules::default();
    let council = request.council.as_ref().unwrap_or(&default_council);
    let quorum = council.quorum.parse::<Quorum>();
    if quorum.is_err() {
        violations.push(broken::invalid_quorum(&council.quorum));
    }
    let members = check_members(council, request, &mut violations);
    let assessors = check_assessors(&request.sheets, &mut violations);
    let mut options = Vec::new();
    if let Some((_, _, sheet)) = found {
        options = vec![0; sheet.leaves().len() * request.sheets.len()];
        let rows = options.chunks_mut(sheet.leaves().len().max(1));
        for ((index, sent), row) in request.sheets.iter().enumerate().zip(rows) {
            check_answers(sheet, index, sent, row, &mut violations);
            check_conditions(sheet, (index, sent), row, unmet, &mut violations);
        }
    }
    match (found, quorum) {
        (Some((regime, set, sheet)), Ok(quorum)) if violations.is_empty() => Ok(CheckedScoring {
            regime,
            set,
            sheet,
            eliminations,
            members,
            quorum,
            max_spread: council.max_spread,
            minimum_rule: council.minimum_rule,
            // Without rules of a council the first sheet is the chair's unless another says so: one always is.
            has_chair: request.council.is_none() || request.sheets.iter().any(|sheet| sheet.chair),
            assessors,
            options,
        }),
        _ => Err(violations),
    }
}

type SheetInRegime<'a> = (&'a Regime, &'a ProductSet, &'a CriteriaSheet);

fn find_sheet<'a>(
    regimes: &'a Regimes,
    request: &ScoringRequest,
    violations: &mut Vec<Violation>,
) -> Option<SheetInRegime<'a>> {
    let found = match regimes.get(&request.regime) {
        None => Err(broken::unknown_regime(regimes, &request.regime)),
        Some(regime) if regime.recorded_only => Err(broken::regime_not_scorable(regime)),
        Some(regime) => match regime.product_set(request.product_set) {
            None => Err(broken::unknown_product_set(regime, request.product_set)),
            Some(set) => set
                .sheet()
                .map(|sheet| (regime, set, sheet))
                .ok_or_else(|| broken::set_not_scorable(regime, set)),
        },
    };
    found.map_err(|violation| violations.push(violation)).ok()
}

fn check_eliminations<'a>(
    set: Option<&'a ProductSet>,
    codes: &[String],
    violations: &mut Vec<Violation>,
) -> Vec<&'a EliminationGround> {
    let mut seen = HashSet::new();
    let mut grounds = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        if !seen.insert(code) {
            violations.push(broken::duplicate_elimination(index, code));
        } else if let Some(set) = set {
            match set.eliminations.iter().find(|ground| ground.code == *code) {
                Some(ground) => grounds.push(ground),
                None => violations.push(broken::unknown_elimination(index, code, set)),
            }
        }
    }
    grounds
}

fn check_members(council: &CouncilRules, request: &ScoringRequest, violations: &mut Vec<Violation>) -> u64 {
    let sheets = request.sheets.len();
    match council.members {
        Some(0) => violations.push(broken::no_members()),
        Some(members) if usize::try_from(members).is_ok_and(|members| sheets > members) => {
            violations.push(broken::too_many_sheets(sheets, members));
        }
        None if sheets == 0 && request.eliminations.is_empty() => violations.push(broken::no_sheets()),
        _ => {}
    }
    council
        .members
        .map_or_else(|| u64::try_from(sheets).unwrap_or(u64::MAX), u64::from)
}

fn check_assessors<'a>(sheets: &'a [ScoreSheet], violations: &mut Vec<Violation>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    let mut chair = None;
    for (index, sheet) in sheets.iter().enumerate() {
        if sheet.assessor.trim().is_empty() {
            violations.push(broken::blank_assessor(index));
        } else if !seen.insert(sheet.assessor.as_str()) {
            violations.push(broken::duplicate_assessor(index, &sheet.assessor));
        }
        match chair {
            Some(first) if sheet.chair => violations.push(broken::second_chair(index, first)),
            None if sheet.chair => chair = Some(index),
            _ => {}
        }
    }
    sheets.iter().map(|sheet| sheet.assessor.as_str()).collect()
}

/// Writes the answers of one sheet into `row`, by position of the leaf.
fn check_answers(
    sheet: &CriteriaSheet,
    index: usize,
    sent: &ScoreSheet,
    row: &mut [u8],
    violations: &mut Vec<Violation>,
) {
    let mut next = 0;
    for (code, option) in &sent.answers.0 {
        let Some(position) = sheet.position(code, next) else {
            violations.push(if sheet.is_parent(code) {
                broken::parent_criterion(index, code)
            } else {
                broken::unknown_criterion(index, code)
            });
            continue;
        };
        next = position + 1;
        let Some(leaf) = sheet.leaves().get(position) else {
            continue;
        };
        let options = leaf.labels.len();
        let chosen = u8::try_from(*option)
            .ok()
            .filter(|number| (1..=options).contains(&usize::from(*number)));
        let Some(chosen) = chosen else {
            violations.push(broken::unknown_option(index, code, *option, options));
            continue;
        };
        let cases = sheet.groups().get(leaf.group).cloned().unwrap_or_default();
        let answered = cases
            .into_iter()
            .find(|case| row.get(*case).is_some_and(|option| *option > 0));
        match answered.and_then(|case| sheet.leaves().get(case)) {
            None => {}
            Some(case) if case.code == *code => violations.push(broken::duplicate_answer(index, code)),
            Some(case) => violations.push(broken::both_cases(index, code, &case.code)),
        }
        if let Some(cell) = row.get_mut(position) {
            *cell = chosen;
        }
    }
}

/// Holds the criteria that apply only with another, in document order. Where the other one's answer is itself refused, that
/// says enough.
fn check_conditions(
    sheet: &CriteriaSheet,
    (index, sent): (usize, &ScoreSheet),
    row: &mut [u8],
    unmet: Unmet,
    violations: &mut Vec<Violation>,
) {
    for position in sheet.conditional() {
        let leaf = sheet.leaves().get(*position);
        let Some((leaf, condition)) = leaf.and_then(|leaf| Some((leaf, leaf.applies_only_if?))) else {
            continue;
        };
        let Some(other) = sheet.leaves().get(condition.position) else {
            continue;
        };
        let chosen = row.get(condition.position).copied().unwrap_or(0);
        let Some(cell) = row.get_mut(*position) else {
            continue;
        };
        if leaf.points_of(*cell) == 0 || other.points_of(chosen) > condition.points_above {
            continue;
        }
        match unmet {
            Unmet::WithoutPoints => *cell = 0,
            Unmet::Refused if chosen == 0 && sent.answers.0.iter().any(|(code, _)| *code == other.code) => {}
            Unmet::Refused => {
                violations.push(broken::condition_unmet(
                    index,
                    &leaf.code,
                    &other.code,
                    condition.points_above,
                ));
            }
        }
    }
}
