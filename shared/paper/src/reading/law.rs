//! What the law was when something was recognised: who might recognise, and by which regime it was rated, on a day or in a year.

use crate::value::Moment;
use chrono::{Datelike, NaiveDate};
use domain::criteria::{CompetenceRule, RecognitionAuthority, Regime, Regimes};
use domain::rounds::YEARS;
use std::collections::{BTreeMap, BTreeSet};

/// The rules of the years of the programme, put together once a run.
pub(super) struct Law<'a> {
    regimes: &'a Regimes,
    years: BTreeMap<i32, OfYear<'a>>,
}

/// The rules of the days of one year.
#[derive(Default)]
struct OfYear<'a> {
    recognition: Vec<&'a CompetenceRule>,
    /// True where no day is without a rule.
    whole: bool,
    regimes: Vec<&'a Regime>,
}

impl<'a> Law<'a> {
    /// The law from the first year of the programme to that of the day `today`.
    pub(super) fn new(regimes: &'a Regimes, today: NaiveDate) -> Self {
        let last = today.year();
        let years = (i32::from(*YEARS.start())..=last).map(|year| (year, of_year(regimes, year)));
        Self {
            regimes,
            years: years.collect(),
        }
    }

    /// Who might recognise `stars`; none where there was no rule, or not on all days of the year.
    pub(super) fn authorities_of(&self, stars: u8, moment: Moment) -> Option<BTreeSet<RecognitionAuthority>> {
        let rules = self.rules(moment)?;
        let of_stars = rules.iter().flat_map(|rule| &rule.authorities);
        let of_stars = of_stars.filter(|rule| rule.stars == stars);
        Some(of_stars.map(|rule| rule.authority).collect())
    }

    /// Who might recognise any stars.
    pub(super) fn authorities(&self, moment: Moment) -> Option<BTreeSet<RecognitionAuthority>> {
        let rules = self.rules(moment)?;
        let all = rules.iter().flat_map(|rule| &rule.authorities);
        Some(all.map(|rule| rule.authority).collect())
    }

    fn rules(&self, moment: Moment) -> Option<Vec<&'a CompetenceRule>> {
        match moment {
            Moment::Day(day) => Some(vec![self.regimes.recognition_on(day)?]),
            Moment::Year(year) => {
                let year = self.years.get(&year).filter(|year| year.whole)?;
                Some(year.recognition.clone())
            }
        }
    }

    /// The regimes in force in `year`, oldest first; none outside the programme.
    pub(super) fn regimes_of(&self, year: i32) -> &[&'a Regime] {
        self.years.get(&year).map_or(&[], |year| &year.regimes)
    }

    /// Whether `moment` lies in the years of the programme until today.
    pub(super) fn covers(&self, moment: Moment) -> bool {
        self.years.contains_key(&moment.year())
    }
}

fn of_year(regimes: &Regimes, year: i32) -> OfYear<'_> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let days = first.into_iter().flat_map(|first| first.iter_days());
    let mut of_year = OfYear {
        whole: true,
        ..OfYear::default()
    };
    for day in days.take_while(|day| day.year() == year) {
        match regimes.recognition_on(day) {
            Some(rule) if of_year.recognition.last() != Some(&rule) => of_year.recognition.push(rule),
            Some(_) => {}
            None => of_year.whole = false,
        }
        // What was recognised before the first regime stands under it.
        let in_force = regimes.in_force_on(day).or_else(|| regimes.iter().next());
        let known = of_year.regimes.last().map(|regime| regime.id.as_str());
        if let Some(regime) = in_force.filter(|regime| known != Some(regime.id.as_str())) {
            of_year.regimes.push(regime);
        }
    }
    of_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_the_law_of_all_its_days() {
        use RecognitionAuthority::{District, Ministry, Province};
        let regimes = Regimes::embedded().unwrap();
        let law = Law::new(&regimes, "2026-11-30".parse().unwrap());
        let of = |stars, moment| law.authorities_of(stars, moment).map(Vec::from_iter);
        for (year, authorities) in [
            (2019, None),
            (2020, Some(vec![Province])),
            (2022, Some(vec![Province])),
            (2023, Some(vec![District, Province])),
            (2024, Some(vec![District])),
            (2025, Some(vec![District, Province])),
            (2026, Some(vec![Province])),
            (2027, None),
        ] {
            assert_eq!(of(3, Moment::Year(year)), authorities, "{year}");
        }
        assert_eq!(of(4, Moment::Year(2025)), Some(vec![Province]));
        assert_eq!(of(5, Moment::Year(2023)), Some(vec![Ministry]));
        let day = |text: &str| Moment::Day(text.parse().unwrap());
        assert_eq!(of(3, day("2025-07-05")), Some(vec![District]));
        assert_eq!(of(3, day("2025-07-06")), Some(vec![Province]));
        assert_eq!(of(3, day("2019-08-20")), None);
    }

    #[test]
    fn years_of_two_regimes_have_both() {
        let regimes = Regimes::embedded().unwrap();
        let law = Law::new(&regimes, "2026-11-30".parse().unwrap());
        let of = |year| -> Vec<&str> {
            let regimes = law.regimes_of(year).iter();
            regimes.map(|regime| regime.id.as_str()).collect()
        };
        assert_eq!(of(2018), ["1048-2019"]);
        assert_eq!(of(2019), ["1048-2019"]);
        assert_eq!(of(2023), ["1048-2019", "148-2023"]);
        assert_eq!(of(2025), ["148-2023"]);
        assert_eq!(of(2026), ["148-2023", "26-2026"]);
        assert_eq!(of(2017), [""; 0]);
    }
}
