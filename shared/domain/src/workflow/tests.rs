//! The table holds together, whatever path is taken.

use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

const PARTIES: &[Party] = Party::ALL;

#[test]
fn the_printed_table_is_current() {
    let committed = include_str!("../../../../docs/WORKFLOW.md");
    assert!(
        committed == markdown(),
        "docs/WORKFLOW.md is out of date: run `cargo run -p api -- workflow > docs/WORKFLOW.md`"
    );
}

#[test]
fn no_state_has_an_action_twice() {
    let mut seen = HashSet::new();
    for row in TRANSITIONS {
        assert!(seen.insert((row.from, row.action)), "{} {}", row.from, row.action);
    }
}

#[test]
fn every_state_is_reached_and_every_way_can_end() {
    let mut reached = HashSet::from([DossierState::Draft]);
    while let Some(row) = TRANSITIONS
        .iter()
        .find(|row| reached.contains(&row.from) && !reached.contains(&row.to))
    {
        reached.insert(row.to);
    }
    assert_eq!(reached.len(), DossierState::ALL.len());
    let finals = DossierState::ALL.iter().filter(|state| state.is_final());
    assert_eq!(finals.count(), 3);
    assert_eq!(ending().len(), DossierState::ALL.len());
}

/// The states from which an end is reachable, the ends among them.
fn ending() -> HashSet<DossierState> {
    let finals = DossierState::ALL.iter().copied();
    let mut ending: HashSet<_> = finals.filter(|state| state.is_final()).collect();
    while let Some(row) = TRANSITIONS
        .iter()
        .find(|row| ending.contains(&row.to) && !ending.contains(&row.from))
    {
        ending.insert(row.from);
    }
    ending
}

#[test]
fn a_turn_begins_with_every_way_to_a_council_that_does_not_keep_the_sheets() {
    use DossierAction::{Accept, EvaluateAnew, NeedsRescoring, Report, Rescore};
    let opening: HashSet<_> = TRANSITIONS
        .iter()
        .filter(|row| row.opens_turn())
        .map(|row| row.action)
        .collect();
    assert_eq!(
        opening,
        HashSet::from([Report, Accept, NeedsRescoring, Rescore, EvaluateAnew])
    );
    let accepted = TRANSITIONS
        .iter()
        .filter(|row| row.action == Accept && row.opens_turn());
    assert_eq!(
        accepted.map(|row| row.from).collect::<Vec<_>>(),
        [DossierState::AtMinistry]
    );
}

#[test]
fn every_rating_is_a_step_of_its_level() {
    use crate::evaluation::EvaluationLevel;
    use crate::scoring::ScoringOutcome;
    let rated = |level, stars| DossierAction::of_rating(level, ScoringOutcome::Rated, Some(stars));
    let (province, central) = (EvaluationLevel::Province, EvaluationLevel::Central);
    assert_eq!(rated(province, 2), DossierAction::RatedBelow);
    assert_eq!(rated(province, 3), DossierAction::Rated);
    assert_eq!(rated(central, 4), DossierAction::RatedBelow);
    assert_eq!(rated(central, 5), DossierAction::Rated);
    for (level, state) in [
        (province, DossierState::BeingRated),
        (central, DossierState::BeingRatedByMinistry),
    ] {
        for outcome in ScoringOutcome::ALL {
            let action = DossierAction::of_rating(level, *outcome, Some(3));
            assert!(
                step(state, action, Party::Rating, None).is_ok(),
                "{state} {action}"
            );
        }
    }
}

#[test]
fn an_action_out_of_turn_says_what_is_possible() {
    let refused = step(
        DossierState::AtCommune,
        DossierAction::Accept,
        Party::Commune,
        None,
    );
    let Err(StepRefusal::OutOfTurn(refused)) = refused else {
        panic!("{refused:?}")
    };
    let possible: Vec<&str> = refused
        .possible
        .iter()
        .map(|(action, _)| action.as_str())
        .collect();
    assert_eq!(possible, ["send_on", "return", "withdraw"]);
    assert!(matches!(
        step(
            DossierState::AtCommune,
            DossierAction::SendOn,
            Party::Producer,
            None
        ),
        Err(StepRefusal::NotByYou { .. })
    ));
    assert!(matches!(
        step(
            DossierState::AtCommune,
            DossierAction::Return,
            Party::Commune,
            Some(" ")
        ),
        Err(StepRefusal::ReasonMissing(_))
    ));
}

proptest! {
    /// No path loses a dossier: from wherever chance leads, it stands in a known state from which it can still end, and
    /// it is recognised only after a rating and only by a decision.
    #[test]
    fn no_path_loses_a_dossier(choices in proptest::collection::vec((0_usize..64, 0_usize..5), 0..80)) {
        let mut state = DossierState::Draft;
        let mut rated = false;
        let ending = ending();
        for (choice, party) in choices {
            prop_assert!(ending.contains(&state), "{state} leads to no end");
            let rows: Vec<_> = possible(state).collect();
            prop_assert_eq!(rows.is_empty(), state.is_final(), "{}", state);
            let Some(row) = rows.get(choice % rows.len().max(1)) else { break };
            let party = PARTIES[party];
            match step(state, row.action, party, Some("lý do")) {
                Ok(taken) => {
                    prop_assert!(taken.by.contains(&party));
                    rated |= taken.action == DossierAction::Rated;
                    if taken.to == DossierState::Recognised {
                        prop_assert!(rated && taken.action == DossierAction::Recognise);
                    }
                    state = taken.to;
                }
                Err(refused) => prop_assert!(matches!(refused, StepRefusal::NotByYou { .. }), "{refused}"),
            }
        }
    }
}
