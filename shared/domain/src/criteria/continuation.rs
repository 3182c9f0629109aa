//! How a certificate goes on past its end while its renewal is pending (tiếp tục có hiệu lực chờ kết quả đánh giá lại).

use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// Whose certificates go on by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContinuationReach {
    /// Of every renewal that was handed in while the certificate held.
    AllPending,
    /// Only where the renewal was handed in after its window.
    Late,
}

/// A rule by which certificates go on (26/2026/QĐ-TTg, article 12.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continuation {
    /// Where the decision says so, e.g. `12.3`.
    pub article: String,
    /// The most days past the end.
    pub days: u16,
    /// Whose.
    pub applies_to: ContinuationReach,
    /// Only certificates whose last day lies before this one; all where none is named.
    pub ending_before: Option<NaiveDate>,
}

impl Continuation {
    /// The latest last day of a certificate to `valid_to`.
    #[must_use]
    pub fn latest(&self, valid_to: NaiveDate) -> NaiveDate {
        let days = Days::new(self.days.into());
        valid_to.checked_add_days(days).unwrap_or(valid_to)
    }

    /// The latest last day by law of a certificate to `valid_to`, whose renewal was handed in on `handed_in`, `late` or in its window;
    /// none where it does not go on by law.
    #[must_use]
    pub fn by_law(&self, valid_to: NaiveDate, handed_in: NaiveDate, late: bool) -> Option<NaiveDate> {
        let applies = match self.applies_to {
            ContinuationReach::AllPending => true,
            ContinuationReach::Late => late,
        };
        let is_meant = handed_in <= valid_to && self.ending_before.is_none_or(|day| valid_to < day);
        (applies && is_meant).then(|| self.latest(valid_to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_certificate_goes_on_by_the_reading_of_the_regime() {
        let all: Continuation =
            serde_json::from_str(r#"{"article": "12.3", "days": 180, "applies_to": "all_pending"}"#).unwrap();
        let late = Continuation {
            applies_to: ContinuationReach::Late,
            ..all.clone()
        };
        let transitional = Continuation {
            ending_before: Some(day("2026-09-19")),
            ..all.clone()
        };
        let (end, latest) = (day("2026-09-19"), Some(day("2027-03-18")));
        for (rule, handed_in, is_late, expected) in [
            (&all, "2026-05-25", false, latest),
            (&all, "2026-09-19", true, latest),
            (&all, "2026-09-20", true, None),
            (&late, "2026-05-25", false, None),
            (&late, "2026-06-25", true, latest),
            (&transitional, "2026-06-25", true, None),
        ] {
            assert_eq!(
                rule.by_law(end, day(handed_in), is_late),
                expected,
                "{rule:?} {handed_in}"
            );
        }
        assert!(
            transitional
                .by_law(day("2026-09-18"), day("2026-06-25"), true)
                .is_some()
        );
    }
}
