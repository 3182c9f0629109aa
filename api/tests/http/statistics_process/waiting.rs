//! Waiting times over random histories against a recount by SQL: each dossier's states one after the other from its beginning on,
//! each until the next one, then sorted and counted off.

use super::histories::{FIRST, TODAY, app, busy_days};
use super::{WAITING, steps_of};
use crate::app::{App, body};
use crate::recounting::{AT_MOST, Asked, Caller, asker, callers, day_of, objects, places};
use crate::registration::get;
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::calendar::embedded;
use shared::domain::units::Place;
use shared::domain::workflow::DossierState;
use std::collections::{BTreeMap, BTreeSet};
use test_support::Seed;

/// Asked at least; more until everything was tried.
const QUESTIONS: usize = 150;
const OFFERED: [&str; 6] = [
    "province",
    "district",
    "commune",
    "product_group",
    "product_set",
    "kind",
];

/// What is told of one state, by cell (none: the whole) and state.
type Steps = BTreeMap<(Option<String>, String), Value>;

/// A question and what decides its answer.
struct Question {
    query: String,
    by: Option<&'static str>,
    cell: String,
    condition: String,
    from: NaiveDate,
    to: NaiveDate,
}

fn question(seed: &mut Seed, caller: &Caller, places: &[Place], busy: &[NaiveDate]) -> Question {
    let asked = Asked::by(seed, caller, places);
    let (mut query, mut condition) = (asked.query.clone(), asked.condition.clone());
    let by = asked.dimension(seed, &OFFERED);
    if let Some(by) = by {
        query += &format!("&by={by}");
    }
    if seed.chance(25) {
        let kind = ApplicationKind::ALL[seed.index(ApplicationKind::ALL.len())];
        query += &format!("&kind={kind}");
        condition += &format!(" and kind = '{kind}'");
    }
    if seed.chance(25) {
        let regime = seed.pick(&[(1, "148-2023"), (1, "26-2026")]);
        query += &format!("&regime={regime}");
        condition += &format!(" and regime = '{regime}'");
    }
    let to = if seed.chance(20) {
        TODAY.parse().unwrap()
    } else {
        let to = busy[seed.index(busy.len())];
        query += &format!("&to={to}");
        to
    };
    let from = if seed.chance(30) {
        NaiveDate::from_ymd_opt(to.year(), 1, 1).unwrap()
    } else {
        let from = to - Days::new(seed.below(700));
        query += &format!("&from={from}");
        from
    };
    let cell = asked.cell(by);
    Question {
        query,
        by,
        cell,
        condition,
        from,
        to,
    }
}

fn sql(question: &Question) -> String {
    let Question {
        cell,
        condition,
        from,
        to,
        by,
        ..
    } = question;
    let (entered, left) = (
        day_of("moment"),
        day_of("lead(moment) over (partition by dossier_id order by event)"),
    );
    // The value at a rank of all, smallest first, and so on; null of none.
    let days = |of: &str| {
        let nearest_rank = |share: &str| {
            format!(
                "(array_agg({of} order by {of}) filter (where {of} is not null))[ceil(count({of}) * {share})::int]"
            )
        };
        format!(
            "case when count({of}) > 0 then jsonb_build_object('median', {}, 'p90', {}, 'max', max({of}),
                 'mean', round(avg({of}), 1)::text) end",
            nearest_rank("0.5"),
            nearest_rank("0.9"),
        )
    };
    let (told, sets) = if by.is_some() {
        (
            "case when grouping(cell) = 0 then cell::text end",
            "(state), (state, cell)",
        )
    } else {
        ("null::text", "(state)")
    };
    format!(
        "with came as (
             select id as dossier_id, 0::bigint as event, 'draft' as state, created_at as moment, null::date as due from dossiers
             union all
             select dossier_id, id, to_state, occurred_at, due_on from dossier_events
         ), stays as (
             select dossier_id, state, due, {entered} as entered, {left} as went from came
         ), asked as (
             select {cell} as cell, stays.*, date '{from}' <= went and went <= date '{to}' as ended,
                 entered <= date '{to}' and (went is null or date '{to}' < went) as waits
             from stays join dossiers on dossiers.id = dossier_id
             where stays.state not in ('recognised', 'not_recognised', 'withdrawn') and {condition}
         ), measured as (
             select *, case when ended then went - entered end as days,
                 case when waits then date '{to}' - entered end as waited,
                 case when ended and state = 'at_commune' then (
                     select count(*) from working_days where entered < day and day <= went) end as worked
             from asked where ended or waits
         )
         select jsonb_build_object('cell', {told}, 'state', state,
             'ended', count(*) filter (where ended), 'days', {days}, 'working_days', {worked},
             'with_deadline', count(due) filter (where ended), 'late', count(*) filter (where ended and due < went),
             'late_share', round(100.0 * count(*) filter (where ended and due < went) / nullif(count(due) filter (where ended), 0), 1)::text,
             'waiting', count(*) filter (where waits), 'waiting_days', {waited},
             'overdue', count(*) filter (where waits and due < date '{to}'))::text
         from measured group by grouping sets ({sets})",
        days = days("days"),
        worked = days("worked"),
        waited = days("waited"),
    )
}

async fn recounted(app: &App, question: &Question) -> Steps {
    let steps = objects(app, &sql(question)).await.into_iter();
    steps
        .map(|mut step| {
            let step = step.as_object_mut().unwrap();
            let cell = step.remove("cell").unwrap();
            let state = step["state"].as_str().unwrap().to_owned();
            (
                (cell.as_str().map(str::to_owned), state),
                Value::from(step.clone()),
            )
        })
        .collect()
}

/// What `answer` tells of states in which anything was or is.
fn told(answer: &Value, by: Option<&str>) -> Steps {
    let mut told = Steps::new();
    let cells = answer["cells"].as_array().unwrap().iter();
    let cells = cells.map(|cell| (Some(cell[by.unwrap()].to_string()), cell));
    for (cell, view) in cells.chain([(None, &answer["totals"])]) {
        let (steps, before) = (steps_of(view), told.len());
        let states: Vec<&str> = steps.iter().map(|step| step["state"].as_str().unwrap()).collect();
        let on_the_way = DossierState::ALL.iter().filter(|state| !state.is_final());
        assert_eq!(states, on_the_way.map(|state| state.as_str()).collect::<Vec<_>>());
        for step in steps {
            if step["ended"] != 0 || step["waiting"] != 0 {
                let state = step["state"].as_str().unwrap().to_owned();
                told.insert((cell.clone(), state), step.clone());
            } else {
                assert_eq!(
                    json!([
                        step["days"],
                        step["late"],
                        step["late_share"],
                        step["overdue"],
                        step["waiting_days"]
                    ]),
                    json!([null, 0, null, 0, null])
                );
            }
        }
        assert!(cell.is_none() || told.len() > before, "a cell of nothing: {view}");
    }
    told
}

/// What must be seen of the states.
fn kinds_of_states() -> BTreeSet<(&'static str, String)> {
    let open = DossierState::ALL.iter().filter(|state| !state.is_final());
    let stays = open.flat_map(|state| ["ended", "waiting"].map(|what| (what, state.to_string())));
    let late = ["at_commune", "awaiting_evidence"].into_iter();
    let late =
        late.flat_map(|state| ["late", "overdue", "without a last day"].map(|what| (what, state.to_owned())));
    stays.chain(late).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_times_equal_the_recount_whatever_is_asked() {
    let (mut seed, places) = (Seed::of_run(), places());
    let app = app(&mut seed, &places).await;
    let calendar = embedded().unwrap();
    let days = FIRST.parse::<NaiveDate>().unwrap().iter_days().take(1700);
    let worked: Vec<String> = days
        .filter(|day| calendar.is_working_day(*day))
        .map(|day| format!("('{day}')"))
        .collect();
    app.database
        .execute(&format!(
            "create table working_days (day date); insert into working_days values {}",
            worked.join(", ")
        ))
        .await;
    let (callers, busy) = (callers(&app).await, busy_days(&app).await);
    // States in which something of each kind must still be seen, and dimensions that must still tell cells apart.
    let mut unseen = kinds_of_states();
    let mut untold = BTreeSet::from(OFFERED);
    for number in 0..AT_MOST {
        if number >= QUESTIONS && unseen.is_empty() && untold.is_empty() {
            break;
        }
        let caller = asker(&callers, number);
        let question = question(&mut seed, caller, &places, &busy);
        let path = format!("{WAITING}?{}", question.query);
        let answer = body(get(&app, &caller.token, &path).await, 200).await;
        assert_eq!(
            (&answer["from"], &answer["to"]),
            (&json!(question.from), &json!(question.to)),
            "{path}"
        );
        let expected = recounted(&app, &question).await;
        assert_eq!(
            told(&answer, question.by),
            expected,
            "{path} for {:?}",
            caller.scope
        );
        for ((cell, state), step) in &expected {
            let number = |what: &str| step[what].as_u64().unwrap();
            let kinds = [
                (number("ended") > 0, "ended"),
                (number("waiting") > 0, "waiting"),
                (
                    number("late") > 0 && number("late") < number("with_deadline"),
                    "late",
                ),
                (number("overdue") > 0, "overdue"),
                (number("with_deadline") < number("ended"), "without a last day"),
            ];
            for (_, what) in kinds.iter().filter(|(is_so, _)| *is_so) {
                unseen.remove(&(*what, state.clone()));
            }
            if let Some(by) = cell.as_ref().and(question.by) {
                untold.remove(by);
            }
        }
    }
    assert!(unseen.is_empty() && untold.is_empty(), "{unseen:?} {untold:?}");
    for (what, sql) in [
        (
            "dossiers came back to a state",
            "select count(*) from (select from dossier_events group by dossier_id, to_state having count(*) > 1) as c",
        ),
        (
            "stays took no day",
            "select count(*) from dossier_events e join dossier_events f on f.dossier_id = e.dossier_id and f.id = e.id + 1
             where f.occurred_at - e.occurred_at < interval '1 hour'",
        ),
        (
            "steps in the hours in which the day differs from UTC's",
            "select count(*) from dossier_events where extract(hour from occurred_at at time zone 'UTC') >= 17",
        ),
    ] {
        assert!(app.database.number(sql).await > 20, "{what}");
    }
}
