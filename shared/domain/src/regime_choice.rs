//! Which regime a dossier is evaluated under, from its dates (26/2026/QĐ-TTg, articles 11 and 12).
//!
//! The regime in force on the day of evaluation applies. A transition of that regime may send dossiers handed in before
//! it back to the former one until a last day by kind. The passage from 1048 to 148 has no such rule in the texts at
//! hand: there the day of evaluation decides, and a council that reads the law otherwise names the regime explicitly.

use chrono::NaiveDate;

use super::application_kind::ApplicationKind;
use super::criteria::{CompetenceRule, Regime, Regimes};

/// The dates of a dossier that decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DossierDates {
    /// Day on which the dossier was handed in.
    pub handed_in: NaiveDate,
    /// Kind of application.
    pub kind: ApplicationKind,
    /// Day of the evaluation.
    pub evaluated: NaiveDate,
}

/// The regime that applies.
#[derive(Clone, Copy, Debug)]
pub struct RegimeChoice<'a> {
    /// The regime; when it is `recorded_only`, its results are recorded, not computed.
    pub regime: &'a Regime,
    /// Who recognises which star on the day of evaluation.
    pub recognition: &'a CompetenceRule,
}

/// Why no regime applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRegime {
    /// The evaluation is dated before the dossier was handed in.
    #[error("the evaluation is dated before the dossier was handed in")]
    EvaluatedBeforeHandedIn,
    /// No regime known here was in force on the day of evaluation (before 21 August 2019).
    #[error("no regime was in force on the day of evaluation")]
    NoneInForce,
}

/// Chooses the regime of a dossier.
///
/// # Errors
/// [`NoRegime`] when the dates contradict each other or lie before the first regime.
pub fn choose(regimes: &Regimes, dates: DossierDates) -> Result<RegimeChoice<'_>, NoRegime> {
    if dates.evaluated < dates.handed_in {
        return Err(NoRegime::EvaluatedBeforeHandedIn);
    }
    let in_force = regimes
        .in_force_on(dates.evaluated)
        .ok_or(NoRegime::NoneInForce)?;
    let regime = former_regime(regimes, in_force, dates).unwrap_or(in_force);
    let recognition = regime
        .recognition_on(dates.evaluated)
        .ok_or(NoRegime::NoneInForce)?;
    Ok(RegimeChoice { regime, recognition })
}

/// The regime under which the transition of `in_force` lets the dossier finish.
fn former_regime<'a>(regimes: &'a Regimes, in_force: &Regime, dates: DossierDates) -> Option<&'a Regime> {
    let transition = in_force.transition.as_ref()?;
    let in_time = dates.evaluated <= transition.finish_by.last_day(dates.kind);
    if dates.handed_in < transition.handed_in_before && in_time {
        regimes.get(&transition.from_regime)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::FurtherCriteria;

    fn chosen(handed_in: &str, kind: ApplicationKind, evaluated: &str) -> (String, String) {
        let regimes = Regimes::embedded().unwrap();
        let day = |text: &str| text.parse().unwrap();
        let dates = DossierDates {
            handed_in: day(handed_in),
            kind,
            evaluated: day(evaluated),
        };
        match choose(&regimes, dates) {
            Ok(choice) => (choice.regime.id.clone(), choice.recognition.decision.clone()),
            Err(error) => (format!("{error:?}"), String::new()),
        }
    }

    #[track_caller]
    fn assert_chosen(handed_in: &str, kind: ApplicationKind, evaluated: &str, regime: &str, rule: &str) {
        assert_eq!(
            chosen(handed_in, kind, evaluated),
            (regime.to_owned(), rule.to_owned())
        );
    }

    #[test]
    fn a_dossier_of_the_former_regime_finishes_under_it_until_the_last_day_of_its_kind() {
        use ApplicationKind::{First, Renewal, Upgrade};
        for kind in [First, Upgrade] {
            assert_chosen("2026-05-21", kind, "2026-07-21", "148-2023", "1489/QĐ-TTg");
            assert_chosen("2026-05-21", kind, "2026-07-22", "26-2026", "26/2026/QĐ-TTg");
        }
        assert_chosen("2026-05-21", Renewal, "2026-06-21", "148-2023", "1489/QĐ-TTg");
        assert_chosen("2026-05-21", Renewal, "2026-06-22", "26-2026", "26/2026/QĐ-TTg");
        assert_chosen("2026-05-22", First, "2026-05-22", "26-2026", "26/2026/QĐ-TTg");
        assert_chosen("2026-05-21", First, "2026-05-21", "148-2023", "1489/QĐ-TTg");
    }

    #[test]
    fn the_district_recognises_three_stars_until_5_july_2025() {
        let first = ApplicationKind::First;
        assert_chosen("2025-07-01", first, "2025-07-05", "148-2023", "148/QĐ-TTg");
        assert_chosen("2025-07-01", first, "2025-07-06", "148-2023", "1489/QĐ-TTg");
    }

    #[test]
    fn results_before_24_february_2023_belong_to_1048() {
        let first = ApplicationKind::First;
        assert_chosen("2023-02-01", first, "2023-02-23", "1048-2019", "1048/QĐ-TTg");
        assert_chosen("2023-02-01", first, "2023-02-24", "148-2023", "148/QĐ-TTg");
        assert_chosen("2019-08-21", first, "2019-08-21", "1048-2019", "1048/QĐ-TTg");
        assert!(
            Regimes::embedded()
                .unwrap()
                .get("1048-2019")
                .unwrap()
                .recorded_only
        );
    }

    #[test]
    fn a_further_regime_is_in_force_from_its_day_and_finishes_what_it_says() {
        let file = include_str!("../../../criteria/26-2026.json")
            .replace("26-2026", "99-2030")
            .replace("\"148-2023\"", "\"26-2026\"")
            .replace("2026-0", "2030-0");
        let further = FurtherCriteria {
            regimes: vec![("99-2030.json".to_owned(), file)],
            ..FurtherCriteria::default()
        };
        let regimes = Regimes::with(&further).unwrap();
        let chosen = |handed_in: &str, evaluated: &str| {
            let dates = DossierDates {
                handed_in: handed_in.parse().unwrap(),
                kind: ApplicationKind::First,
                evaluated: evaluated.parse().unwrap(),
            };
            choose(&regimes, dates).unwrap().regime.id.clone()
        };
        assert_eq!(chosen("2030-05-21", "2030-05-21"), "26-2026");
        assert_eq!(chosen("2030-05-22", "2030-05-22"), "99-2030");
        // The same year holds dossiers under both.
        assert_eq!(chosen("2030-05-21", "2030-07-21"), "26-2026");
        assert_eq!(chosen("2030-05-21", "2030-07-22"), "99-2030");
    }

    #[test]
    fn dates_without_a_regime_are_refused() {
        let first = ApplicationKind::First;
        assert_chosen("2019-08-20", first, "2019-08-20", "NoneInForce", "");
        assert_chosen("2026-06-02", first, "2026-06-01", "EvaluatedBeforeHandedIn", "");
    }
}
