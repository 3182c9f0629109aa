//! The way to the next star against plain enumeration, and that it leads there.

use domain::criteria::Regimes;
use domain::language::Language;
use domain::scoring::{ScoringRequest, score, validate};

use super::generate::{Dice, choice, leaves, points, scorable, sheet, total};
use super::reference::{self, Open, open};

/// Sheets for each of the 48 sets.
const SHEETS_PER_SET: usize = 24;
/// Enumeration stops here: four criteria of 30 are millions of ways.
const MOST_CHANGES: usize = 3;

#[test]
fn no_enumerated_way_is_cheaper_and_the_way_leads_to_the_star() {
    let regimes = Regimes::embedded().unwrap();
    let mut dice = Dice::new(90);
    let mut enumerated = [0; MOST_CHANGES + 1];
    for (regime, set) in scorable(&regimes) {
        for _ in 0..SHEETS_PER_SET {
            let below = dice.one_of(&[
                (30, 0),
                (50, 3),
                (50, 0),
                (70, 4),
                (70, 5),
                (90, 5),
                (90, 5),
                (90, 4),
            ]);
            let target = below.0 - 1 - u32::try_from(dice.below(8)).unwrap();
            let start = choice(&mut dice, set, target, below.1);
            let mut request = ScoringRequest {
                regime: regime.id.clone(),
                product_set: set.no,
                eliminations: vec![],
                council: None,
                sheets: vec![sheet(set, "m".to_owned(), false, &start)],
            };
            let result = score(&validate(&regimes, &request).unwrap(), Language::En);
            let Some(next) = result.next_star else { continue };
            let open = open(set, &start, next.stars);
            let position = |code: &str| open.iter().position(|leaf| leaf.criterion.code == code).unwrap();
            let way: Way = next
                .changes
                .iter()
                .map(|c| (position(&c.criterion), usize::from(c.to)))
                .collect();

            if way.len() <= MOST_CHANGES {
                enumerated[way.len()] += 1;
                let mut best = None;
                enumerate(&open, next.points_missing, 0, &mut vec![], way.len(), &mut best);
                let points = next.changes.iter().map(|change| change.points).sum();
                let (positions, options) = way.iter().copied().unzip();
                assert_eq!(best, Some((way.len(), points, positions, options)), "{request:?}");
            }

            let mut raised = start.clone();
            for (position, option) in way {
                raised[position] = option;
            }
            assert_eq!(leaves(set).len(), raised.len());
            request.sheets = vec![sheet(set, "m".to_owned(), false, &raised)];
            let after = score(&validate(&regimes, &request).unwrap(), Language::En);
            assert!(
                after.stars >= Some(next.stars),
                "{} points, {request:?}",
                total(set, &raised)
            );
        }
    }
    assert!(enumerated[1..].iter().all(|count| *count > 10), "{enumerated:?}");
}

/// Without a story its structure is worth nothing: a way that uses it tells the story as well, and no way is shorter.
#[test]
fn the_structure_of_a_story_is_raised_with_the_story_only() {
    let regimes = Regimes::embedded().unwrap();
    let mut dice = Dice::new(52);
    let (mut together, mut alone) = (0, 0);
    for (regime, set) in scorable(&regimes) {
        let leaves = leaves(set);
        let Some(structure) = leaves.iter().position(|leaf| leaf.applies_only_if.is_some()) else {
            continue;
        };
        let story = leaves.iter().position(|leaf| leaf.code == "B.5.1").unwrap();
        for _ in 0..2000 {
            // Minimums of four stars are kept, so that the story gains 5 points and two are missing, which nothing before the
            // structure gains alone.
            let below = 52 + u32::try_from(dice.below(20)).unwrap();
            let mut start = choice(&mut dice, set, below, 4);
            for (leaf, option) in leaves.iter().zip(&mut start).take(structure) {
                let now = points(leaf, *option);
                if leaf.options.iter().any(|option| option.points == now + 2) {
                    *option = leaf.options.len();
                }
            }
            (start[story], start[structure]) = (0, 0);
            if total(set, &start) != 63 && !dice.percent(3) {
                continue;
            }
            let request = ScoringRequest {
                regime: regime.id.clone(),
                product_set: set.no,
                eliminations: vec![],
                council: None,
                sheets: vec![sheet(set, "m".to_owned(), false, &start)],
            };
            let result = score(&validate(&regimes, &request).unwrap(), Language::Vi);
            let Some(next) = &result.next_star else { continue };
            let raised = |code: &str| next.changes.iter().any(|change| change.criterion == code);
            assert!(raised("B.5.1") || !raised("B.5.2"), "{request:?}");
            if raised("B.5.2") || dice.percent(5) {
                assert_eq!(result, reference::score(regime, set, &request), "{request:?}");
            }
            together += usize::from(raised("B.5.1") && raised("B.5.2"));
            alone += usize::from(raised("B.5.1") && !raised("B.5.2"));
        }
    }
    assert!(together > 10 && alone > 10, "{together} together, {alone} alone");
}

/// Changed leaves with their new option.
type Way = Vec<(usize, usize)>;
/// What is compared, in this order: criteria, points, positions, options.
type Cost = (usize, u32, Vec<usize>, Vec<usize>);

/// Every way of at most `most` changes, one after another; `best` keeps the cheapest that suffices.
fn enumerate(
    open: &[Open<'_>],
    missing: u32,
    from: usize,
    way: &mut Way,
    most: usize,
    best: &mut Option<Cost>,
) {
    let gain_of = |(position, option): &(usize, usize)| {
        open[*position]
            .raises
            .iter()
            .find(|raise| raise.0 == *option)
            .unwrap()
            .1
    };
    let changed = |position: usize| way.iter().any(|change| change.0 == position);
    let gain: u32 = way.iter().map(gain_of).sum();
    let may_change = |(position, _): &(usize, usize)| {
        open[*position].needs.is_none_or(|(needed, above)| {
            way.iter()
                .any(|(other, option)| *other == needed && points(open[needed].criterion, *option) > above)
        })
    };
    let is_forced = |position: usize| open[position].forced && !changed(position);
    if gain >= missing && way.iter().all(may_change) && !(0..open.len()).any(is_forced) {
        let (positions, options) = way.iter().copied().unzip();
        let cost: Cost = (way.len(), gain, positions, options);
        if best.as_ref().is_none_or(|best| cost < *best) {
            *best = Some(cost);
        }
    }
    if way.len() < most {
        for position in from..open.len() {
            for (option, _) in &open[position].raises {
                way.push((position, *option));
                enumerate(open, missing, open[position].after, way, most, best);
                way.pop();
            }
            if open[position].forced {
                // No way leaves it out.
                break;
            }
        }
    }
}
