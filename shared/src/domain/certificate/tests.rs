//! The rules hold on every day, whatever was decided in whatever order.

use super::*;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::recognition::StarStatus;
use crate::domain::renewal::CARRY_OVER_DAYS;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn certificate() -> Validity {
    Validity {
        from: day("2026-12-30"),
        to: day("2029-12-30"),
        extended_to: None,
        ended: None,
    }
}

#[test]
fn the_status_follows_the_calendar() {
    let held = Validity {
        extended_to: Some(day("2030-03-01")),
        ..certificate()
    };
    for (on, status) in [
        ("2026-12-29", CertificateStatus::NotYetValid),
        ("2026-12-30", CertificateStatus::Valid),
        ("2029-07-02", CertificateStatus::Valid),
        ("2029-07-03", CertificateStatus::Expiring),
        ("2029-12-29", CertificateStatus::Expiring),
        ("2029-12-30", CertificateStatus::Extended),
        ("2030-02-28", CertificateStatus::Extended),
        ("2030-03-01", CertificateStatus::Expired),
    ] {
        assert_eq!(held.status_on(day(on)), status, "{on}");
    }
    assert_eq!(
        certificate().status_on(day("2029-12-30")),
        CertificateStatus::Expired
    );
}

#[test]
fn an_end_shows_from_its_day_on_and_none_revokes_what_has_expired() {
    let ended = |on, kind| Validity {
        ended: Some(End { on: day(on), kind }),
        ..certificate()
    };
    let revoked = ended("2027-05-01", EndKind::Revoked);
    assert_eq!(revoked.status_on(day("2027-04-30")), CertificateStatus::Valid);
    assert_eq!(revoked.status_on(day("2027-05-01")), CertificateStatus::Revoked);
    let replaced = ended("2027-05-01", EndKind::Replaced);
    assert_eq!(replaced.status_on(day("2040-05-01")), CertificateStatus::Replaced);
    let late = ended("2031-01-01", EndKind::Replaced);
    assert_eq!(late.status_on(day("2031-01-02")), CertificateStatus::Expired);
}

#[test]
fn a_carry_over_has_its_bounds() {
    let held = certificate();
    let (end, today) = (held.to, day("2029-12-01"));
    let latest = end + Days::new(CARRY_OVER_DAYS.into());
    assert_eq!(extend(&held, latest, today), Ok(()));
    assert_eq!(
        extend(&held, latest + Days::new(1), today),
        Err(ExtensionRefused::TooLong { latest })
    );
    assert_eq!(extend(&held, end, today), Err(ExtensionRefused::NothingMore));
    assert_eq!(
        extend(&held, latest, end),
        Err(ExtensionRefused::DoesNotHold(CertificateStatus::Expired))
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
    let held = decide(&[], decided(4, ApplicationKind::First), day("2026-12-30"))
        .unwrap()
        .status;
    let on = day("2027-12-30");
    let holding = |given: Decided| Decided {
        certified: Some(4),
        ..given
    };
    assert_eq!(
        decide(&[held], holding(decided(4, ApplicationKind::Upgrade)), on),
        Err(NotMore::HoldsAsMuch { stars: 4 })
    );
    assert_eq!(
        decide(&[held], holding(decided(3, ApplicationKind::Renewal)), on)
            .unwrap()
            .replaces,
        Some(0)
    );
    let potential = Decided {
        potential: true,
        certified: Some(4),
        ..decided(5, ApplicationKind::Upgrade)
    };
    let change = decide(&[held], potential, on).unwrap();
    assert!(change.replaces == Some(0) && change.status.potential);
    // The ministry did not confirm: four stars take the place of the potential five.
    let after = day("2028-03-01");
    let four = decide(&[change.status], decided(4, ApplicationKind::First), after).unwrap();
    assert_eq!((four.replaces, four.status.stars), (Some(0), 4));
    assert_eq!(
        decide(
            &[change.status],
            decided(5, ApplicationKind::First),
            day("2027-12-29")
        ),
        Err(NotMore::BeforeAnother(on))
    );
}

fn decided(stars: u8, kind: ApplicationKind) -> Decided {
    Decided {
        stars,
        potential: false,
        kind,
        certified: None,
    }
}

/// What may happen to a product's certificates in any order.
#[derive(Clone, Debug)]
enum Act {
    Decide { stars: u8, potential: bool, kind: usize },
    Revoke,
    Extend { days: u64 },
    Decline,
}

fn acts() -> impl Strategy<Value = Vec<(u64, Act)>> {
    let act = prop_oneof![
        4 => (3_u8..=5, any::<bool>(), 0_usize..3).prop_map(|(stars, potential, kind)| Act::Decide {
            stars,
            potential: potential && stars == 5,
            kind,
        }),
        1 => Just(Act::Revoke),
        1 => (0_u64..400).prop_map(|days| Act::Extend { days }),
        1 => Just(Act::Decline),
    ];
    proptest::collection::vec((0_u64..500, act), 0..20)
}

proptest! {
    /// Each certificate has a decision, no day has two certificates in force nor two statuses, and where no potential
    /// five stands between, the status and the certificate of a day agree.
    #[test]
    fn never_two_certificates_and_none_without_a_decision(acts in acts(), probe in 0_u64..9_000) {
        let mut today = day("2020-01-01");
        let mut statuses: Vec<StarStatus> = Vec::new();
        let mut certificates: Vec<(Validity, u8)> = Vec::new();
        let mut decisions = 0;
        for (wait, act) in acts {
            today = today + Days::new(wait);
            let held = statuses.iter().position(|status| status.holds_on(today));
            let in_force = certificates.iter().position(|(one, _)| one.holds_on(today));
            match act {
                Act::Decide { stars, potential, kind } => {
                    let decided = Decided {
                        stars,
                        potential,
                        kind: ApplicationKind::ALL[kind],
                        certified: in_force.map(|position| certificates[position].1),
                    };
                    let Ok(change) = decide(&statuses, decided, today) else { continue };
                    if let Some(position) = change.replaces {
                        statuses[position].ended_on = Some(today);
                    }
                    statuses.push(change.status);
                    if !potential {
                        decisions += 1;
                        if let Some(position) = in_force {
                            certificates[position].0.ended = Some(End { on: today, kind: EndKind::Replaced });
                        }
                        certificates.push((Validity {
                            from: change.status.valid_from,
                            to: change.status.valid_to,
                            extended_to: None,
                            ended: None,
                        }, stars));
                    }
                }
                Act::Revoke => {
                    let Some(position) = in_force else { continue };
                    certificates[position].0.ended = Some(End { on: today, kind: EndKind::Revoked });
                    if let Some(position) = held {
                        statuses[position].ended_on = Some(today);
                    }
                }
                Act::Extend { days } => {
                    let Some(position) = in_force else { continue };
                    let until = certificates[position].0.to + Days::new(days);
                    if extend(&certificates[position].0, until, today).is_err() { continue }
                    certificates[position].0.extended_to = Some(until);
                    if let Some(position) = held.filter(|position| !statuses[*position].potential) {
                        statuses[position].extended_to = Some(until);
                    }
                }
                Act::Decline => {
                    let Some(position) = held.filter(|position| statuses[*position].potential) else { continue };
                    statuses[position].ended_on = Some(today);
                    if let Some((validity, stars)) = in_force.map(|position| certificates[position]) {
                        statuses.extend(reopen(&validity, stars, today));
                    }
                }
            }
        }
        prop_assert_eq!(certificates.len(), decisions);
        let probe = day("2020-01-01") + Days::new(probe);
        let holding: Vec<_> = certificates.iter().filter(|(one, _)| one.holds_on(probe)).collect();
        let held: Vec<_> = statuses.iter().filter(|status| status.holds_on(probe)).collect();
        prop_assert!(holding.len() <= 1 && held.len() <= 1);
        if let (Some((_, stars)), Some(status)) = (holding.first(), held.first()) {
            prop_assert!(status.potential || status.stars == *stars);
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
        let held = Validity {
            extended_to: extended.map(|days| base.to + Days::new(days)),
            ended: ended.map(|(days, revoked)| End {
                on: base.from + Days::new(days),
                kind: if revoked { EndKind::Revoked } else { EndKind::Replaced },
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
