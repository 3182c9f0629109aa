//! Star status over time (công nhận hạng sao): how a rated evaluation changes what a product holds.
//!
//! A status is an interval of days. Decision 26/2026/QĐ-TTg: a certificate runs 36 months from the decision's date. The day of
//! the decision is not counted (Civil Code, article 147.2), and the term ends when the corresponding day of the last month ends, or the
//! last day of that month where it has no such day (article 148.3): what was decided on 23/12/2019 holds on all of 23/12/2022;
//! one and two stars are a result without a certificate; five stars of a province are potential until the ministry's
//! council decides.

mod notices;
mod office;
mod paper;
mod past;
mod twins;

pub use notices::{RENEWAL_OPENS_DAYS, RENEWAL_PENDING_DAYS, RecognitionNoticeKind};
pub use office::{DecisionOffice, unit_of_word, unit_word};
pub use paper::{CheckedPaper, PaperContext, RecognitionPaper};
pub use past::{NoPlacement, PastPlacement, PastRecognition, RecognitionEndReason, RecognitionEntry};
pub use twins::{JoinedHistory, NoJoin, join_histories};

use super::application_kind::ApplicationKind;
use super::evaluation::EvaluationLevel;
use chrono::{Datelike, Months, NaiveDate};

/// Validity of a certificate (thời hạn Giấy chứng nhận): 36 months.
const VALID_MONTHS: Months = Months::new(36);

/// The lowest number of stars that is recognised and certified.
pub const LOWEST_RECOGNISED: u8 = 3;

/// One interval of star status of one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StarStatus {
    /// 3 to 5.
    pub stars: u8,
    /// Five stars of a province before the ministry has decided (tiềm năng 5 sao).
    pub potential: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    pub valid_to: NaiveDate,
    /// Last day of a carry-over until the result of the renewal.
    pub extended_to: Option<NaiveDate>,
    /// The day from which something replaced or revoked it.
    pub ended_on: Option<NaiveDate>,
}

impl StarStatus {
    /// True where the status holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && day < self.end()
    }

    /// False where it is on record by its year only: it holds on no day.
    #[must_use]
    pub fn ever_holds(&self) -> bool {
        self.valid_from < self.end()
    }

    /// First day on which it no longer holds.
    #[must_use]
    pub fn end(&self) -> NaiveDate {
        let term = self.term();
        self.ended_on.map_or(term, |ended| ended.min(term))
    }

    /// The same where nothing replaces or revokes it: the day after [`last_day`](Self::last_day).
    #[must_use]
    pub fn term(&self) -> NaiveDate {
        day_after(self.last_day())
    }

    /// Last day on which it holds where nothing replaces or revokes it: carried over or not.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        last_day(self.valid_to, self.extended_to)
    }

    /// Its last day as lists tell it on `day`: that of the term while it runs, then that of the carry-over.
    #[must_use]
    pub fn told_last_day(&self, day: NaiveDate) -> NaiveDate {
        told_last_day(self.valid_to, self.extended_to, day)
    }

    /// Orders statuses: more stars first, and the ministry's five above a province's potential five.
    fn rank(&self) -> (u8, bool) {
        (self.stars, !self.potential)
    }
}

/// The last day as it is told on `day`: that of the term while it runs, then that of the carry-over, which may end earlier with the result.
pub(crate) fn told_last_day(
    valid_to: NaiveDate,
    extended_to: Option<NaiveDate>,
    day: NaiveDate,
) -> NaiveDate {
    if day <= valid_to {
        valid_to
    } else {
        last_day(valid_to, extended_to)
    }
}

/// Last day of a term to `valid_to`, carried over or not.
pub(crate) fn last_day(valid_to: NaiveDate, extended_to: Option<NaiveDate>) -> NaiveDate {
    extended_to.map_or(valid_to, |extended| extended.max(valid_to))
}

/// The next day; the calendar's last one has none.
pub(crate) fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// A rated result as far as recognition goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatedResult {
    /// 1 to 5.
    pub stars: u8,
    /// Which council rated.
    pub level: EvaluationLevel,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
}

/// What a rated result does to the history of its product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecognitionChange {
    /// Position in the history of the status that ends on the new one's first day.
    pub replaces: Option<usize>,
    /// The new status.
    pub status: StarStatus,
}

/// The programme year (năm chương trình) of a result reached on `day`. The rounds of a year are decided until 30/12 by the
/// province and until 30/3 of the next year by the ministry (Decision 26/2026/QĐ-TTg), and decisions come late: those of
/// January to March count for the year before, as programme year 2020 of Vĩnh Phúc was decided on 17/2/2021.
#[must_use]
pub fn programme_year(day: NaiveDate) -> i32 {
    const LAST_MONTH_OF_THE_YEAR_BEFORE: u32 = 3;
    if day.month() <= LAST_MONTH_OF_THE_YEAR_BEFORE {
        day.year() - 1
    } else {
        day.year()
    }
}

/// Last day of a certificate decided on `day`: the corresponding day of the 36th month, or the last of that month; none where the
/// calendar ends before.
#[must_use]
pub fn last_day_of_term(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_add_months(VALID_MONTHS)
}

/// A status that opens on `day` and holds for 36 months; none where the calendar ends before.
#[must_use]
pub fn opened(stars: u8, potential: bool, day: NaiveDate) -> Option<StarStatus> {
    Some(StarStatus {
        stars,
        potential,
        valid_from: day,
        valid_to: last_day_of_term(day)?,
        extended_to: None,
        ended_on: None,
    })
}

/// The change that `result`, reached on `day`, makes to `history`; `None` where the product keeps what it holds:
/// below three stars, a first evaluation or upgrade that does not reach more than is held, or a ministry's result below
/// five stars for a product that holds no potential five. Only a renewal may lower what is held.
///
/// A ministry's three or four stars for a potential five take its place (the province recognises from that result,
/// Decision 26/2026/QĐ-TTg). A clock that runs behind never opens a status before the one it replaces.
#[must_use]
pub fn recognise(history: &[StarStatus], result: RatedResult, day: NaiveDate) -> Option<RecognitionChange> {
    if result.stars < LOWEST_RECOGNISED {
        return None;
    }
    let dated = history.iter().filter(|status| status.ever_holds());
    let latest = dated.map(|status| status.valid_from).max();
    let day = latest.map_or(day, |latest| latest.max(day));
    let held = history
        .iter()
        .enumerate()
        .find(|(_, status)| status.holds_on(day));
    let holds_potential = held.is_some_and(|(_, status)| status.potential);
    let potential = result.stars == 5 && result.level == EvaluationLevel::Province;
    let status = opened(result.stars, potential, day)?;
    let recognised = match (result.level, result.kind) {
        (EvaluationLevel::Central, _) => result.stars == 5 || holds_potential,
        (EvaluationLevel::Province, ApplicationKind::First | ApplicationKind::Upgrade) => {
            held.is_none_or(|(_, held)| status.rank() > held.rank())
        }
        (EvaluationLevel::Province, ApplicationKind::Renewal) => true,
    };
    recognised.then_some(RecognitionChange {
        replaces: held.map(|(position, _)| position),
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rated(stars: u8, level: EvaluationLevel, kind: ApplicationKind) -> RatedResult {
        RatedResult { stars, level, kind }
    }

    fn held(stars: u8, potential: bool) -> StarStatus {
        StarStatus {
            stars,
            potential,
            valid_from: day("2026-01-31"),
            valid_to: day("2029-01-31"),
            extended_to: None,
            ended_on: None,
        }
    }

    #[test]
    fn three_stars_hold_for_36_months_to_the_day() {
        let result = rated(3, EvaluationLevel::Province, ApplicationKind::First);
        let change = recognise(&[], result, day("2021-02-17")).unwrap();
        assert_eq!(change.status.valid_to, day("2024-02-17"));
        assert!(change.status.holds_on(day("2024-02-17")) && !change.status.holds_on(day("2024-02-18")));
    }

    /// Civil Code, articles 147.2 and 148.3.
    #[test]
    fn the_corresponding_day_of_the_36th_month_is_the_last() {
        for (decided, last, first_without) in [
            ("2019-12-23", "2022-12-23", "2022-12-24"),
            ("2020-02-04", "2023-02-04", "2023-02-05"),
            ("2022-11-30", "2025-11-30", "2025-12-01"),
            ("2023-08-31", "2026-08-31", "2026-09-01"),
            ("2024-02-29", "2027-02-28", "2027-03-01"),
            ("2021-02-28", "2024-02-28", "2024-02-29"),
            ("2024-02-28", "2027-02-28", "2027-03-01"),
        ] {
            let status = opened(3, false, day(decided)).unwrap();
            assert_eq!(
                (status.valid_to, status.end()),
                (day(last), day(first_without)),
                "{decided}"
            );
            assert!(
                status.holds_on(day(last)) && !status.holds_on(day(first_without)),
                "{decided}"
            );
        }
    }

    #[test]
    fn one_and_two_stars_are_a_result_without_recognition() {
        for stars in [1, 2] {
            let result = rated(stars, EvaluationLevel::Province, ApplicationKind::First);
            assert_eq!(recognise(&[], result, day("2026-06-01")), None);
        }
    }

    #[test]
    fn a_provinces_five_stars_are_potential_until_the_ministry_decides() {
        let province = rated(5, EvaluationLevel::Province, ApplicationKind::First);
        assert!(
            recognise(&[], province, day("2026-06-01"))
                .unwrap()
                .status
                .potential
        );
        let ministry = rated(5, EvaluationLevel::Central, ApplicationKind::First);
        let change = recognise(&[held(5, true)], ministry, day("2026-06-01")).unwrap();
        assert_eq!((change.replaces, change.status.potential), (Some(0), false));
    }

    #[test]
    fn the_ministrys_four_stars_take_the_place_of_a_potential_five_only() {
        let ministry = rated(4, EvaluationLevel::Central, ApplicationKind::First);
        assert_eq!(
            recognise(&[held(5, true)], ministry, day("2026-06-01"))
                .unwrap()
                .status
                .stars,
            4
        );
        assert_eq!(recognise(&[held(4, false)], ministry, day("2026-06-01")), None);
    }

    #[test]
    fn an_upgrade_that_reaches_no_more_leaves_the_status() {
        let upgrade = rated(3, EvaluationLevel::Province, ApplicationKind::Upgrade);
        assert_eq!(recognise(&[held(3, false)], upgrade, day("2026-06-01")), None);
        let renewal = rated(3, EvaluationLevel::Province, ApplicationKind::Renewal);
        assert_eq!(
            recognise(&[held(4, false)], renewal, day("2026-06-01"))
                .unwrap()
                .replaces,
            Some(0)
        );
    }

    #[test]
    fn a_first_evaluation_never_lowers_what_is_held() {
        let first = rated(3, EvaluationLevel::Province, ApplicationKind::First);
        assert_eq!(recognise(&[held(4, false)], first, day("2026-06-01")), None);
        assert!(recognise(&[held(4, false)], first, day("2030-06-01")).is_some());
    }

    #[test]
    fn decisions_of_the_first_quarter_belong_to_the_year_before() {
        for (on, year) in [
            ("2021-02-17", 2020),
            ("2026-03-31", 2025),
            ("2026-04-01", 2026),
            ("2026-12-30", 2026),
        ] {
            assert_eq!(programme_year(day(on)), year, "{on}");
        }
    }

    proptest! {
        /// Whatever comes in whatever order and with clocks that jump, at most one status holds on any day.
        #[test]
        fn never_two_statuses_on_a_day(
            results in prop::collection::vec((1u8..=5, any::<bool>(), 0usize..3, 0i64..2000), 1..12),
            probe in 0i64..4000,
        ) {
            let start = day("2020-01-01");
            let mut history: Vec<StarStatus> = Vec::new();
            for (stars, central, kind, offset) in results {
                let level = if central { EvaluationLevel::Central } else { EvaluationLevel::Province };
                let result = rated(stars, level, ApplicationKind::ALL[kind]);
                let on = start + chrono::Duration::days(offset);
                if let Some(change) = recognise(&history, result, on) {
                    if let Some(position) = change.replaces {
                        history[position].ended_on = Some(change.status.valid_from);
                    }
                    history.push(change.status);
                }
            }
            let probe = start + chrono::Duration::days(probe);
            prop_assert!(history.iter().filter(|status| status.holds_on(probe)).count() <= 1);
        }
    }
}
