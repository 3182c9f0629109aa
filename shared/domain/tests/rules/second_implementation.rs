//! Scoring equals the slow implementation on thousands of random councils of all 48 scorable sets.

use std::collections::BTreeMap;

use domain::criteria::{Criterion, ProductSet, Regimes};
use domain::language::Language;
use domain::scoring::{ScoreSheet, ScoringRequest, grounds_at_zero, score, validate};

use super::generate::{Dice, request, scorable};
use super::reference;

/// Requests for each of the 48 sets.
const REQUESTS_PER_SET: usize = 60;
/// More for the sets that have choices, or grounds at zero: there are three.
const REQUESTS_PER_RARE_SET: usize = 300;

#[test]
fn equals_the_slow_implementation_on_all_48_sets() {
    let regimes = Regimes::embedded().unwrap();
    let sets = scorable(&regimes);
    assert_eq!(sets.len(), 48);
    let mut dice = Dice::new(148_026);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (regime, set) in sets {
        let rare = |criterion: &Criterion| criterion.alternative || criterion.eliminates_at_zero.is_some();
        let is_rare = set.criteria().any(rare);
        let requests = if is_rare {
            REQUESTS_PER_RARE_SET
        } else {
            REQUESTS_PER_SET
        };
        for _ in 0..requests {
            let request = request(&mut dice, regime, set);
            let checked =
                validate(&regimes, &request).unwrap_or_else(|broken| panic!("{broken:?}: {request:?}"));
            let result = score(&checked, Language::Vi);
            assert_eq!(result, reference::score(regime, set, &request), "{request:?}");
            let mut saw = |what: String| *seen.entry(what).or_default() += 1;
            saw(format!("{:?}", result.outcome));
            saw(format!(
                "stars {:?} of band {:?}",
                result.stars, result.score_stars
            ));
            saw(format!("sheets {}", result.count));
            if ended_sheets(set, &request) > 0 {
                saw(format!("a 0 that is a ground, {:?}", result.outcome));
            }
            if let Some(sum) = result.sum {
                for edge in [30, 50, 70, 90] {
                    if sum == edge * result.count {
                        saw(format!("exactly {edge}"));
                    } else if sum + 1 == edge * result.count {
                        saw(format!("one point of a council below {edge}"));
                    }
                }
            }
            if let Some(next) = result.next_star {
                saw(format!(
                    "way to {}, {} changes",
                    next.stars,
                    next.changes.len().min(6)
                ));
                if next.changes.iter().any(|change| change.from.is_none()) {
                    saw("a criterion without an answer is raised".to_owned());
                }
                let is_case = |code: &str| set.criteria().any(|one| one.code == code && one.alternative);
                let applies = |code: &str| {
                    set.criteria()
                        .any(|one| one.code == code && one.applies_only_if.is_some())
                };
                if next.changes.iter().any(|change| applies(&change.criterion)) {
                    saw("the story's structure is raised".to_owned());
                }
                if let Some(case) = next.changes.iter().find(|change| is_case(&change.criterion)) {
                    saw(format!(
                        "a case is raised, answered before: {}",
                        case.from.is_some()
                    ));
                }
            }
        }
    }
    let mut expected: Vec<String> = ["Rated", "NeedsRescoring", "NoQuorum", "Eliminated"]
        .map(str::to_owned)
        .to_vec();
    expected.extend((0..=9).map(|count| format!("sheets {count}")));
    for (stars, band) in [
        (1, 1),
        (2, 2),
        (2, 3),
        (3, 3),
        (2, 4),
        (3, 4),
        (4, 4),
        (2, 5),
        (3, 5),
        (4, 5),
        (5, 5),
    ] {
        expected.push(format!("stars {:?} of band {:?}", Some(stars), Some(band)));
    }
    for edge in [30, 50, 70, 90] {
        expected.push(format!("exactly {edge}"));
        expected.push(format!("one point of a council below {edge}"));
    }
    expected.extend([2, 3, 4, 5].map(|stars| format!("way to {stars}, 1 changes")));
    expected.push("way to 5, 6 changes".to_owned());
    expected.extend(["Rated", "Eliminated"].map(|outcome| format!("a 0 that is a ground, {outcome}")));
    expected.push("the story's structure is raised".to_owned());
    expected.push("a criterion without an answer is raised".to_owned());
    expected.extend([true, false].map(|before| format!("a case is raised, answered before: {before}")));
    let missing: Vec<_> = expected.iter().filter(|what| !seen.contains_key(*what)).collect();
    assert!(
        missing.is_empty(),
        "never occurred: {missing:?}; occurred: {seen:#?}"
    );
}

/// Sheets that choose a 0 where it is a ground.
fn ended_sheets(set: &ProductSet, request: &ScoringRequest) -> usize {
    let Some(sheet) = set.sheet() else { return 0 };
    let ends = |one: &&ScoreSheet| grounds_at_zero(sheet, &one.answers).next().is_some();
    request.sheets.iter().filter(ends).count()
}
