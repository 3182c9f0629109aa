//! What is hidden, and that nothing of it can be worked out again.

use super::*;
use proptest::prelude::*;
use serde_json::json;

const BY: &[Dimension] = &[Dimension::Commune, Dimension::Gender];

/// Women, men and unknown ones of a commune.
type Numbers = [i64; 3];
const WORDS: [Option<&str>; 3] = [Some("female"), Some("male"), None];

fn cells(communes: &[Numbers]) -> Vec<(Coordinates, i64)> {
    let mut cells = Vec::new();
    for (commune, numbers) in communes.iter().enumerate() {
        for (word, number) in WORDS.iter().zip(numbers).filter(|(_, number)| **number > 0) {
            let at = json!({"commune": commune.to_string(), "gender": word});
            cells.push((at.as_object().unwrap().clone(), *number));
        }
    }
    cells
}

fn published(communes: &[Numbers], below: u32) -> Vec<(Coordinates, Option<i64>)> {
    protect(cells(communes), |number| vec![*number], BY, below)
}

/// The communes that are hidden.
fn hidden(communes: &[Numbers], below: u32) -> Vec<usize> {
    let answer = published(communes, below);
    (0..communes.len())
        .filter(|commune| {
            let name = commune.to_string();
            let of_it = |(at, _): &&(Coordinates, Option<i64>)| at["commune"] == name;
            answer.iter().filter(of_it).any(|(_, number)| number.is_none())
        })
        .collect()
}

#[test]
fn without_a_personal_dimension_or_a_threshold_nothing_is_hidden() {
    let few = || cells(&[[1, 0, 0], [2, 1, 0]]);
    let all = |below, by: &[Dimension]| {
        protect(few(), |number| vec![*number], by, below)
            .iter()
            .all(|(_, number)| number.is_some())
    };
    assert!(all(5, &[Dimension::Commune]) && all(0, BY) && all(1, BY) && !all(2, BY));
}

#[test]
fn a_hidden_group_lists_every_class_so_that_no_row_tells_a_sex() {
    let answer = published(&[[1, 0, 0]], 5);
    let expected: Vec<Value> = WORDS
        .iter()
        .map(|word| json!({"commune": "0", "gender": word}))
        .collect();
    assert_eq!(
        answer,
        expected
            .iter()
            .map(|at| (at.as_object().unwrap().clone(), None))
            .collect::<Vec<_>>()
    );
}

#[test]
fn nobody_of_a_class_is_a_small_number_unknown_ones_are_not() {
    assert_eq!(hidden(&[[9, 0, 0]], 5), [0]);
    assert_eq!(hidden(&[[9, 9, 1]], 5), [0_usize; 0]);
    assert_eq!(hidden(&[[9, 9, 0]], 5), [0_usize; 0]);
}

#[test]
fn a_single_hidden_group_takes_the_smallest_other_with_it() {
    // The sum of women over all communes is told by the question without communes.
    assert_eq!(hidden(&[[9, 9, 0], [7, 7, 0], [2, 6, 0], [20, 20, 0]], 5), [1, 2]);
    // Two that are hidden tell each other where they are few together.
    assert_eq!(hidden(&[[9, 9, 0], [1, 6, 0], [2, 6, 0]], 5), [0, 1, 2]);
}

#[test]
fn a_group_that_is_small_on_one_of_two_days_is_hidden_on_both() {
    let at = |sex: &str| json!({"gender": sex}).as_object().unwrap().clone();
    let cells = vec![(at("female"), [9, 3]), (at("male"), [9, 9])];
    let answer = protect(cells, |days| days.to_vec(), &[Dimension::Gender], 5);
    assert!(answer.iter().all(|(_, days)| days.is_none()));
    assert_eq!(answer.len(), 3);
    // On a day on which there was nothing at all, nothing is told.
    let cells = vec![(at("female"), [9, 0]), (at("male"), [9, 0])];
    let answer = protect(cells, |days| days.to_vec(), &[Dimension::Gender], 5);
    assert!(answer.iter().all(|(_, days)| days.is_some()));
}

#[test]
fn both_personal_dimensions_make_classes_of_their_pairs() {
    let at = |sex: &str, minority: bool| {
        json!({"gender": sex, "ethnic_minority": minority})
            .as_object()
            .unwrap()
            .clone()
    };
    let cells = vec![
        (at("female", true), 9),
        (at("female", false), 9),
        (at("male", true), 9),
    ];
    let answer = protect(cells, |number| vec![*number], PERSONAL, 5);
    assert_eq!(answer.len(), 9, "no man of the majority: hidden, in all classes");
}

/// All ways to part `sum` into women, men and unknown ones.
fn ways(sum: i64) -> Vec<Numbers> {
    (0..=sum)
        .flat_map(|women| (0..=sum - women).map(move |men| [women, men, sum - women - men]))
        .collect()
}

/// Every table that a reader may believe in who knows the answer of this question, of the one without sex and of the one
/// without communes, and the rule by which they are made.
fn believable(communes: &[Numbers], below: u32) -> Vec<Vec<Numbers>> {
    let hidden = hidden(communes, below);
    let sums = |communes: &[Numbers]| [0, 1, 2].map(|class| communes.iter().map(|one| one[class]).sum());
    let area = |communes: &[Numbers]| published_of_area(sums(communes), below);
    let told = area(communes).iter().all(|(_, sum)| sum.is_some());
    let answer = (published(communes, below), area(communes));
    let mut tables = vec![communes.to_vec()];
    for commune in hidden {
        let sum = communes[commune].iter().sum();
        tables = tables
            .iter()
            .flat_map(|table| {
                ways(sum).into_iter().map(|way| {
                    let mut table = table.clone();
                    table[commune] = way;
                    table
                })
            })
            .collect();
    }
    // The cheap look first: where the sums of the area are told, they rule out most tables.
    tables.retain(|table| !told || sums(table) == sums(communes));
    tables.retain(|table| (published(table, below), area(table)) == answer);
    tables
}

fn published_of_area(sums: Numbers, below: u32) -> Vec<(Coordinates, Option<i64>)> {
    let cells = WORDS.iter().zip(sums).filter(|(_, sum)| *sum > 0);
    let cells = cells.map(|(word, sum)| (json!({"gender": word}).as_object().unwrap().clone(), sum));
    protect(cells.collect(), |sum| vec![*sum], &[Dimension::Gender], below)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What is hidden of women and men is never the only number that fits all that is published.
    #[test]
    fn no_hidden_number_follows_from_what_is_published(
        communes in prop::collection::vec([0i64..4, 0i64..4, 0i64..2], 1..4),
        below in 2u32..4,
    ) {
        let tables = believable(&communes, below);
        prop_assert!(tables.contains(&communes));
        for commune in hidden(&communes, below) {
            for class in [0, 1] {
                let first = tables[0][commune][class];
                prop_assert!(
                    tables.iter().any(|table| table[commune][class] != first),
                    "class {} of commune {} is {}", class, commune, first,
                );
            }
        }
    }

    /// What is shown is true and no small number, and everything is either shown or hidden.
    #[test]
    fn what_is_shown_is_true_and_not_small(
        communes in prop::collection::vec([0i64..9, 0i64..9, 0i64..3], 1..6),
        below in 2u32..6,
    ) {
        let answer = published(&communes, below);
        for (commune, numbers) in communes.iter().enumerate() {
            for (class, word) in WORDS.iter().enumerate() {
                let at = json!({"commune": commune.to_string(), "gender": word});
                let found = answer.iter().find(|(found, _)| Some(found) == at.as_object());
                match found {
                    None => prop_assert!(numbers[class] == 0),
                    Some((_, None)) => {}
                    Some((_, Some(number))) => {
                        prop_assert_eq!(*number, numbers[class]);
                        prop_assert!(word.is_none() || *number >= i64::from(below));
                    }
                }
            }
        }
    }
}
