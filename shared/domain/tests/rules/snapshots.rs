//! Whole results, kept as they are.

use domain::criteria::Regimes;
use domain::language::Language;
use domain::scoring::{ScoringRequest, score, validate};

use super::generate::{Dice, choice, request, sheet};

#[test]
fn one_self_assessment_on_the_way_to_four_stars() {
    let regimes = Regimes::embedded().unwrap();
    let set = regimes
        .get("148-2023")
        .and_then(|regime| regime.product_set(26))
        .unwrap();
    let start = choice(&mut Dice::new(4), set, 62, 3);
    let request = ScoringRequest {
        regime: "148-2023".to_owned(),
        product_set: 26,
        eliminations: vec![],
        council: None,
        sheets: vec![sheet(set, "chủ thể".to_owned(), false, &start)],
    };
    insta::assert_json_snapshot!(score(&validate(&regimes, &request).unwrap(), Language::Vi));
}

#[test]
fn one_council_of_five_below_five_stars() {
    let regimes = Regimes::embedded().unwrap();
    let regime = regimes.get("26-2026").unwrap();
    let set = regime.product_set(1).unwrap();
    let mut dice = Dice::new(7);
    let of_five_at_four_stars = |request: &ScoringRequest| {
        let result = score(&validate(&regimes, request).unwrap(), Language::En);
        let way = result
            .next_star
            .as_ref()
            .is_some_and(|next| next.stars == 5 && !next.changes.is_empty());
        (result.count == 5 && result.score_stars == Some(5) && way).then_some(result)
    };
    let found = (0..5000).find_map(|_| of_five_at_four_stars(&request(&mut dice, regime, set)));
    insta::assert_json_snapshot!(found.unwrap());
}
