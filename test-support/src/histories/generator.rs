//! As many certified products as wanted, from a seed.

use super::calendar::{next_of_ministry, next_of_province};
use super::course::{Course, MOST_CARRY_OVER};
use super::names::{producer_name, product_name};
use super::places::Places;
use super::serials::Serials;
use super::{MadeProducer, MadeProduct, id};
use crate::Seed;
use chrono::{Days, Months, NaiveDate};
use shared::domain::application_kind::ApplicationKind::{self, First, Renewal, Upgrade};
use shared::domain::producers::{Gender, ProducerKind};
use shared::domain::products::units_in_force;
use shared::domain::units::{Place, REFORM};

/// Days between registration and the first decision, at least.
const PREPARATION: Days = Days::new(60);
/// The one product set of associations and management centres.
const TOURISM_SET: i16 = 26;

/// Producers with their products, one after the other, so that a million of them need no memory: the same for the same seed,
/// count and days. The shares are near those published for the nation in the middle of 2025.
#[derive(Debug)]
pub struct Generator {
    seed: Seed,
    places: Places,
    from: NaiveDate,
    until: NaiveDate,
    /// Products still to be made.
    left: usize,
    serials: Serials,
}

impl Generator {
    /// `products` products, each recognised at least once, with what happened to them from `from` until `until`.
    #[must_use]
    pub fn new(seed: u64, products: usize, from: NaiveDate, until: NaiveDate) -> Self {
        assert!(from + Months::new(24) < until, "two years at least");
        Self {
            seed: Seed::new(seed),
            places: Places::of_nation(),
            from,
            until,
            left: products,
            serials: Serials::default(),
        }
    }

    fn producer(&mut self) -> MadeProducer {
        let registered_on = self.first_day();
        let place = self.places.pick(&mut self.seed, registered_on);
        let kind = self.seed.pick(&[
            (329, ProducerKind::Cooperative),
            (335, ProducerKind::Household),
            (253, ProducerKind::Enterprise),
            (60, ProducerKind::CooperativeGroup),
            (18, ProducerKind::Farm),
            (3, ProducerKind::Association),
            (2, ProducerKind::ManagementCentre),
        ]);
        let former = match kind {
            ProducerKind::Cooperative => Some(ProducerKind::CooperativeGroup),
            ProducerKind::Enterprise => Some(ProducerKind::Household),
            _ => None,
        };
        let former_kind = former.filter(|_| self.seed.chance(6)).map(|former| {
            let until = registered_on + Days::new(self.seed.below(2_000));
            (former, until)
        });
        let count = self
            .seed
            .pick(&[(62, 1), (20, 2), (9, 3), (5, 4), (3, 6), (1, 9)]);
        let mut producer = MadeProducer {
            id: id(registered_on, self.seed.bytes()),
            name: producer_name(&place, kind, self.chance(100_000)),
            kind,
            former_kind,
            gender: self
                .seed
                .pick(&[(40, Some(Gender::Female)), (58, Some(Gender::Male)), (2, None)]),
            ethnic_minority: self.seed.pick(&[(14, Some(true)), (80, Some(false)), (6, None)]),
            place,
            registered_on,
            products: Vec::new(),
        };
        for number in 0..count.min(self.left) {
            // The first is registered with the producer, the others when they are ready.
            let later = if number == 0 { 0 } else { self.seed.below(900) };
            let day = (registered_on + Days::new(later)).min(self.last_registration(&producer.place));
            let product = self.product(&producer, day.max(registered_on));
            producer.products.push(product);
        }
        self.left -= producer.products.len();
        producer
    }

    fn product(&mut self, producer: &MadeProducer, registered_on: NaiveDate) -> MadeProduct {
        let place = producer.place.clone();
        let product_set = if producer.kind.is_for_tourism_only() {
            TOURISM_SET
        } else {
            // Rather the first ones: food.
            i16::try_from(self.seed.below(26).min(self.seed.below(26)) + 1).expect("a set")
        };
        MadeProduct {
            id: id(registered_on, self.seed.bytes()),
            serial: self.serials.next(&place, registered_on),
            name: product_name(&place, self.chance(1_000_000)),
            product_set,
            course: self.course(&place, registered_on + PREPARATION),
            place,
            registered_on,
        }
    }

    /// What picks a name.
    fn chance(&mut self, below: u64) -> usize {
        usize::try_from(self.seed.below(below)).expect("a small number")
    }

    /// A day on which a producer registers: more of them each year, and the first product still comes to a decision.
    fn first_day(&mut self) -> NaiveDate {
        let span = u64::try_from((self.until - self.from).num_days()).expect("a span") - 400;
        self.from + Days::new(self.seed.below(span).max(self.seed.below(span)))
    }

    /// The last day of registration from which a decision is still reached.
    fn last_registration(&self, place: &Place) -> NaiveDate {
        let latest = self.until - Days::new(400);
        let (decided_on, _) = next_of(place, latest + PREPARATION);
        assert!(decided_on <= self.until);
        latest
    }

    /// What happens to a product that is ready on `ready`.
    fn course(&mut self, place: &Place, ready: NaiveDate) -> Course {
        let mut course = Course::default();
        let (mut day, mut number) = next_of(place, ready);
        let (mut kind, mut stars) = (First, self.seed.pick(&[(76, 3), (22, 4), (2, 5)]));
        while day <= self.until {
            self.recognise(&mut course, stars, kind, (day, number));
            let Some(next) = self.next(&mut course, place) else {
                break;
            };
            (day, number, kind, stars) = next;
        }
        course
    }

    /// A province gives `stars`; five go on to the ministry.
    fn recognise(
        &mut self,
        course: &mut Course,
        stars: u8,
        kind: ApplicationKind,
        (day, number): (NaiveDate, String),
    ) {
        let held = course.held(day).map(|status| status.stars);
        course.decide((stars, stars == 5), kind, day, number);
        let (decided_on, number) = next_of_ministry(day + Days::new(30));
        if stars < 5 || decided_on > self.until {
            return;
        }
        match self.seed.below(100) {
            0..80 => course.decide((5, false), kind, decided_on, number),
            // The province recognises four stars from the ministry's result; one that holds them keeps them.
            80..95 if held.is_none() || kind == Renewal => {
                course.decide((4, false), kind, decided_on, number);
            }
            _ => course.decline(decided_on),
        }
    }

    /// What comes after the latest status: date, number, kind and stars of the next recognition, if there is one. Ends and
    /// carries over what has to be.
    fn next(
        &mut self,
        course: &mut Course,
        place: &Place,
    ) -> Option<(NaiveDate, String, ApplicationKind, u8)> {
        let latest = *course.latest()?;
        if latest.ended_on.is_some() || latest.potential {
            return None;
        }
        let term = latest.valid_to;
        let length = u64::try_from((term - latest.valid_from).num_days()).expect("a length");
        match self.seed.below(100) {
            0..3 => {
                let day = latest.valid_from + Days::new(self.seed.below(length.max(1)));
                if day > self.until {
                    return None;
                }
                course.revoke(day);
                self.again(place, day + Months::new(12), 30)
            }
            3..18 if latest.stars < 5 => {
                let earliest = latest.valid_from + Days::new(300 + self.seed.below(400));
                let (day, number) = next_of(place, earliest);
                (day < term).then_some((day, number, Upgrade, latest.stars + 1))
            }
            18..70 => {
                let (day, number) = next_of(place, latest.valid_from.max(term - Days::new(200)));
                let stars = self.renewed(latest.stars);
                (day < term).then_some((day, number, Renewal, stars))
            }
            70..80 if term <= self.until => {
                let until = term + Days::new(30 + self.seed.below(u64::from(MOST_CARRY_OVER) - 29));
                // What is left of a certificate after potential five stars may begin on its last day.
                let day = latest.valid_from.max(term.pred_opt().expect("a day before"));
                course.extend(until, day);
                let (day, number) = next_of(place, term);
                let stars = self.renewed(latest.stars);
                (day < until).then_some((day, number, Renewal, stars))
            }
            _ => self.again(place, term, 25),
        }
    }

    /// A new first evaluation some time after `day`, of `percent` in a hundred.
    fn again(
        &mut self,
        place: &Place,
        day: NaiveDate,
        percent: u64,
    ) -> Option<(NaiveDate, String, ApplicationKind, u8)> {
        let (day, number) = next_of(place, day + Days::new(self.seed.below(500)));
        let stars = self.seed.pick(&[(80, 3), (20, 4)]);
        self.seed.chance(percent).then_some((day, number, First, stars))
    }

    /// Stars after a renewal: mostly the same.
    fn renewed(&mut self, stars: u8) -> u8 {
        match self.seed.below(100) {
            0..10 => (stars - 1).max(3),
            10..25 => (stars + 1).min(5),
            _ => stars,
        }
    }
}

/// The next decision after `day` of the province in which `place` lies; what was not decided before the reform is today's
/// province's to decide.
fn next_of(place: &Place, day: NaiveDate) -> (NaiveDate, String) {
    let decision = next_of_province(units_in_force(place, day).0, day);
    if day < REFORM && decision.0 >= REFORM {
        return next_of_province(&place.current_province, REFORM);
    }
    decision
}

impl Iterator for Generator {
    type Item = MadeProducer;

    fn next(&mut self) -> Option<MadeProducer> {
        (self.left > 0).then(|| self.producer())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestDatabase;
    use shared::database::recognitions::{self, Recognition};
    use std::collections::HashSet;

    const PRODUCTS: usize = 3_000;

    fn made(seed: u64) -> Vec<MadeProducer> {
        let (from, until) = ("2016-11-01".parse().unwrap(), "2026-10-31".parse().unwrap());
        Generator::new(seed, PRODUCTS, from, until).collect()
    }

    fn rows(producers: &[MadeProducer]) -> Vec<Vec<Recognition>> {
        let rows = producers.iter().flat_map(|producer| {
            producer
                .products
                .iter()
                .map(|product| producer.recognitions(product))
        });
        rows.collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_histories() {
        let text = |producers: &[MadeProducer]| format!("{producers:?} {:?}", rows(producers));
        assert_eq!(text(&made(7)), text(&made(7)));
        assert_ne!(text(&made(7)), text(&made(8)));
    }

    #[test]
    fn every_product_is_recognised_and_never_holds_two_statuses_on_a_day() {
        let histories = rows(&made(1));
        assert_eq!(histories.len(), PRODUCTS);
        for history in &histories {
            assert!(!history.is_empty());
            let statuses: Vec<_> = history.iter().map(Recognition::status).collect();
            for pair in statuses.windows(2) {
                assert!(pair[0].end() <= pair[1].valid_from, "{history:?}");
            }
        }
    }

    #[test]
    fn whatever_can_happen_to_a_product_happens() {
        let histories = rows(&made(2));
        let all: Vec<&Recognition> = histories.iter().flatten().collect();
        let happened = |what: &str, is_it: &dyn Fn(&Recognition) -> bool| {
            let count = all.iter().filter(|row| is_it(row)).count();
            assert!(count >= 5, "{what}: {count}");
        };
        for kind in ApplicationKind::ALL {
            happened(kind.as_str(), &|row| row.kind == *kind);
        }
        for reason in ["replaced", "revoked", "declined"] {
            happened(reason, &|row| {
                row.end_reason.is_some_and(|one| one.as_str() == reason)
            });
        }
        happened("carried over", &|row| row.extended_to.is_some());
        happened("potential", &|row| row.potential);
        happened("five stars", &|row| row.stars == 5 && !row.potential);
        for kind in ProducerKind::ALL {
            happened(kind.as_str(), &|row| row.producer_type == *kind);
        }
        let provinces: HashSet<_> = all.iter().map(|row| &row.current_province_code).collect();
        assert!(provinces.len() > 30, "{}", provinces.len());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_copied_is_what_was_made() {
        let database = TestDatabase::new().await;
        let version = database.number("select version from statistics_version").await;
        let producers = made(3);
        let copied = database.copy_histories(producers.clone()).await;
        assert_eq!((copied.producers, copied.products), (producers.len(), PRODUCTS));
        assert_eq!(
            database.number("select version from statistics_version").await,
            version + 1
        );
        let made = rows(&producers);
        let products: Vec<_> = made.iter().map(|history| history[0].product_id).collect();
        let mut connection = database.database().connection().await.unwrap();
        let found = recognitions::histories(&mut connection, &products).await.unwrap();
        assert_eq!(found.len(), copied.recognitions);
        let mut expected: Vec<&Recognition> = made.iter().flatten().collect();
        expected.sort_by_key(|row| (row.product_id, row.valid_from, row.id));
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(format!("{found:?}"), format!("{expected:?}"));
        }
        // The audit is on again for whoever comes next.
        database
            .execute("update products set name = name || ' mới' where id = (select min(id::text)::uuid from products)")
            .await;
        assert_eq!(
            database
                .number("select count(*) from audit_log where subject_kind = 'products'")
                .await,
            1
        );
    }
}
