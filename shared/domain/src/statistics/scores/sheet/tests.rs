//! The tally of sheets against scoring itself.

use super::*;
use crate::criteria::Regimes;
use crate::language::Language;
use crate::scoring::{ScoringRequest, ScoringResult, score, validate};
use crate::statistics::scores::{CouncilPoints, EvaluationOutcome, ScoreTally};
use proptest::prelude::*;
use std::sync::LazyLock;

static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::embedded().unwrap());

fn scored(set: u32, sheets: &[Vec<u8>]) -> (ScoringRequest, ScoringResult) {
    let product_set = REGIMES.get("26-2026").unwrap().product_set(set).unwrap();
    let sheet = product_set.sheet().unwrap();
    let sheets = sheets.iter().zip(0..).map(|(wishes, number)| {
        let mut answered = std::collections::BTreeSet::new();
        let leaves = sheet.leaves().iter().zip(wishes.iter().cycle());
        let answers: serde_json::Map<String, serde_json::Value> = leaves
            .filter(|(leaf, wish)| **wish > 0 && leaf.applies_only_if.is_none())
            .filter(|(leaf, _)| answered.insert(leaf.group))
            .map(|(leaf, wish)| {
                let option = (wish - 1) % u8::try_from(leaf.labels.len()).unwrap() + 1;
                (leaf.code.clone(), serde_json::json!(option))
            })
            .collect();
        serde_json::json!({"assessor": format!("m{number}"), "chair": number == 0, "answers": answers})
    });
    let request: ScoringRequest = serde_json::from_value(serde_json::json!({
        "regime": "26-2026", "product_set": set, "council": {"max_spread": null},
        "sheets": sheets.collect::<Vec<_>>(),
    }))
    .unwrap();
    let result = score(&validate(&REGIMES, &request).unwrap(), Language::Vi);
    (request, result)
}

proptest! {
    /// Sections of a part and criteria of a section come to the same points as scoring gives the parts, and every minimum that
    /// a result names is counted once.
    #[test]
    fn sections_and_criteria_add_up_to_what_scoring_says(
        set in prop::sample::select(vec![1_u32, 7, 19, 26]),
        councils in prop::collection::vec(prop::collection::vec(prop::collection::vec(0_u8..6, 8..40), 1..5), 1..6),
    ) {
        let regime = REGIMES.get("26-2026").unwrap();
        let product_set = regime.product_set(set).unwrap();
        let mut tally = SheetTally::of(product_set).unwrap();
        let mut totals = ScoreTally::of(regime);
        let mut unmet = 0;
        let single: Vec<Vec<Vec<u8>>> = councils.iter().map(|sheets| sheets[..1].to_vec()).collect();
        for sheets in &single {
            let (request, result) = scored(set, sheets);
            tally.add(&request.sheets, &result.unmet_minimums);
            unmet += u64::try_from(result.unmet_minimums.len()).unwrap();
            totals.add(&EvaluationOutcome {
                outcome: result.outcome, stars: result.stars, recognised: false, points: CouncilPoints::of(&result.sheets),
            });
            prop_assert_eq!(CouncilPoints::of(&result.sheets).unwrap().parts.iter().sum::<u32>(), u32::try_from(result.sum.unwrap()).unwrap());
        }
        prop_assert_eq!(tally.missed().iter().map(|one| one.evaluations).sum::<u64>(), unmet);
        prop_assert_eq!(tally.evaluations(), totals.counted());
        // One sheet a council: the sums of points themselves compare.
        let sum = |measured: &[&PointsSummary]| -> u64 { measured.iter().map(|one| one.mean.points_of(1)).sum() };
        let sections: Vec<&PointsSummary> = tally.sections().iter().map(|one| &one.measured).collect();
        let criteria: Vec<&PointsSummary> = tally.criteria().iter().map(|one| &one.measured).collect();
        prop_assert_eq!(sum(&sections), sum(&[&totals.total]));
        prop_assert_eq!(sum(&criteria), sum(&[&totals.total]));
        for criterion in tally.criteria() {
            let chosen: u64 = criterion.options.iter().map(|one| one.sheets).sum();
            prop_assert_eq!(chosen, criterion.measured.mean.councils());
            let points: u64 = criterion.options.iter().map(|one| one.sheets * u64::from(one.points)).sum();
            prop_assert_eq!(points, sum(&[&criterion.measured]));
        }
    }
}

#[test]
fn the_most_often_missed_minimum_comes_first() {
    let set = REGIMES.get("26-2026").unwrap().product_set(1).unwrap();
    let mut tally = SheetTally::of(set).unwrap();
    let marked: Vec<&LeafCriterion> = set
        .sheet()
        .unwrap()
        .leaves()
        .iter()
        .filter(|leaf| !leaf.marks.is_empty())
        .collect();
    let unmet = |leaf: &LeafCriterion| UnmetMinimum {
        stars: 5,
        criterion: leaf.code.clone(),
        minimum: leaf.minimum(5),
        reached_by: 0,
        of: 1,
    };
    tally.add(&[], &[unmet(marked[0]), unmet(marked[1])]);
    tally.add(&[], &[unmet(marked[1])]);
    let missed: Vec<(&str, u64)> = tally
        .missed()
        .iter()
        .map(|one| (one.criterion, one.evaluations))
        .collect();
    assert_eq!(
        missed,
        [(marked[1].code.as_str(), 2), (marked[0].code.as_str(), 1)]
    );
    assert_eq!(tally.missed()[0].minimum, marked[1].minimum(5));
}
