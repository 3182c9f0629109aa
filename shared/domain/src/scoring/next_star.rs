//! The cheapest way to one star more: fewest criteria changed, then fewest points, then document order.
//!
//! It starts from the sheet, or for a council from the lower median option of each leaf criterion: options ordered by
//! points, then number, "none" lowest, the one at position ⌊(n−1)/2⌋. The median of a case of a choice is an option only
//! when more than half of the sheets answered that case, so never two cases have one. Options are only raised. A choice
//! keeps the case that the start answers; where it answers none, one case may be picked.
//!
//! Ways of the same number of criteria and points are ordered by the positions of the changed criteria, compared from the
//! first, then by the lower option on the earlier criterion.
//!
//! A criterion that applies only with another is raised where the way or its start gives the other its points. A 0 from which
//! the evaluation would end is always raised.
//!
//! Exact: each choice of such conditions is tried, met or not met. In each, criteria below a minimum of the star are forced; how many more are needed follows from the largest gains;
//! then the sums of points that can be gained are kept as sets of bits (a sheet has at most 100 points).

mod gates;

use super::result::{CriterionRaise, NextStar};
use super::validate::CheckedScoring;
use crate::criteria::LeafCriterion;
use crate::language::Language;
use gates::Gates;
use std::ops::Range;

/// The way from `stars` to the next; `None` where the regime has no such star, or when no sheet could reach it.
pub(super) fn cheapest(scoring: &CheckedScoring<'_>, stars: u8, language: Language) -> Option<NextStar> {
    let target = stars.checked_add(1)?;
    let band = scoring.regime.band_minimum(target)?;
    let start = lower_medians(scoring);
    let leaves = scoring.sheet.leaves();
    let points = leaves
        .iter()
        .zip(&start)
        .map(|(leaf, option)| leaf.points_of(*option))
        .sum();
    let points_missing = band.saturating_sub(points);
    let ways = Gates::choices(scoring.sheet, &start).filter_map(|gates| {
        let groups = groups(scoring, &start, target, &gates);
        Some(Ways::new(&groups, points_missing)?.first())
    });
    let changes = ways.min_by_key(|way| cost(way))?;
    let changes = changes.into_iter().filter_map(|raise| {
        let leaf = leaves.get(raise.position)?;
        let from = start.get(raise.position).copied().filter(|option| *option > 0);
        let label = leaf.labels.get(usize::from(raise.option).checked_sub(1)?)?;
        Some(CriterionRaise {
            criterion: leaf.code.clone(),
            from,
            to: raise.option,
            points: raise.gain,
            label: label.get(language).to_owned(),
        })
    });
    Some(NextStar {
        stars: target,
        points_missing,
        changes: changes.collect(),
    })
}

/// What is compared of two ways: criteria, points, positions, options.
fn cost(way: &[Raise]) -> (usize, u32, Vec<usize>, Vec<u8>) {
    let gained = way.iter().map(|raise| raise.gain).sum();
    let (positions, options) = way.iter().map(|raise| (raise.position, raise.option)).unzip();
    (way.len(), gained, positions, options)
}

/// Option numbers from which the way starts, by position of the leaf.
fn lower_medians(scoring: &CheckedScoring<'_>) -> Vec<u8> {
    let middle = scoring.sheets().len().saturating_sub(1) / 2;
    let mut column: Vec<(u32, u8)> = Vec::with_capacity(scoring.sheets().len());
    let median = |(position, leaf): (usize, &LeafCriterion)| {
        column.clear();
        let options = scoring
            .sheets()
            .filter_map(|options| options.get(position).copied());
        column.extend(options.map(|option| (leaf.points_of(option), option)));
        column.sort_unstable();
        column.get(middle).map_or(0, |(_, option)| *option)
    };
    scoring.sheet.leaves().iter().enumerate().map(median).collect()
}

/// One option to which a leaf can be raised.
#[derive(Clone, Copy, Debug)]
struct Raise {
    position: usize,
    option: u8,
    gain: u32,
}

/// What is answered once, with the raises that are open to it, by position, then option number.
#[derive(Debug)]
struct Group {
    /// A minimum of the star is missed: one of the raises (all of which reach it) must be taken.
    forced: bool,
    raises: Vec<Raise>,
}

impl Group {
    fn largest_gain(&self) -> u32 {
        self.raises.iter().map(|raise| raise.gain).max().unwrap_or(0)
    }

    /// The raises by leaf: one run, or one for each case of an unanswered choice.
    fn leaves(&self) -> impl Iterator<Item = &[Raise]> {
        self.raises.chunk_by(|one, other| one.position == other.position)
    }
}

fn groups(scoring: &CheckedScoring<'_>, start: &[u8], target: u8, gates: &Gates) -> Vec<Group> {
    let leaves = scoring.sheet.leaves();
    let option_at = |position: usize| start.get(position).copied().unwrap_or(0);
    let group = |range: &Range<usize>| {
        let answered = range.clone().find(|position| option_at(*position) > 0);
        let open = answered.map_or_else(|| range.clone(), |position| position..position + 1);
        let mut group = Group {
            forced: gates.force(range),
            raises: Vec::new(),
        };
        for position in open {
            let Some(leaf) = leaves.get(position) else {
                continue;
            };
            let now = leaf.points_of(option_at(position));
            let minimum = leaf.minimum(target);
            group.forced |= now < minimum || leaf.ground_at(option_at(position)).is_some();
            let admitted = gates.admits(leaf);
            for (option, points) in (0_u8..).zip(&leaf.points) {
                let allowed = admitted && gates.allow(range, position, *points);
                if allowed && *points > now && *points >= minimum {
                    group.raises.push(Raise {
                        position,
                        option,
                        gain: points - now,
                    });
                }
            }
        }
        group
    };
    scoring.sheet.groups().iter().map(group).collect()
}

/// A set of sums of points, 0 to 127: bit `n` stands for the sum `n`.
#[derive(Clone, Copy, Debug, Default)]
struct Sums(u128);

impl Sums {
    const NOTHING_GAINED: Self = Self(1);

    fn plus(self, gain: u32) -> Self {
        Self(self.0.checked_shl(gain).unwrap_or(0))
    }

    fn plus_one_of(self, raises: &[Raise]) -> Self {
        raises
            .iter()
            .fold(Self::default(), |sums, raise| sums.or(self.plus(raise.gain)))
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn smallest_from(self, least: u32) -> Option<u32> {
        let from_least = self.0.checked_shr(least).unwrap_or(0);
        (from_least != 0).then(|| least + from_least.trailing_zeros())
    }

    /// Whether one sum of each set add up to `total`.
    fn meets(self, other: Self, total: u32) -> bool {
        let mirrored = 127_u32
            .checked_sub(total)
            .map_or(0, |shift| other.0.reverse_bits() >> shift);
        self.0 & mirrored != 0
    }
}

/// All ways with the fewest criteria and the fewest points.
struct Ways<'a> {
    groups: &'a [Group],
    /// How many groups are changed that no minimum forces.
    extra: usize,
    /// Points gained in all.
    total: u32,
    /// `rest[g * (extra + 1) + e]`: sums that the groups from `g` on can gain with `e` of them changed unforced.
    rest: Vec<Sums>,
}

impl<'a> Ways<'a> {
    /// `None` when the points cannot be gained.
    fn new(groups: &'a [Group], points_missing: u32) -> Option<Self> {
        let extra = fewest_extra(groups, points_missing)?;
        let width = extra + 1;
        let mut rest = vec![Sums::default(); width * (groups.len() + 1)];
        *rest.get_mut(width * groups.len())? = Sums::NOTHING_GAINED;
        for (index, group) in groups.iter().enumerate().rev() {
            let (before, after) = rest.split_at_mut_checked(width * (index + 1))?;
            let row = before.get_mut(width * index..)?;
            let below = after.get(..width)?;
            for (changed, cell) in row.iter_mut().enumerate() {
                let same = below.get(changed).copied().unwrap_or_default();
                *cell = if group.forced {
                    same.plus_one_of(&group.raises)
                } else {
                    let fewer = changed.checked_sub(1).and_then(|fewer| below.get(fewer)).copied();
                    same.or(fewer.unwrap_or_default().plus_one_of(&group.raises))
                };
            }
        }
        let total = rest.get(extra)?.smallest_from(points_missing)?;
        Some(Self {
            groups,
            extra,
            total,
            rest,
        })
    }

    fn rest(&self, group: usize, extra: usize) -> Sums {
        self.rest
            .get(group * (self.extra + 1) + extra)
            .copied()
            .unwrap_or_default()
    }

    /// The first way in document order.
    fn first(&self) -> Vec<Raise> {
        self.first_options(&self.first_leaves())
    }

    /// The leaves that the first way changes: each as early as a way remains, whatever the options.
    fn first_leaves(&self) -> Vec<&'a [Raise]> {
        let mut leaves = Vec::new();
        let mut extra = self.extra;
        let mut gained = Sums::NOTHING_GAINED;
        for (index, group) in self.groups.iter().enumerate() {
            let Some(left) = (if group.forced {
                Some(extra)
            } else {
                extra.checked_sub(1)
            }) else {
                continue;
            };
            let rest = self.rest(index + 1, left);
            let fits = |raises: &&[Raise]| gained.plus_one_of(raises).meets(rest, self.total);
            if let Some(raises) = group.leaves().find(fits) {
                gained = gained.plus_one_of(raises);
                extra = left;
                leaves.push(raises);
            }
        }
        leaves
    }

    /// The lowest option on each of these leaves in turn that lets the later ones make up the total.
    fn first_options(&self, leaves: &[&[Raise]]) -> Vec<Raise> {
        let mut rest = vec![Sums::NOTHING_GAINED];
        for raises in leaves.iter().rev() {
            let later = rest.last().copied().unwrap_or_default();
            rest.push(later.plus_one_of(raises));
        }
        let mut chosen = Vec::with_capacity(leaves.len());
        let mut gained = Sums::NOTHING_GAINED;
        for (raises, rest) in leaves.iter().zip(rest.iter().rev().skip(1)) {
            let fits = |raise: &&Raise| gained.plus(raise.gain).meets(*rest, self.total);
            if let Some(raise) = raises.iter().find(fits) {
                gained = gained.plus(raise.gain);
                chosen.push(*raise);
            }
        }
        chosen
    }
}

/// How many unforced groups must change besides the forced ones to gain the points; the largest gains first.
fn fewest_extra(groups: &[Group], points_missing: u32) -> Option<usize> {
    let forced: u32 = groups
        .iter()
        .filter(|group| group.forced)
        .map(Group::largest_gain)
        .sum();
    let mut missing = points_missing.saturating_sub(forced);
    let mut gains: Vec<u32> = groups
        .iter()
        .filter(|group| !group.forced)
        .map(Group::largest_gain)
        .collect();
    gains.sort_unstable_by(|one, other| other.cmp(one));
    let mut extra = 0;
    for gain in gains {
        if missing == 0 || gain == 0 {
            break;
        }
        missing = missing.saturating_sub(gain);
        extra += 1;
    }
    (missing == 0).then_some(extra)
}
