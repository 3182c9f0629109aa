//! Producers and products whose counts are those that Vĩnh Phúc and the nation have published (domain text, section 8).
//!
//! Published are the numbers; who and where else is made up, as is each day that no source names. Where only a percentage is
//! published, a whole number was chosen that rounds to it; all of them can be met at once:
//!
//! | published | chosen |
//! |---|---|
//! | end of 2022: 8,689 products, 65.5 % three, 33.6 % four, 0.7 % potential five, 0.2 % five stars | 5,691 + 2,920 + 61 + 17 |
//! | mid 2025: 16,855 products, 76.2 % three, 22.7 % four, 126 five stars; the remaining 0.4 % are not named | 12,843 + 3,826 + 126, and 60 potential five |
//! | mid 2025: 9,822 producers, 32.9 % cooperatives, 25.3 % small enterprises, 33.5 % households; the remaining 8.3 % are not named; 40 % women | 3,231 + 2,485 + 3,290, and 816 others; 3,929 women |

use super::course::Course;
use super::places::Places;
use super::serials::Serials;
use super::{MadeProducer, MadeProduct, id};
use crate::Seed;
use chrono::{Days, NaiveDate};
use shared::domain::application_kind::ApplicationKind::{First, Renewal};
use shared::domain::producers::{Gender, ProducerKind};
use shared::domain::units::{Generation, Place, registry};

/// Decision of programme year 2020 of Vĩnh Phúc.
pub const VINH_PHUC_2020: (&str, &str) = ("2021-02-17", "385/QĐ-UBND");
/// Day of that of programme year 2022: the last of the year's round, as none is published.
pub const VINH_PHUC_2022: &str = "2022-12-30";
/// Day from which the red dragon fruit is struck off: made up, as none is published.
pub const STRUCK_OFF: &str = "2022-06-15";

const SEED: u64 = 2025;
const VINH_PHUC: &str = "26";
/// Women among the twenty producers of Vĩnh Phúc's programme year 2022.
const WOMEN_OF_VINH_PHUC: usize = 8;
/// Products of the rest of the country that hold three or four stars at the end of 2022 and, renewed, in mid 2025.
const RENEWED: usize = 4_000;

/// Stars with potential five apart.
type Class = (u8, bool);
const THREE: Class = (3, false);
const FOUR: Class = (4, false);
const POTENTIAL: Class = (5, true);
const FIVE: Class = (5, false);

/// All producers of the nation in the scenario, those of Vĩnh Phúc first.
#[must_use]
pub fn nation() -> Vec<MadeProducer> {
    let mut scenario = Scenario {
        seed: Seed::new(SEED),
        inside: Places::chosen(|place| place.legacy_province == VINH_PHUC),
        outside: Places::chosen(|place| place.legacy_province != VINH_PHUC),
        serials: Serials::default(),
        producers: Vec::new(),
    };
    scenario.vinh_phuc();
    scenario.rest_in_mid_2025();
    scenario.rest_that_lapsed_before();
    scenario.producers
}

struct Scenario {
    seed: Seed,
    inside: Places,
    outside: Places,
    serials: Serials,
    producers: Vec<MadeProducer>,
}

impl Scenario {
    /// 40 products at the end of January 2021, 22 of programme year 2020 and 44 of 2022.
    fn vinh_phuc(&mut self) {
        // Made up: the decision of programme year 2019, and who the producers were.
        let earlier = (day("2020-01-20"), "112/QĐ-UBND");
        self.decision(earlier, 24, &[(13, FOUR), (27, THREE)], None, 10);
        let (date, number) = VINH_PHUC_2020;
        let dragon_fruit = ("Hợp tác xã Lộc Thúy Quỳnh", "Thanh long ruột đỏ", "08824");
        let first = self.decision(
            (day(date), number),
            13,
            &[(5, FOUR), (17, THREE)],
            Some(dragon_fruit),
            5,
        );
        self.producers[first].products[0].course.revoke(day(STRUCK_OFF));
        let guava = ("Hợp tác xã Sông Lô Xanh", "Ổi Đôn Nhân", "08806");
        let of_2022 = (day(VINH_PHUC_2022), "2411/QĐ-UBND");
        self.decision(
            of_2022,
            20,
            &[(9, FOUR), (35, THREE)],
            Some(guava),
            WOMEN_OF_VINH_PHUC,
        );
    }

    /// One decision of Vĩnh Phúc: `count` cooperatives with products of `classes`, the last of which `named` has alone. Returns
    /// the position of the first producer.
    fn decision(
        &mut self,
        (date, number): (NaiveDate, &str),
        count: usize,
        classes: &[(usize, Class)],
        named: Option<(&str, &str, &str)>,
        women: usize,
    ) -> usize {
        let start = self.producers.len();
        for position in 0..count {
            let place = self.inside.pick(&mut self.seed, date);
            let gender = gender(position < women);
            self.producer(ProducerKind::Cooperative, Some(gender), place, date);
        }
        let mut classes = list(classes);
        if let Some((producer, product, commune)) = named {
            let class = classes.pop().expect("a class");
            let registry = registry().expect("the units compiled in");
            let place = registry.place(Generation::Legacy, commune);
            producer.clone_into(&mut self.producers[start].name);
            self.producers[start].place = place.expect("the commune");
            self.product(start, 1, given(class, date, number));
            product.clone_into(&mut self.producers[start].products[0].name);
        }
        let alone = usize::from(named.is_some());
        for (position, class) in classes.into_iter().enumerate() {
            let producer = start + alone + self.owner(position, count - alone);
            self.product(producer, 7, given(class, date, number));
        }
        start
    }

    /// What the rest of the country holds in mid 2025: first recognised since 2023, or earlier and renewed.
    fn rest_in_mid_2025(&mut self) {
        let kinds = [
            (3_231 - 20, ProducerKind::Cooperative),
            (2_485, ProducerKind::Enterprise),
            (3_290, ProducerKind::Household),
            (600, ProducerKind::CooperativeGroup),
            (150, ProducerKind::Farm),
            (40, ProducerKind::Association),
            (26, ProducerKind::ManagementCentre),
        ];
        let start = self.producers.len();
        let mut kinds = list(&kinds);
        self.shuffle(&mut kinds);
        let count = kinds.len();
        let mut women: Vec<bool> = list(&[(3_929 - WOMEN_OF_VINH_PHUC, true)]);
        women.resize(count, false);
        self.shuffle(&mut women);
        for (kind, is_woman) in kinds.into_iter().zip(women) {
            let registered = day("2020-05-01");
            let place = self.outside.pick(&mut self.seed, registered);
            self.producer(kind, Some(gender(is_woman)), place, registered);
        }
        let mut certified = list(&[(12_843 - 35, THREE), (3_826 - 9, FOUR)]);
        self.shuffle(&mut certified);
        let before = {
            let (mut before, _) = self.classes_of_2022();
            before.truncate(RENEWED);
            before
        };
        let new = certified.split_off(RENEWED);
        let mut courses = Vec::with_capacity(16_811);
        for (before, after) in before.into_iter().zip(certified) {
            let first = self.between("2020-06-01", "2022-06-29");
            let mut course = self.recognised(before, first);
            let renewed_on = course.steps()[0].status.valid_to - Days::new(1 + self.seed.below(120));
            let number = self.number();
            course.decide(after, Renewal, renewed_on, number);
            courses.push(course);
        }
        for class in new.into_iter().chain(list(&[(60, POTENTIAL), (126, FIVE)])) {
            let first = self.between("2023-07-01", "2025-06-29");
            courses.push(self.recognised(class, first));
        }
        self.shuffle(&mut courses);
        for (position, course) in courses.into_iter().enumerate() {
            let producer = start + self.owner(position, count);
            self.product(producer, 3, course);
        }
    }

    /// What the rest of the country held at the end of 2022 and no more in mid 2025.
    fn rest_that_lapsed_before(&mut self) {
        let start = self.producers.len();
        let (certified, others) = self.classes_of_2022();
        let lapsed: Vec<Class> = certified.into_iter().skip(RENEWED).chain(others).collect();
        let count = lapsed.len() * 3 / 5;
        for _ in 0..count {
            let registered = day("2020-05-01");
            let place = self.outside.pick(&mut self.seed, registered);
            let gender = gender(self.seed.chance(38));
            self.producer(ProducerKind::Household, Some(gender), place, registered);
        }
        for (position, class) in lapsed.into_iter().enumerate() {
            let course = if class == POTENTIAL {
                let first = self.between("2022-08-01", "2022-12-20");
                let mut course = self.recognised(class, first);
                course.decline(day("2023-04-10"));
                course
            } else {
                let first = self.between("2020-06-01", "2022-06-29");
                self.recognised(class, first)
            };
            let producer = start + self.owner(position, count);
            self.product(producer, 3, course);
        }
    }

    /// What the country without Vĩnh Phúc held at the end of 2022: three and four stars, mixed the same way at each call, and
    /// potential and confirmed five. Vĩnh Phúc's 106 without the one struck off: 78 of three stars, 27 of four.
    fn classes_of_2022(&self) -> (Vec<Class>, Vec<Class>) {
        let mut certified = list(&[(5_691 - 78, THREE), (2_920 - 27, FOUR)]);
        shuffle(&mut Seed::new(SEED), &mut certified);
        (certified, list(&[(61, POTENTIAL), (17, FIVE)]))
    }

    /// A first recognition of `class` on `day`; five stars were potential before.
    fn recognised(&mut self, class: Class, day: NaiveDate) -> Course {
        if class == FIVE {
            let mut course = given(POTENTIAL, day - Days::new(150), &self.number());
            course.decide(
                FIVE,
                First,
                day,
                format!("{}/QĐ-BNN-VPĐP", 1 + self.seed.below(5_000)),
            );
            return course;
        }
        given(class, day, &self.number())
    }

    fn number(&mut self) -> String {
        format!("{}/QĐ-UBND", 1 + self.seed.below(3_000))
    }

    /// The producer of a product: each of `count` has one, the others fall where they may.
    fn owner(&mut self, position: usize, count: usize) -> usize {
        if position < count {
            position
        } else {
            self.seed.index(count)
        }
    }

    fn producer(
        &mut self,
        kind: ProducerKind,
        gender: Option<Gender>,
        place: Place,
        registered_on: NaiveDate,
    ) {
        let number = self.producers.len() + 1;
        self.producers.push(MadeProducer {
            id: id(registered_on, self.seed.bytes()),
            name: format!("Chủ thể số {number}"),
            kind,
            former_kind: None,
            gender,
            ethnic_minority: None,
            place,
            registered_on,
            products: Vec::new(),
        });
    }

    fn product(&mut self, producer: usize, product_set: i16, course: Course) {
        let owner = &mut self.producers[producer];
        let registered_on = course.steps()[0].status.valid_from - Days::new(60);
        owner.registered_on = owner.registered_on.min(registered_on);
        owner.products.push(MadeProduct {
            id: id(registered_on, self.seed.bytes()),
            serial: self.serials.next(&owner.place, registered_on),
            name: format!("Sản phẩm số {} của {}", owner.products.len() + 1, owner.name),
            product_set: if owner.kind.is_for_tourism_only() {
                26
            } else {
                product_set
            },
            place: owner.place.clone(),
            registered_on,
            course,
        });
    }

    fn between(&mut self, first: &str, last: &str) -> NaiveDate {
        let span = u64::try_from((day(last) - day(first)).num_days()).expect("a span");
        day(first) + Days::new(self.seed.below(span + 1))
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        shuffle(&mut self.seed, list);
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn gender(is_woman: bool) -> Gender {
    if is_woman { Gender::Female } else { Gender::Male }
}

/// A first recognition by a province.
fn given(class: Class, day: NaiveDate, number: &str) -> Course {
    let mut course = Course::default();
    course.decide(class, First, day, number.to_owned());
    course
}

/// Each value as often as its number says.
fn list<T: Copy>(counts: &[(usize, T)]) -> Vec<T> {
    counts
        .iter()
        .flat_map(|(count, value)| std::iter::repeat_n(*value, *count))
        .collect()
}

fn shuffle<T>(seed: &mut Seed, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, seed.index(last + 1));
    }
}
