//! Random histories of dossiers and of records of the cycle, as they lie in the database: every dossier walks the table of the
//! workflow, every idea and plan that of its review.

use crate::app::App;
use crate::recounting::{PLACE, day_from, day_of, values};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};
use shared::clock::vietnamese_date;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::calendar::embedded;
use shared::domain::cycle::review::{ReviewAct, ReviewState};
use shared::domain::units::Place;
use shared::domain::workflow::{Deadline, DossierAction, DossierState, DossierTransition, TRANSITIONS};
use std::collections::HashMap;
use std::fmt::Write;
use test_support::Seed;
use uuid::Uuid;

/// The first day of any history.
pub(super) const FIRST: &str = "2023-01-01";
/// The day on which the server stands; nothing happens after its noon.
pub(super) const TODAY: &str = "2026-09-15";
const PRODUCERS: usize = 3;
const PRODUCTS_OF_EACH: usize = 12;
/// Ideas, and as many business plans.
const IDEAS: usize = 150;

/// A server on [`TODAY`] whose database has histories at `places`.
pub(super) async fn app(seed: &mut Seed, places: &[Place]) -> App {
    let app = App::at(TODAY).await;
    let mut histories = Histories {
        seed,
        places,
        taken: HashMap::new(),
        sql: String::new(),
    };
    let mut products = Vec::new();
    for _ in 0..PRODUCERS {
        products.extend(app.database.products(PRODUCTS_OF_EACH).await);
    }
    for product in &products {
        histories.product(product);
    }
    histories.cycle(&products);
    app.database.execute(&histories.sql).await;
    app.database.execute("analyze").await;
    app
}

/// The days on which anything happened, and the days before them: where a day begins too early or too late it shows there.
pub(super) async fn busy_days(app: &App) -> Vec<NaiveDate> {
    let moments = "select created_at from dossiers union all select occurred_at from dossier_events
         union all select occurred_at from programme_history";
    let day = day_of("moment");
    let days = format!(
        "select ({day} - before)::text from ({moments}) as all_moments (moment), generate_series(0, 1) as before"
    );
    let days = app.database.texts(&days).await;
    days.iter().map(|day| day.parse().unwrap()).collect()
}

struct Histories<'a> {
    seed: &'a mut Seed,
    places: &'a [Place],
    /// How often each step of the workflow was taken: rare ones are preferred.
    taken: HashMap<(DossierState, DossierAction), u32>,
    sql: String,
}

/// Noon of [`TODAY`] in Việt Nam.
fn now() -> DateTime<Utc> {
    format!("{TODAY}T05:00:00Z").parse().unwrap()
}

impl Histories<'_> {
    /// Any minute of `days` days.
    fn moment(&mut self, days: u64) -> DateTime<Utc> {
        let day = day_from(self.seed, FIRST, days);
        day.and_time(NaiveTime::MIN).and_utc() + Duration::minutes(self.minutes(24 * 60))
    }

    fn minutes(&mut self, below: u64) -> i64 {
        i64::try_from(self.seed.below(below)).unwrap()
    }

    /// From nothing to the better part of a year.
    fn wait(&mut self) -> Duration {
        const DAY: u64 = 24 * 60;
        let longest = self
            .seed
            .pick(&[(1, 1), (3, DAY / 2), (6, 40 * DAY), (1, 300 * DAY)]);
        Duration::minutes(self.minutes(longest))
    }

    fn place(&mut self) -> String {
        values(&self.places[self.seed.index(self.places.len())])
    }

    fn set(&mut self) -> u64 {
        1 + self.seed.below(26)
    }

    /// One dossier after the other, until today.
    fn product(&mut self, product: &str) {
        let (set, place) = (self.set(), self.place());
        writeln!(
            self.sql,
            "update products set product_set = {set}, ({PLACE}) = row({place}) where id = '{product}';"
        )
        .unwrap();
        let mut begun = self.moment(400);
        while begun < now() {
            begun = self.dossier(product, begun) + self.wait();
        }
    }

    /// A dossier begun at `begun` and its way until it ends or today; the moment of its last event.
    fn dossier(&mut self, product: &str, begun: DateTime<Utc>) -> DateTime<Utc> {
        let id = Uuid::now_v7();
        let (mut state, mut at, mut events) = (DossierState::Draft, begun, String::new());
        let (mut handed_in, mut turn) = (None, 0);
        while !state.is_final() {
            let next = at + self.wait();
            if next > now() {
                at = now();
                break;
            }
            at = next;
            let step = self.step(state);
            let due = self.due(step, at);
            writeln!(
                events,
                "insert into dossier_events (dossier_id, occurred_at, actor, action, from_state, to_state, due_on)
                 values ('{id}', '{at}', 'person:test', '{}', '{state}', '{}', {due});",
                step.action, step.to
            )
            .unwrap();
            if step.action == DossierAction::Submit {
                handed_in.get_or_insert_with(|| vietnamese_date(at));
            }
            turn += i32::from(step.to == DossierState::BeingRated);
            events += &result(product, id, step, at);
            state = step.to;
        }
        let kind = self.seed.pick(&[
            (6, ApplicationKind::First),
            (2, ApplicationKind::Upgrade),
            (2, ApplicationKind::Renewal),
        ]);
        let regime = self.seed.pick(&[(1, "148-2023"), (2, "26-2026")]);
        let (set, place) = (self.set(), self.place());
        let handed_in = handed_in.map_or("null".to_owned(), |day| format!("'{day}'"));
        writeln!(
            self.sql,
            "insert into dossiers (id, product_id, producer_id, kind, product_set, regime, state, registration, self_assessment,
                 turn, handed_in_on, {PLACE}, created_at, updated_at)
             select '{id}', id, producer_id, '{kind}', {set}, '{regime}', '{state}', '{{}}', '{{}}', {turn}, {handed_in}, {place},
                 '{begun}', '{at}' from products where id = '{product}';\n{events}"
        )
        .unwrap();
        at
    }

    /// A step on from `state`: seldom one that ends the way, more often forth than back, as often as not the one taken least so far.
    fn step(&mut self, state: DossierState) -> &'static DossierTransition {
        let (ends, forth) = (self.seed.chance(5), self.seed.chance(75));
        let all = || TRANSITIONS.iter().filter(move |row| row.from == state);
        let goes_on =
            |row: &&DossierTransition| row.to.is_final() == ends && (ends || !forth || row.to > state);
        let mut open: Vec<&DossierTransition> = all().filter(goes_on).collect();
        if open.is_empty() {
            open = all().filter(|row| !row.to.is_final()).collect();
        }
        let taken = |row: &&&DossierTransition| self.taken.get(&(state, row.action)).copied();
        let rare = *open.iter().min_by_key(taken).unwrap();
        let step = if self.seed.chance(50) {
            rare
        } else {
            open[self.seed.index(open.len())]
        };
        *self.taken.entry((state, step.action)).or_default() += 1;
        step
    }

    /// The last day of the state that `step` leads to, as SQL; now and then none where there might be one.
    fn due(&mut self, step: &DossierTransition, at: DateTime<Utc>) -> String {
        let day = vietnamese_date(at);
        let due = match step.deadline {
            Deadline::None => None,
            Deadline::WorkingDays(count) => Some(embedded().unwrap().after(day, count).day),
            Deadline::Named => Some(day + Duration::days(1 + self.minutes(30))),
        };
        let due = due.filter(|_| self.seed.chance(85));
        due.map_or("null".to_owned(), |due| format!("'{due}'"))
    }

    /// Ideas of several years, and plans that follow an idea or a product, with what was decided on them.
    fn cycle(&mut self, products: &[String]) {
        let mut ideas = Vec::new();
        for _ in 0..IDEAS {
            let (id, set) = (Uuid::now_v7(), self.set());
            self.record(
                id,
                ("idea", "null", "null"),
                products,
                &format!("{{\"product_set\": {set}}}"),
            );
            ideas.push(id);
        }
        for _ in 0..IDEAS {
            let idea = format!("'{}'", ideas[self.seed.index(ideas.len())]);
            let product = format!("'{}'", products[self.seed.index(products.len())]);
            let of = if self.seed.chance(60) {
                (idea.as_str(), "null")
            } else {
                ("null", product.as_str())
            };
            self.record(Uuid::now_v7(), ("business_plan", of.0, of.1), products, "{}");
        }
    }

    /// A record of `kind` that follows a record or a product, and its history.
    fn record(
        &mut self,
        id: Uuid,
        (kind, earlier, product): (&str, &str, &str),
        products: &[String],
        content: &str,
    ) {
        let (created, place) = (self.moment(1300), self.place());
        // For the next year, for this one, or late.
        let year = created.year() + self.seed.pick(&[(1, 1), (4, 0), (1, -1)]);
        // A commune's own idea has no producer.
        let producer = if self.seed.chance(70) {
            let product = &products[self.seed.index(products.len())];
            format!("(select producer_id from products where id = '{product}')")
        } else {
            "null".to_owned()
        };
        let (mut at, mut state, mut version, mut history) =
            (created, ReviewState::Submitted, 1, String::new());
        let mut act = "create";
        loop {
            writeln!(
                history,
                "insert into programme_history (record_id, version, act, state, actor, occurred_at, content)
                 values ('{id}', {version}, '{act}', '{state}', 'person:test', '{at}', '{{}}');"
            )
            .unwrap();
            let possible: Vec<ReviewAct> = state.possible();
            let next = at + self.wait();
            if possible.is_empty() || next > now() || self.seed.chance(20) {
                break;
            }
            let chosen = possible[self.seed.index(possible.len())];
            (at, state, act) = (next, state.after(chosen).unwrap(), chosen.as_str());
            version += 1;
        }
        writeln!(
            self.sql,
            "insert into programme_records (id, kind, level, unit_code, {PLACE}, producer_id, earlier_id, product_id, year, state,
                 content, created_by, version, created_at, updated_at)
             values ('{id}', '{kind}', 'commune', '08782', {place}, {producer}, {earlier}, {product}, {year}, '{state}',
                 '{content}', 'person:test', {version}, '{created}', '{at}');\n{history}"
        )
        .unwrap();
    }
}

/// The evaluation behind a step of the rating, with its result where it has one.
fn result(product: &str, dossier: Uuid, step: &DossierTransition, at: DateTime<Utc>) -> String {
    let outcome = match step.action {
        DossierAction::Rated | DossierAction::RatedBelow => "rated",
        DossierAction::Eliminated => "eliminated",
        DossierAction::NeedsRescoring => "needs_rescoring",
        DossierAction::NoQuorum => "no_quorum",
        _ => return String::new(),
    };
    let level = if step.from == DossierState::BeingRated {
        "province"
    } else {
        "central"
    };
    let (id, job) = (Uuid::now_v7(), Uuid::now_v7());
    format!(
        "insert into jobs (id, kind, subject_id, status, attempt_limit, queued_at, due_at)
         values ('{job}', 'evaluation', '{id}', 'succeeded', 5, '{at}', '{at}');
         insert into evaluations (id, job_id, product_id, level, kind, regime, product_set, request, requested_by, created_at,
             dossier_id, turn)
         values ('{id}', '{job}', '{product}', '{level}', 'first', '26-2026', 1, '{{}}', 'person:test', '{at}', '{dossier}', 1);
         insert into evaluation_results (evaluation_id, attempt, outcome, result, statistics_version, evaluated_at)
         values ('{id}', 1, '{outcome}', '{{}}', 1, '{at}');\n"
    )
}
