//! The self-assessment agrees with the scoring core, whatever is answered.

use super::super::CriterionAnswer;
use super::*;
use proptest::prelude::*;

const REGIME: &str = "26-2026";

fn regimes() -> Regimes {
    Regimes::embedded().unwrap()
}

fn answer(option: i64) -> CriterionAnswer {
    CriterionAnswer { option, note: None }
}

fn form(answers: &[(&str, i64)]) -> SelfAssessment {
    SelfAssessment {
        answers: answers
            .iter()
            .map(|(code, option)| ((*code).to_owned(), answer(*option)))
            .collect(),
    }
}

#[test]
fn an_empty_form_has_no_points_and_everything_to_answer() {
    let regimes = regimes();
    let sheet = regimes
        .get(REGIME)
        .unwrap()
        .product_set(1)
        .unwrap()
        .sheet()
        .unwrap();
    let assessed = assess(&regimes, (REGIME, 1), &form(&[]), &HashSet::new(), Language::Vi).unwrap();
    assert_eq!((assessed.total, assessed.stars), (0, Some(1)));
    assert_eq!(assessed.unanswered.len(), sheet.groups().len());
    assert_eq!(assessed.without_evidence, Vec::<String>::new());
}

#[test]
fn a_criterion_left_at_zero_is_answered_and_needs_no_evidence() {
    let regimes = regimes();
    let given = form(&[("A.1.1", 0), ("A.1.2", 1)]);
    let evidenced = HashSet::new();
    let assessed = assess(&regimes, (REGIME, 1), &given, &evidenced, Language::Vi).unwrap();
    assert!(!assessed.unanswered.contains(&"A.1.1".to_owned()));
    assert!(!assessed.without_evidence.contains(&"A.1.1".to_owned()));
}

#[test]
fn answers_that_the_sheet_lacks_are_told_where_the_form_has_them() {
    let regimes = regimes();
    let refused = form(&[("A.9.9", 0), ("A.1.1", 99), ("Z", 1)]).check(&regimes, REGIME, 1);
    let told: Vec<(&str, &str)> = refused
        .iter()
        .map(|one| (one.pointer.as_str(), one.code))
        .collect();
    assert_eq!(
        told,
        [
            ("/answers/A.9.9", "unknown_criterion"),
            ("/answers/A.1.1", "unknown_option"),
            ("/answers/Z", "unknown_criterion"),
        ]
    );
}

#[test]
fn what_has_points_only_with_another_is_told_where_the_form_has_it() {
    let regimes = regimes();
    let told = |answers: &[(&str, i64)]| form(answers).check(&regimes, REGIME, 1);
    for story in [&[][..], &[("B.5.1", 0)], &[("B.5.1", 1)]] {
        let refused = told(&[story, &[("B.5.2", 3)]].concat());
        assert_eq!(refused.len(), 1);
        assert_eq!(
            (refused[0].pointer.as_str(), refused[0].code),
            ("/answers/B.5.2", "condition_unmet")
        );
    }
    assert_eq!(told(&[("B.5.1", 2), ("B.5.2", 3)]), []);
    assert_eq!(told(&[("B.5.1", 1), ("B.5.2", 1)]), []);
}

#[test]
fn an_answer_that_ends_the_evaluation_says_so() {
    let regimes = regimes();
    let assess = |answers| {
        assess(
            &regimes,
            (REGIME, 16),
            &form(answers),
            &HashSet::new(),
            Language::En,
        )
        .unwrap()
    };
    let ended = assess(&[("C.6.1", 2), ("C.6.3", 1)]);
    assert_eq!((ended.stars, ended.next_star), (None, None));
    assert_eq!(ended.eliminations[0].code, "sensory_criterion_scored_zero");
    // Left open, and knowingly without points: neither is the printed 0.
    let open = assess(&[("C.6.1", 0)]);
    assert_eq!((open.stars, open.eliminations), (Some(1), vec![]));
}

#[test]
fn a_second_answer_to_a_criterion_is_refused() {
    let twice = r#"{"answers":{"A.1.1":{"option":1},"A.1.1":{"option":2}}}"#;
    assert!(serde_json::from_str::<SelfAssessment>(twice).is_err());
}

proptest! {
    #[test]
    fn the_total_is_that_of_the_scoring_core(set in 1_u32..=26, choices in proptest::collection::vec(0_usize..9, 60)) {
        let regimes = regimes();
        let sheet = regimes.get(REGIME).unwrap().product_set(set).unwrap().sheet().unwrap();
        let answers: Vec<(&str, i64)> = sheet
            .groups()
            .iter()
            .zip(&choices)
            .filter(|(group, _)| sheet.leaves()[group.start].applies_only_if.is_none())
            .map(|(group, choice)| {
                let leaf = &sheet.leaves()[group.start];
                (leaf.code.as_str(), i64::try_from(choice % (leaf.labels.len() + 1)).unwrap())
            })
            .collect();
        let given = form(&answers);
        let request = given.scoring(REGIME, set);
        let result = score(&validate(&regimes, &request).unwrap(), Language::En);
        let assessed = assess(&regimes, (REGIME, set), &given, &HashSet::new(), Language::En).unwrap();
        prop_assert_eq!(assessed.total, result.sheets[0].total);
        prop_assert_eq!(assessed.stars, result.stars);
        for part in &assessed.parts {
            prop_assert_eq!(part.points, result.sheets[0].parts[&part.code]);
        }
        prop_assert_eq!(assessed.unanswered.len(), sheet.groups().len() - answers.len());
    }
}
