//! Random requests, deterministic by seed, biased so that every band, outcome and near-boundary sum occurs.

use domain::criteria::{Criterion, ProductSet, Regime, Regimes};
use domain::scoring::{CouncilRules, MinimumRule, ScoreSheet, ScoringRequest, SheetAnswers};

/// SplitMix64: small, and the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` less one.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(below).unwrap()).unwrap()
    }

    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn one_of<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }
}

/// Every scorable set with its regime.
pub(crate) fn scorable(regimes: &Regimes) -> Vec<(&Regime, &ProductSet)> {
    let sets = regimes
        .iter()
        .flat_map(|regime| regime.sets.iter().map(move |set| (regime, set)));
    sets.filter(|(_, set)| set.scorable).collect()
}

/// Leaf criteria in document order.
pub(crate) fn leaves(set: &ProductSet) -> Vec<&Criterion> {
    set.criteria()
        .filter(|criterion| !criterion.options.is_empty())
        .collect()
}

/// Chosen option numbers by leaf; 0: none.
pub(crate) type Choice = Vec<usize>;

pub(crate) fn points(criterion: &Criterion, option: usize) -> u32 {
    if option == 0 {
        0
    } else {
        criterion.options[option - 1].points
    }
}

pub(crate) fn total(set: &ProductSet, choice: &Choice) -> u32 {
    leaves(set)
        .iter()
        .zip(choice)
        .map(|(criterion, option)| points(criterion, *option))
        .sum()
}

/// Whether two neighbours are the two cases of one choice: their codes differ in the last place only.
fn one_choice(before: &Criterion, after: &Criterion) -> bool {
    let section = |criterion: &Criterion| {
        criterion
            .code
            .rsplit_once('.')
            .map(|(section, _)| section.to_owned())
    };
    before.alternative && after.alternative && section(before) == section(after)
}

/// Takes the points of criteria that apply only with another which has none: sheets with them are refused.
pub(crate) fn keep_conditions(set: &ProductSet, choice: &mut Choice) {
    let leaves = leaves(set);
    for (index, leaf) in leaves.iter().enumerate() {
        let Some(condition) = &leaf.applies_only_if else {
            continue;
        };
        let other = leaves
            .iter()
            .position(|other| other.code == condition.criterion)
            .unwrap();
        if points(leaves[other], choice[other]) <= condition.points_above && points(leaf, choice[index]) > 0 {
            choice[index] = 0;
        }
    }
}

/// A sheet of about `target` points: the best answers, lowered at random. With `keep`, criteria with a minimum up to that
/// star are lowered only to what it asks.
pub(crate) fn choice(dice: &mut Dice, set: &ProductSet, target: u32, keep: u8) -> Choice {
    let leaves = leaves(set);
    let mut choice: Choice = leaves.iter().map(|criterion| criterion.options.len()).collect();
    for index in 1..leaves.len() {
        if one_choice(leaves[index - 1], leaves[index]) {
            choice[if dice.percent(50) { index } else { index - 1 }] = 0;
        }
    }
    // Each round lowers one criterion by one option; enough rounds for any target.
    for _ in 0..2000 {
        if total(set, &choice) <= target {
            break;
        }
        let index = dice.below(leaves.len());
        let marks = leaves[index].options.iter().enumerate();
        let asked = marks.filter(|(_, option)| option.min_star.is_some_and(|star| star <= keep));
        let asked = asked.map(|(number, _)| number + 1).max().unwrap_or(0);
        choice[index] = choice[index].saturating_sub(1).max(asked.min(choice[index]));
        keep_conditions(set, &mut choice);
    }
    choice
}

/// A member's own view: some answers one option up or down.
pub(crate) fn vary(dice: &mut Dice, set: &ProductSet, base: &Choice, changes: usize) -> Choice {
    let leaves = leaves(set);
    let mut choice = base.clone();
    for _ in 0..changes {
        let index = dice.below(leaves.len());
        if dice.percent(50) {
            choice[index] = choice[index].saturating_sub(1);
        } else if choice[index] > 0 {
            choice[index] = (choice[index] + 1).min(leaves[index].options.len());
        } else if !leaves[index].alternative {
            choice[index] = 1;
        }
    }
    // Now and then the other case of a choice.
    for index in 1..leaves.len() {
        if one_choice(leaves[index - 1], leaves[index]) && dice.percent(20) {
            choice.swap(index - 1, index);
            for case in [index - 1, index] {
                choice[case] = choice[case].min(leaves[case].options.len());
            }
        }
    }
    // Now and then a 0 where it is a ground.
    for (index, leaf) in leaves.iter().enumerate() {
        if leaf.eliminates_at_zero.is_some() && dice.percent(15) {
            choice[index] = 1 + leaf.options.iter().position(|option| option.points == 0).unwrap();
        }
    }
    keep_conditions(set, &mut choice);
    choice
}

pub(crate) fn sheet(set: &ProductSet, assessor: String, chair: bool, choice: &Choice) -> ScoreSheet {
    let answered = leaves(set)
        .into_iter()
        .zip(choice)
        .filter(|(_, option)| **option > 0);
    let answers =
        answered.map(|(criterion, option)| (criterion.code.clone(), i64::try_from(*option).unwrap()));
    ScoreSheet {
        assessor,
        chair,
        answers: answers.collect::<SheetAnswers>(),
    }
}

/// A valid request for the set.
pub(crate) fn request(dice: &mut Dice, regime: &Regime, set: &ProductSet) -> ScoringRequest {
    let boundary = dice.one_of(&[30_u32, 50, 70, 90]);
    let any = u32::try_from(dice.below(101)).unwrap();
    let target = if dice.percent(75) {
        boundary + u32::try_from(dice.below(5)).unwrap() - 2
    } else {
        any
    };
    let keep = dice.one_of(&[0, 3, 4, 5, 5]);
    let mut base = choice(dice, set, target, keep);
    if dice.percent(15) {
        // A way that leads over the criterion on which another depends.
        for (index, leaf) in leaves(set).iter().enumerate() {
            if set.criteria().any(|one| {
                one.applies_only_if
                    .as_ref()
                    .is_some_and(|needs| needs.criterion == leaf.code)
            }) {
                base[index] = 0;
            }
        }
        keep_conditions(set, &mut base);
    }
    let members = 1 + dice.below(9);
    let missing = if dice.percent(35) {
        dice.below(members + 1)
    } else {
        0
    };
    let handed_in = members - missing;
    let chair = dice.percent(90).then(|| dice.below(handed_in.max(1)));
    let unrest = dice.one_of(&[0, 1, 2, 4, 12]);
    let mut sheets = Vec::new();
    for member in 0..handed_in {
        let own = vary(dice, set, &base, unrest);
        let mut sheet = sheet(set, format!("m{member}"), chair == Some(member), &own);
        if dice.percent(20) {
            sheet.answers.0.reverse();
        }
        sheets.push(sheet);
    }
    let council = CouncilRules {
        members: (missing > 0 || dice.percent(50)).then(|| u32::try_from(members).unwrap()),
        quorum: dice.one_of(&["3/4", "2/3", "1/2", "1/1", "1/100"]).to_owned(),
        max_spread: dice.one_of(&[Some(10), Some(10), Some(0), Some(3), Some(100), None]),
        minimum_rule: dice.one_of(&[MinimumRule::Majority, MinimumRule::All, MinimumRule::Mean]),
    };
    let grounds = set.eliminations.iter().map(|ground| ground.code.clone());
    let eliminated = dice.percent(5);
    ScoringRequest {
        regime: regime.id.clone(),
        product_set: set.no,
        eliminations: grounds.filter(|_| eliminated && dice.percent(50)).collect(),
        council: (sheets.is_empty() || dice.percent(85)).then_some(council),
        sheets,
    }
}
