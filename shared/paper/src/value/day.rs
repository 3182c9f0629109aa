//! Days (ngày): dates of a workbook, serial numbers, `dd/mm/yyyy` with any stroke, two-digit years, ISO, in words.

use super::amount::is_nothing;
use crate::cell::{PaperCell, Written};
use crate::remark::Reason;
use chrono::{Datelike, Days, NaiveDate};
use domain::spelling;

/// When something was decided, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The day.
    Day(NaiveDate),
    /// The year alone.
    Year(i32),
}

impl Moment {
    /// The day, where it is known.
    #[must_use]
    pub(crate) const fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Year(_) => None,
        }
    }

    /// The year.
    #[must_use]
    pub(crate) fn year(self) -> i32 {
        match self {
            Self::Day(day) => day.year(),
            Self::Year(year) => year,
        }
    }
}

/// Serial numbers that are days of the programme's time: 2010 to 2099. Smaller ones are years or slips.
const SERIALS: std::ops::RangeInclusive<u64> = 40_179..=73_050;
/// Numbers that are years.
const YEARS: std::ops::RangeInclusive<u64> = 1990..=2099;

/// The day of a workbook's serial number, its time of day left out.
pub(crate) fn serial_day(digits: &str, since_1904: bool) -> Option<NaiveDate> {
    let days: u64 = digits.split('.').next()?.parse().ok()?;
    let first = if since_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    NaiveDate::from_ymd_opt(first.0, first.1, first.2)?.checked_add_days(Days::new(days))
}

/// The day or year that `cell` says; none where it says nothing.
pub(crate) fn day(cell: &PaperCell, reasons: &mut Vec<Reason>) -> Option<Moment> {
    let read = match &cell.written {
        Written::Blank | Written::Unvalued | Written::Broken(_) => return None,
        Written::Day(day) => Some(Moment::Day(*day)),
        Written::Number(digits) => of_number(digits),
        Written::Text(text) if is_nothing(text) => return None,
        Written::Text(text) => of_text(text),
    };
    match read {
        Some(Moment::Year(_)) => reasons.push(Reason::warning(
            "day_missing",
            "chỉ có năm, không có ngày: được ghi là «không rõ ngày»",
            "only the year is known: the day is recorded as not known",
        )),
        Some(Moment::Day(_)) => {}
        None => reasons.push(Reason::error(
            "bad_date",
            "phải là ngày như «31/12/2025»: ngày, tháng, năm",
            "must be a date such as 31/12/2025: day, month, year",
        )),
    }
    read
}

fn of_number(digits: &str) -> Option<Moment> {
    let number: u64 = digits.split('.').next()?.parse().ok()?;
    if YEARS.contains(&number) {
        return i32::try_from(number).ok().map(Moment::Year);
    }
    if SERIALS.contains(&number) {
        return serial_day(digits, false).map(Moment::Day);
    }
    of_groups(&[digits])
}

fn of_text(text: &str) -> Option<Moment> {
    let words = spelling::exact(text);
    // A time of day behind the date says nothing more.
    let date = match words.find([':']) {
        Some(colon) => {
            let before = words
                .get(..colon)?
                .trim_end_matches(|letter: char| letter.is_ascii_digit());
            before.trim_end_matches(['t', ' '])
        }
        None => words.trim_end_matches('.'),
    };
    let known = |word: &str| matches!(word, "" | "ngày" | "tháng" | "năm" | "ngay" | "thang" | "nam");
    let mut letters = date.split(|letter: char| !letter.is_alphabetic());
    let plain = date
        .chars()
        .all(|letter| letter.is_alphanumeric() || " /-.,".contains(letter));
    if !plain || !letters.all(known) {
        return None;
    }
    let groups: Vec<&str> = date
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    of_groups(&groups)
}

fn of_groups(groups: &[&str]) -> Option<Moment> {
    let number = |text: &str| text.parse::<u32>().ok();
    match groups {
        [year, month, day] if year.len() == 4 => date(year, number(month)?, number(day)?),
        [day, month, year] => date(year, number(day).and(number(month))?, number(day)?),
        [month, year] if year.len() == 4 && (1..=12).contains(&number(month)?) => year_alone(year),
        [year] if year.len() == 4 => year_alone(year),
        [serial] if serial.len() == 5 => {
            serial.parse().ok().filter(|number| SERIALS.contains(number))?;
            serial_day(serial, false).map(Moment::Day)
        }
        // Year, month and day without strokes.
        [run] if run.len() == 8 => date(run.get(..4)?, number(run.get(4..6)?)?, number(run.get(6..)?)?),
        _ => None,
    }
}

fn year_alone(year: &str) -> Option<Moment> {
    let number = year.parse().ok().filter(|year| YEARS.contains(year))?;
    i32::try_from(number).ok().map(Moment::Year)
}

/// A date; a year of two digits is of this century, as the programme is.
fn date(year: &str, month: u32, day: u32) -> Option<Moment> {
    let number: i32 = year.parse().ok()?;
    let full = match year.len() {
        2 => 2000 + number,
        4 if (1900..2100).contains(&number) => number,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(full, month, day).map(Moment::Day)
}

/// A text such as "100/QĐ-UBND ngày 5/6/2024": what stands before the day, and the day.
pub(crate) fn within_text(text: &str) -> Option<(&str, NaiveDate)> {
    let at = ["ngày", "Ngày", "NGÀY"]
        .iter()
        .filter_map(|word| text.rfind(word))
        .max()?;
    let (before, after) = text.split_at_checked(at)?;
    let day = of_text(after.trim_end_matches([')', ';', ',']))?.day()?;
    Some((before.trim_end_matches([' ', ',', '(', ';', '-']), day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: Written) -> Result<Option<Moment>, &'static str> {
        let mut reasons = Vec::new();
        let read = day(&PaperCell::new(written), &mut reasons);
        match reasons.iter().find(|reason| reason.rule == "bad_date") {
            Some(reason) => Err(reason.own_rule()),
            None => Ok(read),
        }
    }

    fn on(text: &str) -> Moment {
        Moment::Day(text.parse().unwrap())
    }

    #[test]
    fn days_as_people_write_them() {
        for (text, meant) in [
            ("31/12/2025", "2025-12-31"),
            ("1/2/2025", "2025-02-01"),
            ("01-02-2025", "2025-02-01"),
            ("01.02.2025", "2025-02-01"),
            ("1/1/28", "2028-01-01"),
            ("05-06-24", "2024-06-05"),
            ("2025-02-01", "2025-02-01"),
            ("2025-02-01T00:00:00", "2025-02-01"),
            ("2025-02-01 07:30:00", "2025-02-01"),
            ("ngày 5 tháng 6 năm 2024", "2024-06-05"),
            ("Ngày 05/6/2024.", "2024-06-05"),
            ("46000", "2025-12-09"),
            ("20240605", "2024-06-05"),
        ] {
            assert_eq!(
                read(Written::Text(text.to_owned())),
                Ok(Some(on(meant))),
                "{text}"
            );
        }
        assert_eq!(
            read(Written::Number("44900".to_owned())),
            Ok(Some(on("2022-12-05")))
        );
        assert_eq!(
            read(Written::Number("46100.75".to_owned())),
            Ok(Some(on("2026-03-19")))
        );
        for text in ["2024", "6/2024"] {
            assert_eq!(
                read(Written::Text(text.to_owned())),
                Ok(Some(Moment::Year(2024))),
                "{text}"
            );
        }
        for text in ["", "-", "chưa có"] {
            assert_eq!(read(Written::Text(text.to_owned())), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_guessed() {
        for text in [
            "12/31/2025",
            "30/2/2025",
            "1/2/225",
            "hôm nay",
            "13/2025",
            "31/12/2025 và 1/1/2026",
            "999",
        ] {
            assert_eq!(read(Written::Text(text.to_owned())), Err("bad_date"), "{text}");
        }
        assert_eq!(read(Written::Number("12".to_owned())), Err("bad_date"));
    }

    #[test]
    fn a_day_within_the_number_of_a_decision_is_found() {
        let read = within_text("100/QĐ-UBND ngày 5/6/2024");
        assert_eq!(read, Some(("100/QĐ-UBND", "2024-06-05".parse().unwrap())));
        assert_eq!(within_text("100/QĐ-UBND"), None);
    }
}
