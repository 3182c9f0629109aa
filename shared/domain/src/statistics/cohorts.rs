//! Cohorts of certificates (lứa giấy chứng nhận): what became of those that were issued together.
//!
//! A certificate is a star status that is no potential five stars. The status of a certificate that a product falls back to when
//! its potential five stars came to nothing goes on and is no second certificate. On a day, every certificate issued until then
//! has exactly one fate. What is on record by its year only has no days and is left out.

use super::Dimension;
use crate::application_kind::ApplicationKind;
use crate::recognition::StarStatus;
use crate::text_enum;
use chrono::NaiveDate;
use std::ops::Range;

text_enum! {
    /// What became of a certificate until a day.
    pub enum Fate {
        /// In force within its 36 months, no renewal under way.
        Valid = "valid",
        /// In force within its 36 months, a dossier of its renewal handed in and not decided.
        AwaitingRenewal = "awaiting_renewal",
        /// Past its 36 months, carried over until the result of its renewal.
        Extended = "extended",
        /// A renewal with as many stars or more took its place, or came after its end.
        Renewed = "renewed",
        /// A renewal with fewer stars did.
        RenewedLower = "renewed_lower",
        /// An upgrade took its place, or came after its end.
        Upgraded = "upgraded",
        /// A first recognition took its place while it was in force, as ratings without a dossier do.
        Replaced = "replaced",
        /// Its time is over and nothing but perhaps a new first recognition followed.
        Lapsed = "lapsed",
        /// Revoked.
        Revoked = "revoked",
    }
}

/// What cohorts are broken down by, all as they were on a certificate's first day.
pub const COHORT_DIMENSIONS: &[Dimension] = &[
    Dimension::Year,
    Dimension::DecisionYear,
    Dimension::Stars,
    Dimension::ProductGroup,
    Dimension::ProductSet,
    Dimension::ProducerType,
    Dimension::Sector,
    Dimension::Kind,
    Dimension::Province,
    Dimension::District,
    Dimension::Commune,
];

/// The most dimensions of one question.
pub const MAX_COHORT_DIMENSIONS: usize = 2;

/// One star status in the history of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRecord {
    /// The interval.
    pub status: StarStatus,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// A decision ended it.
    pub revoked: bool,
    /// Number of the decision that opened it, where one is recorded.
    pub decision: Option<String>,
}

impl StatusRecord {
    /// True where this status is that of the certificate `before`, taken up again.
    fn goes_on_from(&self, before: &Self) -> bool {
        self.decision.is_some()
            && self.decision == before.decision
            && self.status.stars == before.status.stars
            && self.status.valid_to == before.status.valid_to
    }

    const fn is_certificate(&self) -> bool {
        !self.status.potential
    }
}

/// The certificates in the `history` of a product, in order of their first days: the position of each with its fate on `day`.
/// `renewal_open`: a dossier of a renewal was handed in and not decided on `day`.
#[must_use]
pub fn fates(history: &[StatusRecord], renewal_open: bool, day: NaiveDate) -> Vec<(usize, Fate)> {
    let begun = history
        .iter()
        .position(|one| one.status.valid_from > day)
        .unwrap_or(history.len());
    let history = history.get(..begun).unwrap_or_default();
    let issues = issues(history);
    let ends = issues.iter().skip(1).copied().chain([history.len()]);
    issues
        .iter()
        .zip(ends)
        .map(|(at, end)| (*at, fate(history, *at..end, renewal_open, day)))
        .collect()
}

/// The positions at which a certificate begins.
fn issues(history: &[StatusRecord]) -> Vec<usize> {
    let mut before: Option<&StatusRecord> = None;
    let mut issues = Vec::new();
    for (position, one) in history.iter().enumerate().filter(|(_, one)| one.is_certificate()) {
        if !before.is_some_and(|before| one.goes_on_from(before)) {
            issues.push(position);
        }
        before = Some(one);
    }
    issues
}

/// The fate of the certificate whose statuses lie at `positions`, potential five stars among them.
fn fate(history: &[StatusRecord], positions: Range<usize>, renewal_open: bool, day: NaiveDate) -> Fate {
    let next = history.get(positions.end);
    let own = history.get(positions).unwrap_or_default();
    let certified = || own.iter().filter(|one| one.is_certificate());
    let valid_to = certified().map(|one| one.status.valid_to).max();
    let term = certified().map(|one| one.status.term()).max();
    let in_force_until = |end: NaiveDate| term.is_some_and(|term| end <= term);
    let revoked = own
        .iter()
        .filter(|one| one.revoked)
        .filter_map(|one| one.status.ended_on)
        .any(|end| end <= day && in_force_until(end));
    match next {
        _ if revoked => Fate::Revoked,
        Some(next) => match next.kind {
            ApplicationKind::Renewal
                if own
                    .first()
                    .is_some_and(|own| next.status.stars < own.status.stars) =>
            {
                Fate::RenewedLower
            }
            ApplicationKind::Renewal => Fate::Renewed,
            ApplicationKind::Upgrade => Fate::Upgraded,
            ApplicationKind::First if in_force_until(next.status.valid_from) => Fate::Replaced,
            ApplicationKind::First => Fate::Lapsed,
        },
        None if valid_to.is_some_and(|last| day <= last) && renewal_open => Fate::AwaitingRenewal,
        None if valid_to.is_some_and(|last| day <= last) => Fate::Valid,
        None if term.is_some_and(|end| day < end) => Fate::Extended,
        None => Fate::Lapsed,
    }
}

/// How many certificates of a cohort have each fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates([i64; Fate::ALL.len()]);

impl Fates {
    /// The numbers that `of` gives.
    pub fn of(of: impl Fn(Fate) -> i64) -> Self {
        let mut fates = Self::default();
        for (number, fate) in fates.0.iter_mut().zip(Fate::ALL) {
            *number = of(*fate);
        }
        fates
    }

    /// Counts one certificate.
    pub fn add(&mut self, fate: Fate) {
        for (number, _) in self.0.iter_mut().zip(Fate::ALL).filter(|(_, one)| **one == fate) {
            *number = number.saturating_add(1);
        }
    }

    /// Each fate with its number, in the order of [`Fate::ALL`].
    pub fn each(&self) -> impl Iterator<Item = (Fate, i64)> {
        Fate::ALL.iter().copied().zip(self.0)
    }

    /// Those with this fate.
    #[must_use]
    pub fn with(&self, fate: Fate) -> i64 {
        self.each()
            .find(|(one, _)| *one == fate)
            .map_or(0, |(_, number)| number)
    }

    /// All that were issued.
    #[must_use]
    pub fn issued(&self) -> i64 {
        self.0.iter().copied().fold(0, i64::saturating_add)
    }

    /// Those in force: within their 36 months or carried over.
    #[must_use]
    pub fn in_force(&self) -> i64 {
        self.each()
            .filter(|(fate, _)| fate.is_in_force())
            .fold(0, |sum, (_, number)| sum.saturating_add(number))
    }
}

impl Fate {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Valid => ("Còn hiệu lực", "Valid"),
            Self::AwaitingRenewal => ("Còn hiệu lực, đang đánh giá lại", "Valid, renewal under way"),
            Self::Extended => ("Được gia hạn chờ kết quả", "Carried over"),
            Self::Renewed => ("Đã đánh giá lại", "Renewed"),
            Self::RenewedLower => ("Đánh giá lại, giảm hạng", "Renewed with fewer stars"),
            Self::Upgraded => ("Đã nâng hạng", "Upgraded"),
            Self::Replaced => ("Đã được thay thế", "Replaced"),
            Self::Lapsed => ("Hết hạn", "Lapsed"),
            Self::Revoked => ("Bị thu hồi", "Revoked"),
        }
    }

    /// True where the certificate still gives the product its stars.
    #[must_use]
    pub const fn is_in_force(self) -> bool {
        matches!(self, Self::Valid | Self::AwaitingRenewal | Self::Extended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognition::opened;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn issued(stars: u8, kind: ApplicationKind, from: &str) -> StatusRecord {
        StatusRecord {
            status: opened(stars, false, day(from)).unwrap(),
            kind,
            revoked: false,
            decision: Some(format!("{from}/QĐ-UBND")),
        }
    }

    fn first() -> StatusRecord {
        issued(4, ApplicationKind::First, "2021-02-17")
    }

    fn ended(mut one: StatusRecord, on: &str) -> StatusRecord {
        one.status.ended_on = Some(day(on));
        one
    }

    fn fates_on(history: &[StatusRecord], on: &str) -> Vec<Fate> {
        fates(history, false, day(on))
            .into_iter()
            .map(|(_, fate)| fate)
            .collect()
    }

    #[test]
    fn a_certificate_is_valid_until_its_last_day_then_lapsed() {
        let history = [first()];
        assert_eq!(fates_on(&history, "2021-02-16"), []);
        assert_eq!(fates_on(&history, "2021-02-17"), [Fate::Valid]);
        assert_eq!(fates_on(&history, "2024-02-17"), [Fate::Valid]);
        assert_eq!(fates_on(&history, "2024-02-18"), [Fate::Lapsed]);
        assert_eq!(
            fates(&history, true, day("2024-02-17")),
            [(0, Fate::AwaitingRenewal)]
        );
        assert_eq!(fates(&history, true, day("2024-02-18")), [(0, Fate::Lapsed)]);
    }

    #[test]
    fn a_carry_over_is_extended_until_the_renewal_comes() {
        let mut carried = first();
        carried.status.extended_to = Some(day("2024-08-01"));
        assert_eq!(
            fates(std::slice::from_ref(&carried), true, day("2024-02-18")),
            [(0, Fate::Extended)]
        );
        assert_eq!(
            fates_on(std::slice::from_ref(&carried), "2024-08-02"),
            [Fate::Lapsed]
        );
        let history = [
            ended(carried, "2024-05-01"),
            issued(4, ApplicationKind::Renewal, "2024-05-01"),
        ];
        assert_eq!(fates_on(&history, "2024-04-30"), [Fate::Extended]);
        assert_eq!(fates_on(&history, "2024-05-01"), [Fate::Renewed, Fate::Valid]);
    }

    #[test]
    fn what_follows_names_the_fate_by_its_kind() {
        for (kind, from, fate) in [
            (ApplicationKind::Upgrade, "2022-05-01", Fate::Upgraded),
            (ApplicationKind::First, "2022-05-01", Fate::Replaced),
            (ApplicationKind::First, "2025-05-01", Fate::Lapsed),
            (ApplicationKind::Renewal, "2025-05-01", Fate::Renewed),
        ] {
            let history = [ended(first(), "2022-05-01"), issued(5, kind, from)];
            assert_eq!(fates_on(&history, "2025-06-01")[0], fate, "{kind} {from}");
        }
    }

    #[test]
    fn a_renewal_with_fewer_stars_is_told_apart() {
        for (stars, fate) in [(3, Fate::RenewedLower), (4, Fate::Renewed), (5, Fate::Renewed)] {
            let history = [
                ended(first(), "2024-02-01"),
                issued(stars, ApplicationKind::Renewal, "2024-02-01"),
            ];
            assert_eq!(fates_on(&history, "2024-03-01"), [fate, Fate::Valid], "{stars}");
        }
    }

    #[test]
    fn revoked_is_revoked_from_that_day_on_even_under_potential_five_stars() {
        let mut revoked = ended(first(), "2022-05-01");
        revoked.revoked = true;
        assert_eq!(
            fates_on(std::slice::from_ref(&revoked), "2022-04-30"),
            [Fate::Valid]
        );
        assert_eq!(
            fates_on(std::slice::from_ref(&revoked), "2022-05-01"),
            [Fate::Revoked]
        );
        let mut potential = issued(5, ApplicationKind::Upgrade, "2022-01-01");
        potential.status.potential = true;
        let mut history = [ended(first(), "2022-01-01"), ended(potential, "2022-05-01")];
        assert_eq!(fates_on(&history, "2022-06-01"), [Fate::Valid]);
        history[1].revoked = true;
        assert_eq!(fates_on(&history, "2022-06-01"), [Fate::Revoked]);
    }

    #[test]
    fn a_certificate_taken_up_again_is_no_second_one() {
        let mut potential = issued(5, ApplicationKind::Upgrade, "2022-01-01");
        potential.status.potential = true;
        let mut again = first();
        again.status.valid_from = day("2022-05-01");
        let history = [
            ended(first(), "2022-01-01"),
            ended(potential, "2022-05-01"),
            again,
        ];
        assert_eq!(fates_on(&history, "2023-01-01"), [Fate::Valid]);
        assert_eq!(fates_on(&history, "2024-02-18"), [Fate::Lapsed]);
    }

    proptest! {
        /// Every certificate has one fate: the fates of a cohort add up to what was issued.
        #[test]
        fn fates_add_up_to_the_issued(
            steps in prop::collection::vec((3u8..=5, any::<bool>(), 0usize..3, 0i64..900, any::<bool>()), 0..8),
            renewal_open: bool,
            probe in 0i64..5000,
        ) {
            let (start, mut from, mut history) = (day("2019-01-01"), 0, Vec::<StatusRecord>::new());
            for (stars, potential, kind, wait, revoked) in steps {
                from += wait;
                let status = opened(stars, potential && stars == 5, start + chrono::Duration::days(from)).unwrap();
                if let Some(last) = history.last_mut() {
                    last.status.ended_on = (last.status.end() > status.valid_from).then_some(status.valid_from);
                    last.revoked = revoked && last.status.ended_on.is_some();
                }
                let kind = ApplicationKind::ALL[kind];
                history.push(StatusRecord { status, kind, revoked: false, decision: None });
            }
            let probe = start + chrono::Duration::days(probe);
            let issued = history.iter().filter(|one| one.is_certificate() && one.status.valid_from <= probe);
            let mut counted = Fates::default();
            for (_, fate) in fates(&history, renewal_open, probe) {
                counted.add(fate);
            }
            prop_assert_eq!(counted.issued(), i64::try_from(issued.count()).unwrap());
            prop_assert_eq!(counted.in_force() + counted.each().filter(|(fate, _)| !fate.is_in_force())
                .map(|(_, number)| number).sum::<i64>(), counted.issued());
        }
    }
}
