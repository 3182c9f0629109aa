//! The rules once more, slow and obvious, written from the printed sheet: no compiled form, no bit sets.

use std::collections::{BTreeMap, HashMap};

use domain::criteria::{Criterion, ProductSet, Regime};
use domain::language::Language;
use domain::scoring::{
    CriterionRaise, Elimination, MinimumRule, NextStar, PartMean, ScoreSheet, ScoringOutcome, ScoringRequest,
    ScoringResult, SheetTotal, UnmetMinimum,
};

use super::generate::{leaves, points};

fn option_in(sheet: &ScoreSheet, criterion: &Criterion) -> usize {
    let answer = sheet.answers.0.iter().find(|(code, _)| *code == criterion.code);
    answer.map_or(0, |(_, option)| usize::try_from(*option).unwrap())
}

fn points_in(sheet: &ScoreSheet, criterion: &Criterion) -> u32 {
    points(criterion, option_in(sheet, criterion))
}

/// Grounds that the sheet gives by a printed 0 that was chosen.
fn zeros(set: &ProductSet, sheet: &ScoreSheet) -> Vec<String> {
    let chosen = |criterion: &&Criterion| option_in(sheet, criterion) > 0 && points_in(sheet, criterion) == 0;
    let given = leaves(set).into_iter().filter(chosen);
    given
        .filter_map(|criterion| criterion.eliminates_at_zero.clone())
        .collect()
}

fn two_decimals(sum: u64, n: u64) -> String {
    let mut hundredths = sum * 100 / n;
    if (sum * 100 % n) * 2 >= n {
        hundredths += 1;
    }
    format!("{}.{}{}", hundredths / 100, hundredths / 10 % 10, hundredths % 10)
}

fn band(sum: u64, n: u64) -> u8 {
    match () {
        () if sum >= 90 * n => 5,
        () if sum >= 70 * n => 4,
        () if sum >= 50 * n => 3,
        () if sum >= 30 * n => 2,
        () => 1,
    }
}

pub(crate) fn score(regime: &Regime, set: &ProductSet, request: &ScoringRequest) -> ScoringResult {
    let sheets = &request.sheets;
    let n = u64::try_from(sheets.len()).unwrap();
    let part_points = |sheet: &ScoreSheet| -> BTreeMap<String, u32> {
        let part = |part: &domain::criteria::Part| {
            let criteria = part.sections.iter().flat_map(|section| &section.criteria);
            let answered = criteria.filter(|criterion| !criterion.options.is_empty());
            (
                part.code.clone(),
                answered.map(|criterion| points_in(sheet, criterion)).sum(),
            )
        };
        set.parts.iter().map(part).collect()
    };
    let totals: Vec<SheetTotal> = sheets
        .iter()
        .map(|sheet| {
            let parts = part_points(sheet);
            SheetTotal {
                assessor: sheet.assessor.clone(),
                total: parts.values().sum(),
                parts,
            }
        })
        .collect();
    let sum: u64 = totals.iter().map(|sheet| u64::from(sheet.total)).sum();
    // Who chose a 0 that is a ground stopped there: the total is no measure.
    let whole: Vec<u32> = totals
        .iter()
        .zip(sheets)
        .filter(|(_, sheet)| zeros(set, sheet).is_empty())
        .map(|(total, _)| total.total)
        .collect();
    let spread = whole
        .iter()
        .max()
        .map(|highest| highest - whole.iter().min().unwrap());
    let mut grounds = request.eliminations.clone();
    for ground in &set.eliminations {
        let giving = sheets
            .iter()
            .filter(|sheet| zeros(set, sheet).contains(&ground.code))
            .count();
        if giving > sheets.len() / 2 && !grounds.contains(&ground.code) {
            grounds.push(ground.code.clone());
        }
    }

    let council = request.council.clone().unwrap_or_default();
    let members = council.members.map_or(n, u64::from);
    let (numerator, denominator) = council.quorum.split_once('/').unwrap();
    let quorum_met = n * denominator.parse::<u64>().unwrap() >= numerator.parse::<u64>().unwrap() * members;
    let chair = request.council.is_none() || sheets.iter().any(|sheet| sheet.chair);
    let outcome = if !grounds.is_empty() {
        ScoringOutcome::Eliminated
    } else if !quorum_met || !chair {
        ScoringOutcome::NoQuorum
    } else if council.max_spread.is_some() && spread > council.max_spread {
        ScoringOutcome::NeedsRescoring
    } else {
        ScoringOutcome::Rated
    };

    let score_stars = (n > 0).then(|| band(sum, n));
    let mut unmet = Vec::new();
    for stars in 1..=score_stars.unwrap_or(0) {
        for criterion in leaves(set) {
            for option in criterion
                .options
                .iter()
                .filter(|option| option.min_star == Some(stars))
            {
                let reaching = sheets
                    .iter()
                    .filter(|sheet| points_in(sheet, criterion) >= option.points)
                    .count();
                let reached_by = u64::try_from(reaching).unwrap();
                let all: u64 = sheets
                    .iter()
                    .map(|sheet| u64::from(points_in(sheet, criterion)))
                    .sum();
                let met = match council.minimum_rule {
                    MinimumRule::Majority => reached_by > n / 2,
                    MinimumRule::All => reached_by == n,
                    MinimumRule::Mean => all >= n * u64::from(option.points),
                };
                if !met {
                    let (criterion, minimum) = (criterion.code.clone(), option.points);
                    unmet.push(UnmetMinimum {
                        stars,
                        criterion,
                        minimum,
                        reached_by,
                        of: n,
                    });
                }
            }
        }
    }
    let kept = |stars: &u8| unmet.iter().all(|one| one.stars > *stars);
    let stars = score_stars.map(|band| (1..=band).rev().find(kept).unwrap());
    let stars = stars.filter(|_| outcome == ScoringOutcome::Rated);

    let part_mean = |part: &domain::criteria::Part| PartMean {
        code: part.code.clone(),
        mean: two_decimals(
            totals
                .iter()
                .map(|sheet| u64::from(sheet.parts[&part.code]))
                .sum(),
            n,
        ),
        max: part.max,
    };
    let found = |code: &String| {
        let ground = set
            .eliminations
            .iter()
            .find(|ground| ground.code == *code)
            .unwrap();
        Elimination {
            code: code.clone(),
            label: ground.label.vi.clone(),
        }
    };
    ScoringResult {
        regime: regime.id.clone(),
        product_set: set.no,
        outcome,
        stars,
        score_stars,
        mean: (n > 0).then(|| two_decimals(sum, n)),
        sum: (n > 0).then_some(sum),
        count: n,
        spread,
        parts: if n > 0 {
            set.parts.iter().map(part_mean).collect()
        } else {
            vec![]
        },
        unmet_minimums: unmet,
        next_star: stars
            .filter(|stars| *stars < 5)
            .map(|stars| next_star(set, &start(set, sheets), stars + 1)),
        sheets: totals,
        eliminations: grounds.iter().map(found).collect(),
    }
}

/// The lower median option of every leaf criterion.
pub(crate) fn start(set: &ProductSet, sheets: &[ScoreSheet]) -> Vec<usize> {
    let median = |criterion: &&Criterion| {
        let mut options: Vec<usize> = sheets.iter().map(|sheet| option_in(sheet, criterion)).collect();
        options.sort_by_key(|option| (points(criterion, *option), *option));
        options[(options.len() - 1) / 2]
    };
    leaves(set).iter().map(median).collect()
}

/// Options to which each leaf may be raised, the points they gain, and whether the leaf must be raised.
pub(crate) struct Open<'a> {
    pub(crate) criterion: &'a Criterion,
    pub(crate) raises: Vec<(usize, u32)>,
    pub(crate) forced: bool,
    /// Position of the leaf that must have points first, where it has not enough now, and the points it must pass.
    pub(crate) needs: Option<(usize, u32)>,
    /// Position after the choice to which the leaf belongs, or after the leaf.
    pub(crate) after: usize,
}

pub(crate) fn open<'a>(set: &'a ProductSet, start: &[usize], target: u8) -> Vec<Open<'a>> {
    let leaves = leaves(set);
    let cases_of = |index: usize| -> Vec<usize> {
        let section = |criterion: &Criterion| {
            let printed = set.parts.iter().flat_map(|part| &part.sections);
            printed
                .clone()
                .position(|section| section.criteria.iter().any(|one| one.code == criterion.code))
        };
        let same =
            |other: &usize| leaves[*other].alternative && section(leaves[*other]) == section(leaves[index]);
        if leaves[index].alternative {
            (0..leaves.len()).filter(same).collect()
        } else {
            vec![index]
        }
    };
    let describe = |(index, criterion): (usize, &&'a Criterion)| {
        let now = points(criterion, start[index]);
        let marked = |star: Option<u8>| star.is_some_and(|star| star <= target);
        let marks = criterion.options.iter().filter(|option| marked(option.min_star));
        let minimum = marks.map(|option| option.points).max().unwrap_or(0);
        let cases = cases_of(index);
        let other_case = cases.iter().any(|case| *case != index && start[*case] > 0);
        let numbered = criterion.options.iter().enumerate();
        let better = numbered.filter(|(_, option)| option.points > now && option.points >= minimum);
        Open {
            criterion,
            raises: if other_case {
                vec![]
            } else {
                better
                    .map(|(number, option)| (number + 1, option.points - now))
                    .collect()
            },
            forced: now < minimum || criterion.eliminates_at_zero.is_some() && start[index] > 0 && now == 0,
            needs: criterion.applies_only_if.as_ref().and_then(|condition| {
                let other = leaves
                    .iter()
                    .position(|other| other.code == condition.criterion)
                    .unwrap();
                let above = condition.points_above;
                (points(leaves[other], start[other]) <= above).then_some((other, above))
            }),
            after: cases.last().unwrap() + 1,
        }
    };
    leaves.iter().enumerate().map(describe).collect()
}

/// Tries every number of criteria, then every sum of points, then walks in document order.
fn next_star(set: &ProductSet, start: &[usize], target: u8) -> NextStar {
    let has: u32 = leaves(set)
        .iter()
        .zip(start)
        .map(|(criterion, option)| points(criterion, *option))
        .sum();
    let needs: u32 = [0, 0, 30, 50, 70, 90][usize::from(target)];
    let points_missing = needs.saturating_sub(has);
    let open = open(set, start, target);
    let mut search = Search {
        open: &open,
        known: HashMap::new(),
    };
    for criteria in 0..=open.len() {
        for gain in points_missing..=100 {
            if search.possible(0, criteria, gain, &vec![]) {
                let changes = search.first(criteria, gain);
                let change = |(index, option): (usize, usize)| CriterionRaise {
                    criterion: open[index].criterion.code.clone(),
                    from: u8::try_from(start[index]).ok().filter(|from| *from > 0),
                    to: u8::try_from(option).unwrap(),
                    points: open[index]
                        .raises
                        .iter()
                        .find(|raise| raise.0 == option)
                        .unwrap()
                        .1,
                    label: open[index].criterion.options[option - 1]
                        .label
                        .get(Language::Vi)
                        .to_owned(),
                };
                let changes = changes.into_iter().map(change).collect();
                return NextStar {
                    stars: target,
                    points_missing,
                    changes,
                };
            }
        }
    }
    panic!("every scorable sheet can reach five stars");
}

/// Needs of leaves that a way meets: the leaf raised, and the points that it passes.
type Met = Vec<(usize, u32)>;

/// A way so far: points still missing, needs met, the changes.
type State = (u32, Met, Vec<(usize, usize)>);

struct Search<'a> {
    open: &'a [Open<'a>],
    known: HashMap<(usize, usize, u32, Met), bool>,
}

impl Search<'_> {
    /// Whether exactly `criteria` of the leaves from `index` on can gain exactly `gain`, the forced among them, each where
    /// its need is met.
    fn possible(&mut self, index: usize, criteria: usize, gain: u32, met: &Met) -> bool {
        let open = self.open;
        if index == open.len() {
            return criteria == 0 && gain == 0;
        }
        let key = (index, criteria, gain, met.clone());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        // Right to give up early: too few changes for the forced leaves, or not enough points to gain.
        let forced = open[index..].iter().filter(|leaf| leaf.forced).count();
        if forced > criteria || most(&open[index..], criteria) < gain {
            self.known.insert(key, false);
            return false;
        }
        let leaf = &open[index];
        let skipped = !leaf.forced && self.possible(index + 1, criteria, gain, met);
        let found = skipped
            || criteria > 0
                && self.raises(index, met).into_iter().any(|(_, points, met)| {
                    points <= gain && self.possible(leaf.after, criteria - 1, gain - points, &met)
                });
        self.known.insert(key, found);
        found
    }

    /// The raises of a leaf that may be taken now: option, gain, and the needs met after it.
    fn raises(&self, index: usize, met: &Met) -> Vec<(usize, u32, Met)> {
        let leaf = &self.open[index];
        if leaf.needs.is_some_and(|need| !met.contains(&need)) {
            return vec![];
        }
        let after = |option: usize| {
            let reached = points(leaf.criterion, option);
            let needs = self.open.iter().filter_map(|other| other.needs);
            let mut now = met.clone();
            now.extend(needs.filter(|(position, above)| *position == index && reached > *above));
            now.sort_unstable();
            now.dedup();
            now
        };
        let raises = leaf.raises.iter();
        raises
            .map(|(option, gain)| (*option, *gain, after(*option)))
            .collect()
    }

    /// First the positions: a leaf is changed as soon as any way that changes it remains. Then the options.
    fn first(&mut self, criteria: usize, gain: u32) -> Vec<(usize, usize)> {
        // All gains that the positions chosen so far can have, by the options that give them first.
        let mut states: Vec<State> = vec![(gain, vec![], vec![])];
        let (mut index, mut left) = (0, criteria);
        while index < self.open.len() {
            let after = self.open[index].after;
            let mut next: Vec<State> = Vec::new();
            for (missing, met, way) in &states {
                for (option, points, met) in self.raises(index, met) {
                    if left > 0
                        && points <= *missing
                        && self.possible(after, left - 1, missing - points, &met)
                    {
                        let mut way = way.clone();
                        way.push((index, option));
                        next.push((missing - points, met, way));
                    }
                }
            }
            // Of the ways with the same points missing and needs met only the first by options can win.
            next.sort();
            next.dedup_by(|later, first| (later.0, &later.1) == (first.0, &first.1));
            if next.is_empty() {
                states.retain(|(missing, met, _)| self.possible(index + 1, left, *missing, met));
                index += 1;
            } else {
                (states, index, left) = (next, after, left - 1);
            }
        }
        // Nothing is missing at the end, so one way is left for each of the needs met.
        states.into_iter().map(|(_, _, way)| way).min().unwrap()
    }
}

/// Most points that so many leaves can gain.
fn most(open: &[Open<'_>], criteria: usize) -> u32 {
    let best = |leaf: &Open<'_>| leaf.raises.iter().map(|raise| raise.1).max().unwrap_or(0);
    let mut gains: Vec<u32> = open.iter().map(best).collect();
    gains.sort_unstable_by(|one, other| other.cmp(one));
    gains.iter().take(criteria).sum()
}
