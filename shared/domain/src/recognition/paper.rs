//! What the paper of a past recognition must say, whoever reads it: a client's request or a line of a list.

use super::{DecisionOffice, PastRecognition, programme_year};
use crate::application_kind::ApplicationKind;
use crate::criteria::{RecognitionAuthority, Regime, Regimes};
use crate::rounds::YEARS;
use crate::units::{Generation, Place, REFORM, UnitRef};
use crate::violation::Violation;
use chrono::{Datelike, NaiveDate};

/// A recognition as a paper states it, not checked yet. What is left out is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognitionPaper {
    /// 3 to 5.
    pub stars: u8,
    /// Five stars of a province that the ministry had not decided.
    pub potential: bool,
    /// First, upgrade or renewal.
    pub kind: Option<ApplicationKind>,
    /// Regime of the rating, e.g. `1048-2019`.
    pub regime: Option<String>,
    /// The programme's year.
    pub programme_year: Option<i16>,
    /// Who recognised.
    pub authority: RecognitionAuthority,
    /// Its unit, in the boundaries of its time.
    pub authority_unit: Option<UnitRef>,
    /// Date of the decision.
    pub decided_on: Option<NaiveDate>,
    /// First day, where it is not that of the decision.
    pub valid_from: Option<NaiveDate>,
    /// Last day as printed.
    pub valid_to: Option<NaiveDate>,
}

/// A paper that breaks no rule, with what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPaper {
    /// Stars and days.
    pub recognition: PastRecognition,
    /// Id of the regime.
    pub regime: String,
    /// Group of the product's set under it, I to VI.
    pub group: String,
    /// Who recognised.
    pub office: DecisionOffice,
}

/// What the rules look at beside the paper.
#[derive(Clone, Copy, Debug)]
pub struct PaperContext<'a> {
    /// Where the product is made.
    pub place: &'a Place,
    /// Its set, 1 to 26.
    pub product_set: i16,
    /// All regimes.
    pub regimes: &'a Regimes,
    /// The day of recording.
    pub today: NaiveDate,
}

impl RecognitionPaper {
    /// Holds the paper against the rules; pointers are those of its fields below `at`.
    ///
    /// # Errors
    /// All broken rules.
    pub fn check(&self, at: &str, context: PaperContext<'_>) -> Result<CheckedPaper, Vec<Violation>> {
        let mut violations = self.days(at, context.today);
        let first_day = self.valid_from.or(self.decided_on);
        let year = self
            .programme_year
            .map(i32::from)
            .or_else(|| first_day.map(programme_year));
        if !(3..=5).contains(&self.stars) || (self.potential && self.stars != 5) {
            violations.push(stars_not_recognised(at));
        }
        if year.is_none() {
            violations.push(missing_year(at));
        } else if year.is_some_and(|year| !years(context.today).contains(&year)) {
            violations.push(year_out_of_range(at, context.today));
        }
        let regime = self.regime(at, first_day, year, context.regimes);
        let office = self.office(at, first_day, year, context);
        match (regime, office, year) {
            (Ok(regime), Ok(office), Some(year)) if violations.is_empty() => Ok(CheckedPaper {
                recognition: PastRecognition {
                    stars: self.stars,
                    potential: self.potential,
                    kind: self.kind,
                    programme_year: year,
                    valid_from: first_day,
                    valid_to: self.valid_to,
                },
                regime: regime.id.clone(),
                group: context
                    .regimes
                    .group_of(&regime.id, context.product_set)
                    .unwrap_or_default(),
                office,
            }),
            (regime, office, _) => {
                violations.extend(regime.err());
                violations.extend(office.err());
                Err(violations)
            }
        }
    }

    fn days(&self, at: &str, today: NaiveDate) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (field, day) in [("decided_on", self.decided_on), ("valid_from", self.valid_from)] {
            let Some(day) = day else { continue };
            if day > today {
                violations.push(Violation::in_the_future(format!("{at}/{field}")));
            } else if day.year() < i32::from(*YEARS.start()) {
                violations.push(too_early(&format!("{at}/{field}")));
            }
        }
        if self.valid_to.is_some() && self.valid_from.or(self.decided_on).is_none() {
            violations.push(end_without_start(at));
        }
        violations
    }

    /// The regime named, or the one in force on the day; without a day that of the year, where it had only one.
    fn regime<'a>(
        &self,
        at: &str,
        day: Option<NaiveDate>,
        year: Option<i32>,
        regimes: &'a Regimes,
    ) -> Result<&'a Regime, Violation> {
        if let Some(id) = &self.regime {
            return regimes.get(id).ok_or_else(|| unknown_regime(at, regimes));
        }
        // The programme is older than the first decision on its rating: what was recognised before is kept under it.
        let in_force = |day: NaiveDate| regimes.in_force_on(day).or_else(|| regimes.iter().next());
        let of_year = || {
            let bounds = [(1, 1), (12, 31)].map(|(month, day)| NaiveDate::from_ymd_opt(year?, month, day));
            let [first, last] = bounds.map(|day| day.and_then(in_force));
            first.filter(|regime| last.is_some_and(|last| last.id == regime.id))
        };
        day.map_or_else(of_year, in_force)
            .ok_or_else(|| missing_regime(at, regimes))
    }

    /// The office named, or the one of that level that the product's place had on the day.
    fn office(
        &self,
        at: &str,
        day: Option<NaiveDate>,
        year: Option<i32>,
        context: PaperContext<'_>,
    ) -> Result<DecisionOffice, Violation> {
        let authority = self.authority;
        let no_district = |rule: &crate::criteria::CompetenceRule| {
            rule.authorities
                .iter()
                .all(|one| one.authority != RecognitionAuthority::District)
        };
        let rule = day.and_then(|day| context.regimes.recognition_on(day));
        if authority == RecognitionAuthority::District && rule.is_some_and(no_district) {
            return Err(no_such_authority(at));
        }
        if let Some(unit) = &self.authority_unit {
            let fits = context.place.lies_in(unit)
                && DecisionOffice::of_place(authority, context.place, day_of(unit.generation))
                    .unit
                    .is_some_and(|own| own.level == unit.level);
            return if fits {
                Ok(DecisionOffice {
                    authority,
                    unit: Some(unit.clone()),
                })
            } else {
                Err(not_its_authority(at))
            };
        }
        // In 2025 there were two provinces, one after the other: without a day nobody knows which.
        let known = match (authority, day, year) {
            (RecognitionAuthority::Province, None, Some(year)) if year == REFORM.year() => None,
            (_, None, Some(year)) => NaiveDate::from_ymd_opt(year, 1, 1),
            (_, day, _) => day,
        };
        Ok(match known {
            Some(day) => DecisionOffice::of_place(authority, context.place, day),
            None => DecisionOffice {
                authority,
                unit: None,
            },
        })
    }
}

/// A day on which units of `generation` existed.
fn day_of(generation: Generation) -> NaiveDate {
    match generation {
        Generation::Legacy => NaiveDate::MIN,
        Generation::Current => REFORM,
    }
}

fn years(today: NaiveDate) -> std::ops::RangeInclusive<i32> {
    i32::from(*YEARS.start())..=today.year()
}

fn stars_not_recognised(at: &str) -> Violation {
    Violation::new(
        format!("{at}/stars"),
        "out_of_range",
        "Công nhận có 3, 4 hoặc 5 sao; tiềm năng chỉ đi với 5 sao.",
        "A recognition has 3, 4 or 5 stars; only five can be potential.",
    )
}

fn missing_year(at: &str) -> Violation {
    Violation::new(
        format!("{at}/programme_year"),
        "missing_year",
        "Khi không rõ ngày, cần năm chương trình.",
        "Where no day is known, the programme's year is needed.",
    )
}

fn year_out_of_range(at: &str, today: NaiveDate) -> Violation {
    let (first, last) = (years(today).start().to_owned(), years(today).end().to_owned());
    Violation::new(
        format!("{at}/programme_year"),
        "out_of_range",
        format!("Năm chương trình từ {first} đến {last}."),
        format!("The programme's year lies in {first} to {last}."),
    )
}

fn too_early(pointer: &str) -> Violation {
    let first = YEARS.start();
    Violation::new(
        pointer,
        "date_out_of_range",
        format!("Chương trình bắt đầu năm {first}."),
        format!("The programme began in {first}."),
    )
}

fn end_without_start(at: &str) -> Violation {
    Violation::new(
        format!("{at}/valid_to"),
        "end_without_start",
        "Có ngày hết hạn thì cần ngày quyết định hoặc ngày bắt đầu.",
        "A last day needs the day of the decision or the first day.",
    )
}

fn regime_ids(regimes: &Regimes) -> String {
    regimes
        .iter()
        .map(|regime| regime.id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn unknown_regime(at: &str, regimes: &Regimes) -> Violation {
    let known = regime_ids(regimes);
    Violation::new(
        format!("{at}/regime"),
        "unknown_regime",
        format!("Các bộ tiêu chí: {known}."),
        format!("The regimes are: {known}."),
    )
}

fn missing_regime(at: &str, regimes: &Regimes) -> Violation {
    let known = regime_ids(regimes);
    Violation::new(
        format!("{at}/regime"),
        "missing_regime",
        format!("Năm đó có hơn một bộ tiêu chí và không rõ ngày: hãy nêu regime, một trong {known}."),
        format!("The year had more than one regime and no day is known: name the regime, one of {known}."),
    )
}

fn no_such_authority(at: &str) -> Violation {
    Violation::new(
        format!("{at}/authority"),
        "no_such_authority",
        "Vào ngày đó cấp huyện không còn công nhận sản phẩm OCOP.",
        "On that day districts no longer recognised products.",
    )
}

fn not_its_authority(at: &str) -> Violation {
    Violation::new(
        format!("{at}/authority_unit"),
        "not_its_authority",
        "Sản phẩm không thuộc đơn vị này, hoặc đơn vị không cùng cấp với authority.",
        "The product does not lie in this unit, or the unit is not of the level that authority says.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Level, registry};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn paper() -> RecognitionPaper {
        RecognitionPaper {
            stars: 3,
            potential: false,
            kind: None,
            regime: None,
            programme_year: None,
            authority: RecognitionAuthority::Province,
            authority_unit: None,
            decided_on: Some(day("2021-02-17")),
            valid_from: None,
            valid_to: None,
        }
    }

    fn check(paper: &RecognitionPaper) -> Result<CheckedPaper, Vec<(String, &'static str)>> {
        let regimes = Regimes::embedded().unwrap();
        let place = registry().unwrap().place(Generation::Legacy, "08782").unwrap();
        let context = PaperContext {
            place: &place,
            product_set: 2,
            regimes: &regimes,
            today: day("2026-11-30"),
        };
        let told = |violations: Vec<Violation>| {
            violations
                .into_iter()
                .map(|one| (one.pointer, one.code))
                .collect()
        };
        paper.check("/0", context).map_err(told)
    }

    #[test]
    fn what_follows_from_the_day_is_filled_in() {
        let checked = check(&paper()).unwrap();
        assert_eq!(checked.regime, "1048-2019");
        assert_eq!(checked.recognition.programme_year, 2020);
        assert_eq!(checked.office.unit_word().as_deref(), Some("legacy-26"));
        let earlier = RecognitionPaper {
            decided_on: Some(day("2019-05-01")),
            ..paper()
        };
        assert_eq!(check(&earlier).unwrap().regime, "1048-2019");
    }

    #[test]
    fn without_a_day_nothing_is_guessed() {
        let undated = |year: i16| RecognitionPaper {
            decided_on: None,
            programme_year: Some(year),
            ..paper()
        };
        let in_2025 = check(&undated(2025)).unwrap();
        assert_eq!((in_2025.regime.as_str(), in_2025.office.unit), ("148-2023", None));
        assert_eq!(in_2025.recognition.valid_from, None);
        assert_eq!(
            check(&undated(2024)).unwrap().office.unit_word().as_deref(),
            Some("legacy-26")
        );
        for year in [2023, 2026] {
            assert_eq!(
                check(&undated(year)),
                Err(vec![("/0/regime".to_owned(), "missing_regime")]),
                "{year}"
            );
        }
        let no_year = RecognitionPaper {
            decided_on: None,
            valid_to: Some(day("2024-01-01")),
            ..paper()
        };
        let broken: Vec<&str> = check(&no_year)
            .unwrap_err()
            .iter()
            .map(|(_, code)| *code)
            .collect();
        assert_eq!(broken, ["end_without_start", "missing_year", "missing_regime"]);
    }

    #[test]
    fn broken_rules_name_their_field() {
        let broken = |change: fn(&mut RecognitionPaper)| {
            let mut broken = paper();
            change(&mut broken);
            broken
        };
        let foreign = |paper: &mut RecognitionPaper| {
            paper.authority_unit = Some(UnitRef::new(Generation::Legacy, Level::Province, "01"));
        };
        for (broken, field, code) in [
            (broken(|it| it.stars = 2), "stars", "out_of_range"),
            (broken(|it| it.potential = true), "stars", "out_of_range"),
            (
                broken(|it| (it.decided_on, it.programme_year) = (Some(day("2026-12-01")), Some(2026))),
                "decided_on",
                "in_the_future",
            ),
            (
                broken(|it| (it.decided_on, it.programme_year) = (Some(day("2017-12-31")), Some(2018))),
                "decided_on",
                "date_out_of_range",
            ),
            (
                broken(|it| it.programme_year = Some(2027)),
                "programme_year",
                "out_of_range",
            ),
            (
                broken(|it| it.regime = Some("77-1999".to_owned())),
                "regime",
                "unknown_regime",
            ),
            (
                broken(|it| {
                    (it.authority, it.decided_on) = (RecognitionAuthority::District, Some(day("2025-08-01")));
                }),
                "authority",
                "no_such_authority",
            ),
            (broken(foreign), "authority_unit", "not_its_authority"),
        ] {
            assert_eq!(
                check(&broken),
                Err(vec![(format!("/0/{field}"), code)]),
                "{field}"
            );
        }
    }
}
