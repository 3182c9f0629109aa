//! The rules hold on every day, whatever was decided in whatever order.

use super::*;
use crate::application_kind::ApplicationKind;
use crate::criteria::{Continuation, Regimes};
use crate::recognition::StarStatus;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn certificate() -> CertificateValidity {
    CertificateValidity {
        from: day("2026-12-30"),
        to: day("2029-12-30"),
        extended_to: None,
        ended: None,
    }
}

#[test]
fn the_status_follows_the_calendar() {
    let held = CertificateValidity {
        extended_to: Some(day("2030-03-01")),
        ..certificate()
    };
    for (on, status) in [
        ("2026-12-29", CertificateStatus::NotYetValid),
        ("2026-12-30", CertificateStatus::Valid),
        ("2029-07-02", CertificateStatus::Valid),
        ("2029-07-03", CertificateStatus::Expiring),
        ("2029-12-30", CertificateStatus::Expiring),
        ("2029-12-31", CertificateStatus::Extended),
        ("2030-03-01", CertificateStatus::Extended),
        ("2030-03-02", CertificateStatus::Expired),
    ] {
        assert_eq!(held.status_on(day(on)), status, "{on}");
    }
    assert_eq!(
        certificate().status_on(day("2029-12-31")),
        CertificateStatus::Expired
    );
}

#[test]
fn an_end_shows_from_its_day_on_and_none_revokes_what_has_expired() {
    let ended = |on, kind| CertificateValidity {
        ended: Some(CertificateEnd { on: day(on), kind }),
        ..certificate()
    };
    let revoked = ended("2027-05-01", CertificateEndKind::Revoked);
    assert_eq!(revoked.status_on(day("2027-04-30")), CertificateStatus::Valid);
    assert_eq!(revoked.status_on(day("2027-05-01")), CertificateStatus::Revoked);
    let replaced = ended("2027-05-01", CertificateEndKind::Replaced);
    assert_eq!(replaced.status_on(day("2040-05-01")), CertificateStatus::Replaced);
    let late = ended("2031-01-01", CertificateEndKind::Replaced);
    assert_eq!(late.status_on(day("2031-01-02")), CertificateStatus::Expired);
}

/// Article 12.3 of 26/2026/QĐ-TTg, as the regime's file has it.
fn continuation() -> Continuation {
    let regimes = Regimes::embedded().unwrap();
    regimes.continuation_on(day("2026-06-15")).unwrap().clone()
}

#[test]
fn the_rule_of_going_on_came_with_the_decision_of_2026() {
    let regimes = Regimes::embedded().unwrap();
    assert!(regimes.continuation_on(day("2026-05-21")).is_none());
    assert_eq!(
        continuation().by_law(day("2029-12-29"), day("2029-08-01"), false),
        Some(day("2030-06-27"))
    );
}

#[test]
fn credentials_tell_the_end_of_the_term_while_it_runs() {
    let carried = CertificateValidity {
        extended_to: Some(day("2030-03-01")),
        ..certificate()
    };
    assert_eq!(carried.told_term(carried.to), day("2029-12-31"));
    assert_eq!(carried.told_term(day("2029-12-31")), day("2030-03-02"));
}

#[test]
fn a_carry_over_has_its_bounds() {
    let held = certificate();
    let (end, today, rule) = (held.to, day("2029-12-01"), continuation());
    let latest = end + Days::new(180);
    assert_eq!(extend(&held, latest, today, &rule), Ok(()));
    assert_eq!(
        extend(&held, latest + Days::new(1), today, &rule),
        Err(ExtensionRefusal::TooLong { latest })
    );
    assert_eq!(
        extend(&held, end, today, &rule),
        Err(ExtensionRefusal::NothingMore)
    );
    assert_eq!(
        extend(&held, latest, end + Days::new(1), &rule),
        Err(ExtensionRefusal::DoesNotHold(CertificateStatus::Expired))
    );
}

#[test]
fn a_finding_is_followed_within_fifteen_days() {
    assert_eq!(revoke_by(day("2027-03-20")), day("2027-04-04"));
}

#[test]
fn numbers_follow_the_pattern_of_the_authority() {
    let pattern: NumberPattern = "{serial:04}/{year}/OCOP-{province}".parse().unwrap();
    assert_eq!(pattern.number(7, 2026, "25"), "0007/2026/OCOP-25");
    assert_eq!(pattern.number(12_345, 2026, "25"), "12345/2026/OCOP-25");
    assert!(pattern.names_province());
    assert_eq!(pattern, NumberPattern::of_provinces());
    assert_eq!(
        NumberPattern::of_the_ministry().number(7, 2026, ""),
        "0007/2026/OCOP-TW"
    );
    let plain: NumberPattern = "TW-{year}-{serial}".parse().unwrap();
    assert_eq!(plain.number(7, 2026, ""), "TW-2026-7");
    assert!(!plain.names_province());
    for refused in [
        "OCOP",
        "{serial}",
        "{year}",
        "{serial}/{year}/{stars}",
        "{serial}/{year",
        "{serial}/{year}}",
        "{serial:00}/{year}",
        "{serial:010}/{year}",
        "{serial:x}/{year}",
    ] {
        assert!(refused.parse::<NumberPattern>().is_err(), "{refused}");
    }
}

#[test]
fn what_people_type_is_read() {
    let code = PrintedCode::of_chance(0x0123_4567_89ab_cdef_0123);
    let printed = code.to_string();
    assert_eq!(printed.len(), LETTERS + 3);
    for typed in [
        printed.clone(),
        printed.replace('-', ""),
        printed.to_lowercase().replace('-', " "),
        printed.replace('0', "o").replace('1', "l"),
    ] {
        assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
    }
    for typed in ["", "7K3M", "7K3M-9QXT-2WHB-5CDU", &printed.repeat(2)] {
        assert!(typed.parse::<PrintedCode>().is_err(), "{typed}");
    }
}

#[test]
fn an_upgrade_gives_more_and_a_renewal_anything() {
    let first = decide(&[], &[], decided(4, ApplicationKind::First), day("2026-12-30")).unwrap();
    let held = first.change.status;
    let certificate = first.certificate.unwrap().certificate;
    let on = day("2027-12-30");
    assert_eq!(
        decide(&[held], &[certificate], decided(4, ApplicationKind::Upgrade), on),
        Err(NoNewRecognition::HoldsAsMuch { stars: 4 })
    );
    let renewed = decide(&[held], &[certificate], decided(3, ApplicationKind::Renewal), on).unwrap();
    assert_eq!(renewed.change.replaces, Some(0));
    assert_eq!(renewed.certificate.unwrap().replaces, Some(0));
    let potential = ProductDecision {
        potential: true,
        ..decided(5, ApplicationKind::Upgrade)
    };
    let proposed = decide(&[held], &[certificate], potential, on).unwrap();
    assert!(proposed.change.replaces == Some(0) && proposed.change.status.potential);
    assert_eq!(proposed.certificate, None);
    // The ministry did not confirm: four stars take the place of the potential five.
    let (status, after) = (proposed.change.status, day("2028-03-01"));
    let four = decide(&[status], &[], decided(4, ApplicationKind::First), after).unwrap();
    assert_eq!((four.change.replaces, four.change.status.stars), (Some(0), 4));
    let before = decide(
        &[status],
        &[],
        decided(5, ApplicationKind::First),
        day("2027-12-29"),
    );
    assert_eq!(before, Err(NoNewRecognition::BeforeAnother(on)));
}

#[test]
fn a_decision_dated_before_a_correction_would_certify_twice() {
    let first = decide(&[], &[], decided(3, ApplicationKind::First), day("2026-12-30")).unwrap();
    let wrong = first.certificate.unwrap().certificate;
    let corrected = day("2027-02-01");
    let right = correct(&wrong, corrected).unwrap();
    assert_eq!(
        (right.validity.from, right.validity.to),
        (corrected, wrong.validity.to)
    );
    let upgrade = decided(4, ApplicationKind::Upgrade);
    let status = [first.change.status];
    for on in ["2026-12-30", "2027-01-31"] {
        let refused = decide(&status, &[right], upgrade, day(on));
        assert_eq!(refused, Err(NoNewRecognition::BeforeAnother(corrected)), "{on}");
    }
    let upgraded = decide(&status, &[right], upgrade, corrected).unwrap();
    assert_eq!(upgraded.certificate.unwrap().replaces, Some(0));
    assert_eq!(correct(&wrong, day("2026-12-29")), None);
    assert!(correct(&wrong, wrong.validity.to).is_some());
    assert_eq!(correct(&wrong, wrong.validity.to + Days::new(1)), None);
}

#[test]
fn what_was_revoked_is_neither_upgraded_nor_renewed() {
    let revoked = day("2027-05-01");
    let given = |kind| ProductDecision {
        revoked_on: Some(revoked),
        ..decided(4, kind)
    };
    for kind in [ApplicationKind::Upgrade, ApplicationKind::Renewal] {
        assert_eq!(
            decide(&[], &[], given(kind), revoked),
            Err(NoNewRecognition::Revoked(revoked))
        );
    }
    assert!(decide(&[], &[], given(ApplicationKind::First), revoked).is_ok());
}

#[test]
fn a_carry_over_ends_with_the_result_but_not_before_the_term() {
    let (to, extended) = (day("2029-12-30"), Some(day("2030-03-01")));
    for (on, end) in [
        ("2029-12-01", Some(to)),
        ("2030-01-20", Some(day("2030-01-19"))),
        ("2030-03-01", Some(day("2030-02-28"))),
        ("2030-03-02", None),
    ] {
        assert_eq!(without_renewal(to, extended, day(on)), end, "{on}");
    }
    assert_eq!(without_renewal(to, None, day("2029-12-01")), None);
}

fn decided(stars: u8, kind: ApplicationKind) -> ProductDecision {
    ProductDecision {
        stars,
        potential: false,
        kind,
        revoked_on: None,
    }
}

/// What may happen to a product's certificates in any order.
#[derive(Clone, Debug)]
enum Act {
    Decide {
        stars: u8,
        potential: bool,
        kind: usize,
    },
    Correct,
    Revoke,
    Extend {
        days: u64,
    },
    /// The dossier on its way ends without recognition.
    Decline {
        renewal: bool,
    },
}

/// Acts with the days waited before each, and the days by which its decision is dated back.
fn acts() -> impl Strategy<Value = Vec<(u64, u64, Act)>> {
    let act = prop_oneof![
        4 => (3_u8..=5, any::<bool>(), 0_usize..3).prop_map(|(stars, potential, kind)| Act::Decide {
            stars,
            potential: potential && stars == 5,
            kind,
        }),
        2 => Just(Act::Correct),
        1 => Just(Act::Revoke),
        1 => (0_u64..400).prop_map(|days| Act::Extend { days }),
        1 => any::<bool>().prop_map(|renewal| Act::Decline { renewal }),
    ];
    let back = prop_oneof![2 => Just(0_u64), 1 => 0_u64..400];
    proptest::collection::vec((0_u64..500, back, act), 0..20)
}

/// A product with everything that was decided about it, kept as the tables keep it.
#[derive(Default)]
struct Product {
    statuses: Vec<StarStatus>,
    revoked_on: Option<NaiveDate>,
    certificates: Vec<ProductCertificate>,
    /// Day and stars of each decision that puts a certificate into force, in the order of the certificates.
    decisions: Vec<(NaiveDate, u8)>,
}

impl Product {
    /// Position of the certificate that `day` can end or correct.
    fn open_on(&self, day: NaiveDate) -> Option<usize> {
        self.certificates
            .iter()
            .position(|one| one.validity.is_open_on(day))
    }

    fn issue(&mut self, certificate: ProductCertificate, replaces: Option<usize>) {
        let (on, kind) = (certificate.validity.from, CertificateEndKind::Replaced);
        if let Some(position) = replaces {
            self.certificates[position].validity.ended = Some(CertificateEnd { on, kind });
        }
        self.certificates.push(certificate);
    }

    fn decide(&mut self, given: ProductDecision, day: NaiveDate) {
        let given = ProductDecision {
            revoked_on: self.revoked_on,
            ..given
        };
        let Ok(recognised) = decide(&self.statuses, &self.certificates, given, day) else {
            return;
        };
        if let Some(position) = recognised.change.replaces {
            self.statuses[position].ended_on = Some(day);
        }
        self.statuses.push(recognised.change.status);
        self.revoked_on = None;
        if let Some(issue) = recognised.certificate {
            self.decisions.push((day, given.stars));
            self.issue(issue.certificate, issue.replaces);
        }
    }

    fn correct(&mut self, day: NaiveDate) {
        let Some(position) = self.open_on(day) else { return };
        let wrong = self.certificates[position];
        let Some(right) = correct(&wrong, day) else { return };
        self.decisions.push((day, wrong.stars));
        self.issue(right, Some(position));
    }

    fn revoke(&mut self, day: NaiveDate) {
        let Some(position) = self.open_on(day) else { return };
        if crossed(&self.statuses, &self.certificates, day).is_some() {
            return;
        }
        let kind = CertificateEndKind::Revoked;
        self.certificates[position].validity.ended = Some(CertificateEnd { on: day, kind });
        self.revoked_on = Some(day);
        for status in &mut self.statuses {
            if status.ended_on.is_none() && status.end() > day {
                status.ended_on = Some(day.max(status.valid_from));
            }
        }
    }

    fn extend(&mut self, days: u64, today: NaiveDate) {
        let Some(position) = self.open_on(today) else {
            return;
        };
        let validity = &mut self.certificates[position].validity;
        let until = validity.to + Days::new(days);
        if extend(validity, until, today, &continuation()).is_err() {
            return;
        }
        validity.extended_to = Some(until);
        let statuses = &mut self.statuses;
        if let Some(status) = statuses
            .iter_mut()
            .find(|one| !one.potential && one.holds_on(today))
        {
            status.extended_to = Some(until);
        }
    }

    fn decline(&mut self, renewal: bool, today: NaiveDate) {
        let open = self.open_on(today);
        // Only a renewal carries over, and a product has one dossier on its way.
        let carried_over =
            open.is_some_and(|position| self.certificates[position].validity.extended_to.is_some());
        if renewal || carried_over {
            for one in self.certificates.iter_mut().map(|one| &mut one.validity) {
                let end = without_renewal(one.to, one.extended_to, today).filter(|_| one.ended.is_none());
                one.extended_to = end.or(one.extended_to);
            }
            for one in &mut self.statuses {
                let end =
                    without_renewal(one.valid_to, one.extended_to, today).filter(|_| one.ended_on.is_none());
                one.extended_to = end.or(one.extended_to);
            }
        }
        let Some(status) = self
            .statuses
            .iter_mut()
            .find(|one| one.potential && one.holds_on(today))
        else {
            return;
        };
        status.ended_on = Some(today);
        if let Some(position) = open {
            let ProductCertificate { validity, stars } = self.certificates[position];
            self.statuses.extend(reopen(&validity, stars, today));
        }
    }
}

proptest! {
    /// Each certificate is that of a decision, with its day and its stars; no day has two certificates in force nor two
    /// statuses, whatever is dated back; and where no potential five stands between, status and certificate of a day agree.
    #[test]
    fn never_two_certificates_and_none_without_a_decision(acts in acts(), probe in 0_u64..9_000) {
        let mut today = day("2020-06-01");
        let mut product = Product::default();
        for (wait, back, act) in acts {
            today = today + Days::new(wait);
            let decided_on = today - Days::new(back);
            match act {
                Act::Decide { stars, potential, kind } => {
                    let given = ProductDecision { potential, ..decided(stars, ApplicationKind::ALL[kind]) };
                    product.decide(given, decided_on);
                }
                Act::Correct => product.correct(decided_on),
                Act::Revoke => product.revoke(decided_on),
                Act::Extend { days } => product.extend(days, today),
                Act::Decline { renewal } => product.decline(renewal, today),
            }
        }
        let issued = product.certificates.iter().map(|one| (one.validity.from, one.stars));
        prop_assert_eq!(issued.collect::<Vec<_>>(), product.decisions);
        let probe = day("2020-01-01") + Days::new(probe);
        let holding: Vec<_> = product.certificates.iter().filter(|one| one.validity.holds_on(probe)).collect();
        let held: Vec<_> = product.statuses.iter().filter(|status| status.holds_on(probe)).collect();
        prop_assert!(holding.len() <= 1 && held.len() <= 1, "{:?} {:?}", holding, held);
        if let (Some(certificate), Some(status)) = (holding.first(), held.first()) {
            prop_assert!(status.potential || status.stars == certificate.stars);
        }
        if let Some(status) = held.first() {
            prop_assert!(status.potential || !holding.is_empty());
        }
    }

    /// Every day has a status, and a day in force lies between the first and the last.
    #[test]
    fn every_day_has_a_status(
        extended in proptest::option::of(1_u64..181), ended in proptest::option::of((0_u64..1500, any::<bool>())), probe in 0_u64..4000,
    ) {
        let base = certificate();
        let held = CertificateValidity {
            extended_to: extended.map(|days| base.to + Days::new(days)),
            ended: ended.map(|(days, revoked)| CertificateEnd {
                on: base.from + Days::new(days),
                kind: if revoked { CertificateEndKind::Revoked } else { CertificateEndKind::Replaced },
            }),
            ..base
        };
        let probe = day("2026-01-01") + Days::new(probe);
        let last = held.ended.map_or(held.term(), |end| end.on.min(held.term()));
        prop_assert_eq!(held.status_on(probe).holds(), held.from <= probe && probe < last);
    }

    /// A printed code is read again, and one wrong letter never passes for another code.
    #[test]
    fn a_wrong_letter_is_found(chance in any::<u128>(), place in 0_usize..LETTERS, by in 1_usize..32) {
        let code = PrintedCode::of_chance(chance);
        prop_assert_eq!(code.to_string().parse(), Ok(code.clone()));
        let mut letters: Vec<char> = code.as_str().chars().collect();
        let alphabet: Vec<char> = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().collect();
        let at = alphabet.iter().position(|letter| *letter == letters[place]).unwrap();
        letters[place] = alphabet[(at + by) % 32];
        prop_assert!(letters.iter().collect::<String>().parse::<PrintedCode>().is_err());
    }
}
