//! The funnel over random histories against a recount by SQL: of each record and dossier by itself, what had happened until the day.

use super::FUNNEL;
use super::histories::{TODAY, app, busy_days};
use crate::app::{App, body};
use crate::recounting::{AT_MOST, Asked, Caller, asker, callers, day_of, objects, places};
use crate::registration::get;
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use shared::domain::statistics::funnel::Stage;
use shared::domain::units::Place;
use std::collections::{BTreeMap, BTreeSet};
use test_support::Seed;

/// Asked at least; more until every stage and dimension was tried.
const QUESTIONS: usize = 150;
const OFFERED: [&str; 5] = ["province", "district", "commune", "product_group", "product_set"];

/// A question and what decides its answer.
struct Question {
    query: String,
    by: Option<&'static str>,
    cell: String,
    condition: String,
    year: i32,
    day: NaiveDate,
}

fn question(seed: &mut Seed, caller: &Caller, places: &[Place], busy: &[NaiveDate]) -> Question {
    let asked = Asked::by(seed, caller, places);
    let mut query = asked.query.clone();
    let by = asked.dimension(seed, &OFFERED);
    if let Some(by) = by {
        query += &format!("&by={by}");
    }
    let day = if seed.chance(30) {
        TODAY.parse().unwrap()
    } else {
        let day = busy[seed.index(busy.len())];
        query += &format!("&as_of={day}");
        day
    };
    let year = if seed.chance(40) {
        day.year()
    } else {
        let year = 2023 + i32::try_from(seed.below(5)).unwrap();
        query += &format!("&year={year}");
        year
    };
    Question {
        cell: asked.cell(by),
        condition: asked.condition,
        query,
        by,
        year,
        day,
    }
}

/// Each cell with its stages, the whole without a cell.
fn sql(question: &Question) -> String {
    let Question {
        cell,
        condition,
        year,
        day,
        ..
    } = question;
    let until = |moment: &str| format!("{} <= date '{day}'", day_of(moment));
    let did = |states: &str| {
        format!(
            "exists (select from dossier_events e where e.dossier_id = dossiers.id and {states} and {})",
            until("e.occurred_at")
        )
    };
    let (created, begun) = (until("created_at"), day_of("created_at"));
    let stages = Stage::ALL.iter().zip(1..);
    let stages: Vec<String> = stages
        .map(|(stage, place)| format!("('{stage}', {place})"))
        .collect();
    format!(
        "with records as (
             select id, kind, year, created_at, current_province_code, current_commune_code, legacy_province_code,
                 legacy_district_code, legacy_commune_code, case
                     when kind = 'idea' then content ->> 'product_set'
                     when product_id is not null then (select p.product_set::text from products p where p.id = product_id)
                     else (select idea.content ->> 'product_set' from programme_records idea where idea.id = plan.earlier_id)
                 end::smallint as product_set
             from programme_records plan where kind in ('idea', 'business_plan')
         ), asked as (
             select {cell} as cell, kind, exists (
                 select from programme_history h where h.record_id = records.id and h.state = 'accepted' and {accepted}) as accepted
             from records where year = {year} and {created} and {condition}
         ), begun as (
             select {cell} as cell, {submitted} as submitted, {evaluated} as evaluated, {recognised} as recognised
             from dossiers where kind = 'first' and extract(year from {begun}) = {year} and {created} and {condition}
         ), reached as (
             select cell, case kind when 'idea' then 'ideas' else 'plans' end as stage from asked
             union all select cell, case kind when 'idea' then 'ideas_accepted' else 'plans_accepted' end from asked where accepted
             union all select cell, 'dossiers_begun' from begun
             union all select cell, 'dossiers_submitted' from begun where submitted
             union all select cell, 'dossiers_evaluated' from begun where submitted and evaluated
             union all select cell, 'dossiers_recognised' from begun where submitted and evaluated and recognised
         ), cells as (
             select distinct cell, false as whole from reached union all select null, true
         ), counted as (
             select cells.*, stage, place, (
                 select count(*) from reached where reached.stage = stages.stage and (whole or reached.cell = cells.cell)) as number
             from cells cross join (values {stages}) as stages (stage, place)
         ), compared as (
             select *, lag(number) over (partition by cell, whole order by place) as before from counted
         )
         select jsonb_build_object('cell', case when not whole then cell::text end, 'stages', jsonb_agg(jsonb_build_object(
             'stage', stage, 'count', number, 'of_previous', round(100.0 * number / nullif(before, 0), 1)::text) order by place))::text
         from compared group by cell, whole",
        accepted = until("h.occurred_at"),
        submitted = did("e.to_state = 'at_commune'"),
        evaluated = did("e.action in ('rated', 'rated_below', 'eliminated')"),
        recognised = did("e.to_state in ('recognised', 'at_ministry')"),
        stages = stages.join(", "),
    )
}

async fn recounted(app: &App, question: &Question) -> BTreeMap<Option<String>, Value> {
    let cells = objects(app, &sql(question)).await.into_iter();
    let cells = cells.map(|cell| (cell["cell"].as_str().map(str::to_owned), cell["stages"].clone()));
    cells
        .filter(|(cell, _)| question.by.is_some() || cell.is_none())
        .collect()
}

fn told(answer: &Value, by: Option<&str>) -> BTreeMap<Option<String>, Value> {
    let cells = answer["cells"].as_array().unwrap().iter();
    let cells = cells.map(|cell| (Some(cell[by.unwrap()].to_string()), cell["stages"].clone()));
    cells
        .chain([(None, answer["totals"]["stages"].clone())])
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_funnel_equals_the_recount_whatever_is_asked() {
    let (mut seed, places) = (Seed::of_run(), places());
    let app = app(&mut seed, &places).await;
    let (callers, busy) = (callers(&app).await, busy_days(&app).await);
    // Stages that some reached and others of the stage before did not, and dimensions with several cells.
    let (mut seen, mut dimensions) = (BTreeSet::new(), BTreeSet::new());
    for number in 0..AT_MOST {
        if number >= QUESTIONS && seen.len() == Stage::ALL.len() && dimensions.len() == OFFERED.len() {
            break;
        }
        let caller = asker(&callers, number);
        let question = question(&mut seed, caller, &places, &busy);
        let path = format!("{FUNNEL}?{}", question.query);
        let answer = body(get(&app, &caller.token, &path).await, 200).await;
        assert_eq!(
            (&answer["year"], &answer["as_of"]),
            (&json!(question.year), &json!(question.day)),
            "{path}"
        );
        let expected = recounted(&app, &question).await;
        assert_eq!(
            told(&answer, question.by),
            expected,
            "{path} for {:?}",
            caller.scope
        );
        let mut before = 0;
        for stage in expected[&None].as_array().unwrap() {
            let count = stage["count"].as_u64().unwrap();
            let begins = ["ideas", "plans", "dossiers_begun"].contains(&stage["stage"].as_str().unwrap());
            if count > 1 && (begins || count < before) {
                seen.insert(stage["stage"].as_str().unwrap().to_owned());
            }
            before = count;
        }
        if expected.len() > 3 {
            dimensions.insert(question.by);
        }
    }
    assert_eq!(seen.len(), Stage::ALL.len(), "{seen:?}");
    assert_eq!(dimensions.len(), OFFERED.len(), "{dimensions:?}");
}
