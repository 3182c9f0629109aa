//! Properties of scoring that hold for any sheets.

use std::sync::LazyLock;

use domain::application_kind::ApplicationKind;
use domain::criteria::Regimes;
use domain::language::Language;
use domain::regime_choice::{DossierDates, NoRegime, choose};
use domain::scoring::{Quorum, ScoreSheet, ScoringRequest, ScoringResult, score, validate};
use proptest::prelude::*;

use super::generate::{Dice, leaves, points, request, scorable};

static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::embedded().unwrap());

fn scored(request: &ScoringRequest) -> ScoringResult {
    score(&validate(&REGIMES, request).unwrap(), Language::Vi)
}

prop_compose! {
    /// A valid request of any of the 48 sets.
    fn any_request()(set in 0_usize..48, seed: u64) -> ScoringRequest {
        let (regime, set) = scorable(&REGIMES)[set];
        request(&mut Dice::new(seed), regime, set)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Raising answers keeps every minimum that was met.
    #[test]
    fn more_points_never_lower_the_stars(request in any_request(), member: prop::sample::Index, raises in 1_usize..6, seed: u64) {
        let mut request = request;
        prop_assume!(!request.sheets.is_empty());
        // More points for one member may widen the spread, which is another rule.
        request.council.get_or_insert_default().max_spread = None;
        let before = scored(&request);
        let set = REGIMES.get(&request.regime).and_then(|regime| regime.product_set(request.product_set)).unwrap();
        let mut dice = Dice::new(seed);
        let member = member.index(request.sheets.len());
        for _ in 0..raises {
            let Some(raised) = raise(&mut dice, set, &request.sheets[member]) else { continue };
            request.sheets[member] = raised;
        }
        let after = scored(&request);
        prop_assert!(after.sum >= before.sum && after.score_stars >= before.score_stars);
        prop_assert!(after.stars >= before.stars, "{:?} then {:?}", before.stars, after.stars);
    }

    #[test]
    fn the_order_of_sheets_never_matters(request in any_request(), seed: u64) {
        let mut request = request;
        prop_assume!(!request.sheets.is_empty());
        let mut before = scored(&request);
        let mut dice = Dice::new(seed);
        for place in (1..request.sheets.len()).rev() {
            request.sheets.swap(place, dice.below(place + 1));
        }
        let mut after = scored(&request);
        for result in [&mut before, &mut after] {
            result.sheets.sort_by(|one, other| one.assessor.cmp(&other.assessor));
        }
        prop_assert_eq!(before, after);
    }

    /// Nothing from outside makes the core panic; what it refuses, it names.
    #[test]
    fn any_input_is_scored_or_refused(
        request in any_request(),
        regime in prop::option::weighted(0.1, "[0-9]{0,4}-?[0-9]{0,4}"),
        product_set in prop::option::weighted(0.2, any::<u32>()),
        members in prop::option::weighted(0.3, prop::option::of(any::<u32>())),
        quorum in prop::option::weighted(0.3, "[0-9]{0,11}/?[0-9]{0,11}"),
        strange in prop::collection::vec(("([ABC]\\.[0-9]{1,2}(\\.[0-9a-b]){0,2}|\\PC{0,6})", any::<i64>(), any::<bool>()), 0..6),
        eliminations in prop::collection::vec("[a-z_]{0,20}", 0..2),
    ) {
        let mut request = request;
        request.regime = regime.unwrap_or(request.regime);
        request.product_set = product_set.unwrap_or(request.product_set);
        request.eliminations.extend(eliminations);
        let council = request.council.get_or_insert_default();
        council.members = members.unwrap_or(council.members);
        council.quorum = quorum.unwrap_or_else(|| council.quorum.clone());
        if let Some(sheet) = request.sheets.first_mut() {
            let small = |(code, option, small): (String, i64, bool)| (code, if small { option.rem_euclid(5) } else { option });
            sheet.answers.0.extend(strange.into_iter().map(small));
        }
        match validate(&REGIMES, &request) {
            Ok(checked) => prop_assert_eq!(score(&checked, Language::En).regime, request.regime),
            Err(violations) => prop_assert!(!violations.is_empty()),
        }
    }

    /// What is stored is what was sent, and what was computed.
    #[test]
    fn requests_and_results_survive_json(request in any_request()) {
        let json = serde_json::to_string(&request).unwrap();
        prop_assert_eq!(&serde_json::from_str::<ScoringRequest>(&json).unwrap(), &request);
        let result = scored(&request);
        let json = serde_json::to_string(&result).unwrap();
        prop_assert_eq!(serde_json::from_str::<ScoringResult>(&json).unwrap(), result);
    }

    #[test]
    fn a_quorum_is_met_as_the_fractions_compare(a in 1_u32..50, b in 1_u32..50, sheets in 0_u64..60, members in 1_u64..60) {
        let quorum = format!("{a}/{b}").parse::<Quorum>();
        prop_assert_eq!(quorum.is_ok(), a <= b);
        if let Ok(quorum) = quorum {
            // The smallest number of sheets that suffices, by counting up.
            let needed = (0..).find(|n| u64::from(b) * n >= members * u64::from(a)).unwrap();
            prop_assert_eq!(quorum.is_met(sheets, members), sheets >= needed);
        }
    }

    /// Around every boundary of the law: one regime, the one whose days hold the evaluation.
    #[test]
    fn the_regime_follows_the_dates(
        boundary in prop::sample::select(vec!["2019-08-21", "2023-02-24", "2025-07-06", "2026-05-22", "2026-06-22", "2026-07-22"]),
        offset in -3_i64..3, waited in 0_i64..120, kind in prop::sample::select(ApplicationKind::ALL),
    ) {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let evaluated = day(boundary) + chrono::Duration::days(offset);
        let handed_in = evaluated - chrono::Duration::days(waited);
        let chosen = choose(&REGIMES, DossierDates { handed_in, kind, evaluated });
        let last = if kind == ApplicationKind::Renewal { day("2026-06-21") } else { day("2026-07-21") };
        let finishes = handed_in < day("2026-05-22") && evaluated <= last;
        let expected = match evaluated {
            evaluated if evaluated < day("2019-08-21") => Err(NoRegime::NoneInForce),
            evaluated if evaluated < day("2023-02-24") => Ok(("1048-2019", "1048/QĐ-TTg")),
            evaluated if evaluated < day("2025-07-06") => Ok(("148-2023", "148/QĐ-TTg")),
            evaluated if evaluated < day("2026-05-22") || finishes => Ok(("148-2023", "1489/QĐ-TTg")),
            _ => Ok(("26-2026", "26/2026/QĐ-TTg")),
        };
        let chosen = chosen.as_ref().map(|chosen| (chosen.regime.id.as_str(), chosen.recognition.decision.as_str()));
        prop_assert_eq!(chosen.map_err(|error| *error), expected);
    }
}

/// The sheet with one answer raised to more points; `None` when the criterion drawn has no more.
fn raise(dice: &mut Dice, set: &domain::criteria::ProductSet, sheet: &ScoreSheet) -> Option<ScoreSheet> {
    let criterion = dice.one_of(&leaves(set));
    let condition = criterion.applies_only_if.as_ref();
    let met = condition.is_none_or(|condition| {
        let other = leaves(set)
            .into_iter()
            .find(|other| other.code == condition.criterion)
            .unwrap();
        let answer = sheet.answers.0.iter().find(|(code, _)| *code == other.code);
        points(
            other,
            answer.map_or(0, |(_, option)| usize::try_from(*option).unwrap()),
        ) > condition.points_above
    });
    if !met {
        return None;
    }
    let mut sheet = sheet.clone();
    let answer = sheet
        .answers
        .0
        .iter_mut()
        .find(|(code, _)| *code == criterion.code);
    let now = answer
        .as_ref()
        .map_or(0, |(_, option)| usize::try_from(*option).unwrap());
    let better = |option: &usize| points(criterion, *option) > points(criterion, now);
    let options: Vec<usize> = (1..=criterion.options.len()).filter(better).collect();
    let option = i64::try_from(dice.one_of(options.get(..).filter(|options| !options.is_empty())?)).unwrap();
    match answer {
        Some(answer) => answer.1 = option,
        None if criterion.alternative => return None,
        None => sheet.answers.0.push((criterion.code.clone(), option)),
    }
    Some(sheet)
}
