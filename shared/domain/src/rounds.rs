//! Rounds of evaluation (đợt đánh giá) and the dates that the law gives them.

use super::evaluation::EvaluationLevel;
use super::producers::FieldCheck;
use super::violation::Violation;
use chrono::{Datelike, NaiveDate};

/// The days of a round: both are the first day that is too late ("trước ngày").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundDates {
    /// A dossier is sent on before this day: by the commune to the province, by the province to the ministry.
    pub sent_before: NaiveDate,
    /// It is decided before this day.
    pub decided_before: NaiveDate,
}

/// Earliest and latest year of a round: the programme began in 2018.
pub const YEARS: std::ops::RangeInclusive<i16> = 2018..=2100;

impl RoundDates {
    /// The dates of the law (26/2026/QĐ-TTg) for round `number` of `year`; none for a further round, which has its own.
    ///
    /// Province: sent before 30 April and decided before 30 June; 30 October and 30 December. Ministry: 30 July and 30
    /// September; 30 January and 30 March of the next year.
    #[must_use]
    pub fn of_law(level: EvaluationLevel, year: i16, number: i16) -> Option<Self> {
        use EvaluationLevel::{Central, Province};
        let year = i32::from(year);
        let (year, sent, decided) = match (level, number) {
            (Province, 1) => (year, 4, 6),
            (Province, 2) => (year, 10, 12),
            (Central, 1) => (year, 7, 9),
            (Central, 2) => (year + 1, 1, 3),
            _ => return None,
        };
        Some(Self {
            sent_before: NaiveDate::from_ymd_opt(year, sent, 30)?,
            decided_before: NaiveDate::from_ymd_opt(year, decided, 30)?,
        })
    }
}

/// A round as people fill it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundDraft {
    /// Whose councils score.
    pub level: EvaluationLevel,
    /// Its year.
    pub year: i16,
    /// Its number within the year.
    pub number: i16,
    /// Its own day; left out: the law's.
    pub sent_before: Option<NaiveDate>,
    /// Its own day; left out: the law's.
    pub decided_before: Option<NaiveDate>,
    /// Remarks.
    pub note: Option<String>,
}

/// Longest note, in characters.
const NOTE_LENGTH: usize = 2_000;
/// Highest number of a round within a year.
const NUMBERS: std::ops::RangeInclusive<i16> = 1..=99;

impl RoundDraft {
    /// The dates of the round.
    ///
    /// # Errors
    /// Every broken rule; `own_dates_needed` where the law gives a round of this number no dates.
    pub fn check(&self) -> Result<RoundDates, Vec<Violation>> {
        let mut check = FieldCheck::default();
        if !YEARS.contains(&self.year) {
            let (first, last) = (YEARS.start(), YEARS.end());
            check.refuse(
                "/year",
                "year_out_of_range",
                format!("năm phải từ {first} đến {last}"),
                format!("a year is from {first} to {last}"),
            );
        }
        if !NUMBERS.contains(&self.number) {
            check.refuse(
                "/number",
                "number_out_of_range",
                "số đợt phải từ 1 đến 99",
                "a number is from 1 to 99",
            );
        }
        if let Some(note) = &self.note {
            check.text("/note", note, NOTE_LENGTH);
        }
        let law = RoundDates::of_law(self.level, self.year, self.number);
        let sent = self.sent_before.or(law.map(|dates| dates.sent_before));
        let decided = self.decided_before.or(law.map(|dates| dates.decided_before));
        for (pointer, day) in [("/sent_before", sent), ("/decided_before", decided)] {
            match day {
                None => check.refuse(
                    pointer,
                    "own_dates_needed",
                    "luật chỉ định ngày cho đợt 1 và 2; đợt khác phải nêu ngày riêng",
                    "the law dates rounds 1 and 2 only; a further round names its own days",
                ),
                Some(day) if (day.year() - i32::from(self.year)).abs() > 1 => check.refuse(
                    pointer,
                    "date_out_of_range",
                    "ngày phải trong năm của đợt hoặc năm liền kề",
                    "the day lies in the year of the round or in the one beside it",
                ),
                Some(_) => {}
            }
        }
        let dates = sent.zip(decided);
        if dates.is_some_and(|(sent, decided)| sent >= decided) {
            check.refuse(
                "/decided_before",
                "days_out_of_order",
                "hạn công nhận phải sau hạn gửi hồ sơ",
                "a round is decided after its dossiers are sent",
            );
        }
        let violations = check.finish();
        match dates {
            Some((sent_before, decided_before)) if violations.is_empty() => Ok(RoundDates {
                sent_before,
                decided_before,
            }),
            _ => Err(violations),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EvaluationLevel::{Central, Province};
    use proptest::prelude::*;

    #[test]
    fn the_law_has_two_rounds_a_year_for_each_level() {
        let dates = |level, number| {
            RoundDates::of_law(level, 2026, number)
                .map(|dates| format!("{} {}", dates.sent_before, dates.decided_before))
        };
        assert_eq!(dates(Province, 1).unwrap(), "2026-04-30 2026-06-30");
        assert_eq!(dates(Province, 2).unwrap(), "2026-10-30 2026-12-30");
        assert_eq!(dates(Central, 1).unwrap(), "2026-07-30 2026-09-30");
        assert_eq!(dates(Central, 2).unwrap(), "2027-01-30 2027-03-30");
        assert_eq!(dates(Province, 3), None);
        assert_eq!(dates(Central, 0), None);
    }

    proptest! {
        /// What the province decides in one of the law's rounds comes in time for the ministry's round of the same number.
        #[test]
        fn each_round_of_the_ministry_follows_one_of_the_provinces(year in 2018_i16..=2100, number in 1_i16..=2) {
            let province = RoundDates::of_law(Province, year, number).unwrap();
            let ministry = RoundDates::of_law(Central, year, number).unwrap();
            prop_assert!(province.sent_before < province.decided_before);
            prop_assert!(province.decided_before < ministry.sent_before);
            prop_assert!(ministry.sent_before < ministry.decided_before);
        }
    }
}
