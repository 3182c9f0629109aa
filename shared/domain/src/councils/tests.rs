//! Who counts in a council, whoever stays away.

use super::*;
use crate::criteria::Regimes;
use crate::language::Language;
use crate::scoring::{ScoringOutcome, score, validate};
use proptest::prelude::*;
use std::sync::LazyLock;

static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::embedded().unwrap());

fn seat(number: u128, role: CouncilRole) -> CouncilSeat {
    CouncilSeat {
        member: Uuid::from_u128(number),
        role,
        voting: true,
        recused: false,
    }
}

fn sheet(number: u128, eliminations: &[&str]) -> SheetSubmission {
    SheetSubmission {
        member: Uuid::from_u128(number),
        answers: SheetAnswers::default(),
        eliminations: eliminations.iter().map(|&ground| ground.to_owned()).collect(),
    }
}

#[test]
fn the_vice_chair_presides_only_where_the_chair_has_recused() {
    let mut seats = [
        seat(1, CouncilRole::Chair),
        seat(2, CouncilRole::ViceChair),
        seat(3, CouncilRole::Member),
    ];
    assert_eq!(presiding(&seats), Some(Uuid::from_u128(1)));
    seats[0].recused = true;
    assert_eq!(presiding(&seats), Some(Uuid::from_u128(2)));
    seats[1].voting = false;
    assert_eq!(presiding(&seats), None);
}

#[test]
fn a_ground_eliminates_where_more_than_half_name_it() {
    let sheets = [
        sheet(1, &["forged_dossier"]),
        sheet(2, &["forged_dossier", "x"]),
        sheet(3, &[]),
    ];
    assert_eq!(common_eliminations(&sheets, None), ["forged_dossier"]);
    assert!(common_eliminations(&sheets[1..], None).is_empty());
    assert!(common_eliminations(&[], None).is_empty());
}

#[test]
fn a_ground_by_name_and_by_a_zero_is_the_same_ground() {
    let form = REGIMES
        .get("26-2026")
        .and_then(|regime| regime.product_set(16))
        .unwrap()
        .sheet();
    let zero = |number| SheetSubmission {
        answers: [("C.6.2", 1)].into_iter().collect(),
        ..sheet(number, &[])
    };
    let named = |number| sheet(number, &["sensory_criterion_scored_zero"]);
    let sheets = [zero(1), named(2), sheet(3, &[])];
    assert_eq!(
        common_eliminations(&sheets, form),
        ["sensory_criterion_scored_zero"]
    );
    assert!(common_eliminations(&sheets, None).is_empty());
    assert!(common_eliminations(&[zero(1), sheet(2, &[])], form).is_empty());
    let both = SheetSubmission {
        eliminations: named(1).eliminations,
        ..zero(1)
    };
    assert!(
        common_eliminations(&[both, sheet(2, &[])], form).is_empty(),
        "one sheet counts once"
    );
}

proptest! {
    /// Only those who score count, and the quorum told at the closing is the one that the rating finds.
    #[test]
    fn the_closing_and_the_rating_agree(
        people in proptest::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 1..9),
        quorum in prop::sample::select(vec!["1/2", "2/3", "3/4", "1/1"]),
    ) {
        let role = |index| match index {
            0 => CouncilRole::Chair,
            1 => CouncilRole::ViceChair,
            _ => CouncilRole::Member,
        };
        let seats: Vec<CouncilSeat> = people
            .iter()
            .zip(0_u128..)
            .map(|((voting, recused, _), index)| CouncilSeat {
                voting: *voting,
                recused: *recused,
                ..seat(index, role(index))
            })
            .collect();
        let handed: Vec<_> = people.iter().zip(0..).filter(|((_, _, handed), _)| *handed).map(|(_, index)| sheet(index, &[])).collect();
        let rules = CouncilRules { quorum: quorum.to_owned(), ..CouncilRules::default() };
        let request = scoring_request(("26-2026", 1), None, &rules, &seats, &handed);
        for sheet in &request.sheets {
            prop_assert!(seats.iter().any(|seat| seat.member.to_string() == sheet.assessor && seat.scores()));
        }
        prop_assert!(request.sheets.iter().filter(|sheet| sheet.chair).count() <= 1);
        if seats.iter().any(CouncilSeat::scores) {
            let outcome = score(&validate(&REGIMES, &request).unwrap(), Language::Vi).outcome;
            prop_assert_eq!(is_quorate(&rules, &seats, &handed), outcome != ScoringOutcome::NoQuorum);
        } else {
            prop_assert!(!is_quorate(&rules, &seats, &handed));
        }
    }
}
