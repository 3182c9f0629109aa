//! Statistics of scores over stored evaluations, against a recount by SQL over the documents themselves.

use crate::app::{App, body, problem};
use crate::registration::{get, send, token_in};
use chrono::{DateTime, Utc};
use diesel_async::SimpleAsyncConnection;
use reqwest::Method;
use serde_json::{Value, json};
use shared::database::JsonText;
use shared::database::evaluations::{self, NewResult};
use shared::database::recognitions::{self, RecognitionOpening};
use shared::domain::access::Role;
use shared::domain::criteria::{RecognitionAuthority, Regimes};
use shared::domain::language::Language;
use shared::domain::recognition::opened;
use shared::domain::scoring::{ScoringRequest, score, validate};
use shared::domain::statistics::scores::CouncilPoints;
use std::collections::BTreeMap;
use test_support::evaluation_request;
use uuid::Uuid;

const PATH: &str = "/api/v1/statistics/scores";
/// The day on which the made-up results come.
const DAY: &str = "2026-09-15";

/// Asks for an evaluation and does what the worker does with it on `at`; its id.
async fn rated(app: &App, token: &str, request: &Value, at: &str) -> Uuid {
    let sent = send(app, Method::POST, token, "/api/v1/evaluations", request).await;
    let id: Uuid = body(sent, 202).await["id"].as_str().unwrap().parse().unwrap();
    let regimes = Regimes::embedded().unwrap();
    let mut connection = app.database.database().connection().await.unwrap();
    let pending = evaluations::pending(&mut connection, &[id])
        .await
        .unwrap()
        .remove(0);
    let request: ScoringRequest = pending.request.parse().unwrap();
    let result = score(&validate(&regimes, &request).unwrap(), Language::Vi);
    let at: DateTime<Utc> = format!("{at}T05:00:00Z").parse().unwrap();
    let new = NewResult {
        evaluation_id: id,
        attempt: 1,
        outcome: result.outcome,
        stars: result.stars.map(i16::from),
        result: JsonText::of(&result).unwrap(),
        points: CouncilPoints::of(&result.sheets),
    };
    evaluations::insert_results(&mut connection, &[new], 1, at)
        .await
        .unwrap();
    if let Some(stars) = result.stars.filter(|stars| *stars >= 3) {
        let opening = RecognitionOpening {
            evaluation_id: Some(id),
            regime: &result.regime,
            group: "I",
            kind: pending.kind,
            decision: None,
            authority: RecognitionAuthority::Province,
            authority_unit: None,
        };
        let row = opening.row(
            &pending.dimensions,
            &opened(stars, false, at.date_naive()).unwrap(),
        );
        connection
            .batch_execute("set ocop.actor = 'command:test'")
            .await
            .unwrap();
        recognitions::insert(&mut connection, &[row]).await.unwrap();
        connection.batch_execute("reset ocop.actor").await.unwrap();
    }
    id
}

/// Evaluations of twenty products by councils of one to five, one of them eliminated, one whose members differ too much.
pub(crate) async fn app() -> (App, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    for (seed, product) in (0_usize..).zip(app.database.products(20).await) {
        let mut request = evaluation_request(&product, 1, u64::try_from(seed).unwrap());
        request["council"]["members"] = json!(seed % 5 + 1);
        request["sheets"].as_array_mut().unwrap().truncate(seed % 5 + 1);
        match seed {
            7 => request["eliminations"] = json!(["forged_dossier"]),
            8 => {
                request["council"]["max_spread"] = json!(1);
                request["sheets"][1]["answers"] = json!({});
            }
            _ => {}
        }
        rated(&app, &token, &request, DAY).await;
    }
    (app, token)
}

async fn asked(app: &App, token: &str, query: &str) -> Value {
    body(get(app, token, &format!("{PATH}?{query}")).await, 200).await
}

/// What `sql` counts, by the text it selects.
async fn recount(app: &App, sql: &str) -> BTreeMap<String, u64> {
    let lines = app
        .database
        .texts(&format!(
            "select word || '=' || number from ({sql}) as c (word, number)"
        ))
        .await;
    let pairs = lines.iter().map(|line| line.rsplit_once('=').unwrap());
    pairs
        .map(|(word, number)| (word.to_owned(), number.parse().unwrap()))
        .collect()
}

fn counts(object: &Value) -> BTreeMap<String, u64> {
    let members = object.as_object().unwrap().iter();
    members
        .map(|(word, number)| (word.clone(), number.as_u64().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_those_of_a_recount_over_the_documents() {
    let (app, token) = app().await;
    // Results from before the columns of points are read from their documents.
    let older = "update evaluation_results set sheets = null, points_a = null, points_b = null, points_c = null \
                 where stars = 4 or outcome = 'eliminated'";
    app.database.execute(older).await;
    let answer = asked(&app, &token, "regime=26-2026&product_set=1").await;
    let totals = &answer["totals"];
    assert_eq!(
        counts(&totals["outcomes"]),
        recount(
            &app,
            "select outcome, count(*) from evaluation_results group by 1"
        )
        .await
    );
    assert_eq!(
        counts(&totals["outcomes"]).keys().collect::<Vec<_>>(),
        ["eliminated", "needs_rescoring", "rated"]
    );
    let stars = "select stars::text, count(*) from evaluation_results where outcome = 'rated' group by 1";
    assert_eq!(counts(&totals["stars"]), recount(&app, stars).await);
    let recognised = app.database.number("select count(*) from recognitions").await;
    assert_eq!(
        (&totals["evaluated"], &totals["recognised"]),
        (&json!(19), &json!(recognised))
    );
    let rate = app
        .database
        .texts(&format!("select round({recognised} * 100.0 / 19, 1)::text"))
        .await;
    assert_eq!(totals["success_rate"], rate[0]);

    let rated =
        "from evaluation_results r join evaluations e on e.id = r.evaluation_id where r.outcome = 'rated'";
    let mean = format!(
        "select round(avg((result ->> 'sum')::numeric / (result ->> 'count')::numeric), 2)::text {rated}"
    );
    assert_eq!(totals["points"]["mean"], app.database.texts(&mean).await[0]);
    let tenths = format!(
        "select least((result ->> 'sum')::int / ((result ->> 'count')::int * 10), 9)::text, count(*) {rated} group by 1"
    );
    let told = totals["points"]["distribution"]
        .as_array()
        .unwrap()
        .iter()
        .zip(0..);
    let told = told.filter(|(number, _)| **number != 0);
    let told: BTreeMap<String, u64> = told
        .map(|(number, tenth): (_, u8)| (tenth.to_string(), number.as_u64().unwrap()))
        .collect();
    assert_eq!(told, recount(&app, &tenths).await);
    for (part, view) in ["A", "B", "C"].iter().zip(totals["parts"].as_array().unwrap()) {
        let mean = format!(
            "select round(avg(mean), 2)::text from (select (select avg((s -> 'parts' ->> '{part}')::numeric)
             from json_array_elements(result -> 'sheets') s) as mean {rated}) as m"
        );
        assert_eq!(view["mean"], app.database.texts(&mean).await[0], "{part}");
    }

    let chosen = format!(
        "select a.key || ' ' || a.value, count(*) from (select e.request {rated}) as q,
         json_array_elements(q.request -> 'sheets') s, json_each_text(s -> 'answers') a group by 1"
    );
    let mut options = BTreeMap::new();
    for criterion in answer["sheet"]["criteria"].as_array().unwrap() {
        let code = criterion["code"].as_str().unwrap();
        for option in criterion["options"].as_array().unwrap() {
            let (number, sheets) = (
                option["option"].as_u64().unwrap(),
                option["sheets"].as_u64().unwrap(),
            );
            if number > 0 && sheets > 0 {
                options.insert(format!("{code} {number}"), sheets);
            }
        }
    }
    assert_eq!(options, recount(&app, &chosen).await);
    let unmet = format!(
        "select (u ->> 'criterion') || ' ' || (u ->> 'stars'), count(*) from (select r.result {rated}) as q,
         json_array_elements(q.result -> 'unmet_minimums') u group by 1"
    );
    let missed = answer["sheet"]["unmet_minimums"].as_array().unwrap();
    let told = missed.iter().map(|one| {
        let key = format!("{} {}", one["criterion"].as_str().unwrap(), one["stars"]);
        (key, one["evaluations"].as_u64().unwrap())
    });
    let told: BTreeMap<String, u64> = told.collect();
    assert!(!told.is_empty());
    assert_eq!(told, recount(&app, &unmet).await);
    let order: Vec<u64> = missed
        .iter()
        .map(|one| one["evaluations"].as_u64().unwrap())
        .collect();
    assert!(order.is_sorted_by(|one, other| one >= other), "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_add_up_to_the_totals_in_both_boundaries() {
    let (app, token) = app().await;
    for by in [
        "province",
        "commune",
        "district&generation=legacy",
        "product_group",
        "product_set",
        "kind",
    ] {
        let answer = asked(&app, &token, &format!("by={by}")).await;
        let cells = answer["cells"].as_array().unwrap();
        let evaluations: u64 = cells
            .iter()
            .map(|cell| cell["evaluations"].as_u64().unwrap())
            .sum();
        assert_eq!(
            (evaluations, &answer["totals"]["evaluations"]),
            (20, &json!(20)),
            "{by}"
        );
        assert_eq!(answer["sheet"], Value::Null);
    }
    let by_group = asked(&app, &token, "by=product_group&unit=253&generation=legacy").await;
    assert_eq!(
        (
            &by_group["cells"][0]["product_group"],
            &by_group["cells"][0]["evaluations"]
        ),
        (&json!("I"), &json!(20))
    );
    let by_set = asked(&app, &token, "by=product_set").await;
    assert_eq!(by_set["cells"][0]["product_set"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_turn_of_a_dossier_takes_the_place_of_the_former() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let product = app.database.products(1).await.remove(0);
    let mut rated_turns = Vec::new();
    for turn in 1..=2 {
        let request = evaluation_request(&product, 1, turn);
        rated_turns.push((turn, rated(&app, &token, &request, DAY).await));
    }
    // Only now: a product with a dossier on its way is not evaluated without it.
    let dossier = app.database.dossier(&product, "scored", 2, "2026-08-01").await;
    for (turn, id) in rated_turns {
        let of_dossier =
            format!("update evaluations set dossier_id = '{dossier}', turn = {turn} where id = '{id}'");
        app.database.execute(&of_dossier).await;
    }
    let answer = asked(&app, &token, "product_set=1").await;
    let totals = &answer["totals"];
    assert_eq!(
        (&totals["evaluations"], &totals["superseded"]),
        (&json!(1), &json!(1))
    );
    // No decision has followed: the statuses above are of no dossier.
    assert_eq!(
        (&totals["evaluated"], &totals["recognised"]),
        (&json!(1), &json!(0))
    );
    let last = "select (result ->> 'mean') from evaluation_results order by evaluation_id desc limit 1";
    assert_eq!(totals["points"]["mean"], app.database.texts(last).await[0]);
    let central = asked(&app, &token, "council=central").await;
    assert_eq!(
        (
            &central["totals"]["evaluations"],
            &central["totals"]["success_rate"]
        ),
        (&json!(0), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn periods_and_reach_bound_what_is_counted() {
    let (app, national) = app().await;
    for (query, expected) in [
        ("from=2026-09-15&to=2026-09-15", 20),
        ("from=2026-09-16", 0),
        ("to=2026-09-14", 0),
        ("programme_year=2026", 20),
        ("programme_year=2025", 0),
        ("regime=148-2023", 0),
        ("kind=renewal", 0),
        ("unit=25", 20),
        ("unit=01", 0),
    ] {
        let answer = asked(&app, &national, query).await;
        assert_eq!(answer["totals"]["evaluations"], expected, "{query}");
    }
    let own = token_in(&app, Role::Province, "25").await;
    let other = token_in(&app, Role::Province, "01").await;
    assert_eq!(asked(&app, &own, "").await["totals"]["evaluations"], 20);
    assert_eq!(asked(&app, &other, "").await["totals"]["evaluations"], 0);
    problem(
        get(&app, &other, &format!("{PATH}?unit=25")).await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_named() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    for (query, pointer) in [
        ("regime=1048-2019", "/regime"),
        ("regime=none", "/regime"),
        ("product_set=27", "/product_set"),
        ("product_set=-1", "/product_set"),
        ("by=stars", "/by"),
        ("by=colour", "/by"),
        ("by=district", "/by"),
        ("programme_year=2026&from=2026-01-01", "/programme_year"),
        ("programme_year=-5", "/programme_year"),
        ("from=2026-02-01&to=2026-01-01", "/to"),
        ("council=district", "/council"),
        ("since=2021", "/since"),
    ] {
        let problem = problem(
            get(&app, &token, &format!("{PATH}?{query}")).await,
            400,
            "invalid_query",
        )
        .await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_a_table_from_part_to_criterion() {
    let (app, token) = app().await;
    let table = async |query: &str| {
        let request = app.request(Method::GET, &format!("{PATH}?{query}"));
        let answer = request
            .bearer_auth(&token)
            .header("Accept", "text/csv")
            .header("Accept-Language", "en")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    };
    let sheet = table("product_set=1").await;
    let answer = asked(&app, &token, "product_set=1").await;
    let mean = answer["sheet"]["criteria"][0]["mean"].as_str().unwrap();
    let line = sheet
        .lines()
        .find(|line| line.starts_with("criterion,") && line.contains("A.1.1"))
        .unwrap();
    assert!(line.contains(mean), "{line} has not {mean}");
    let cells = table("by=province").await;
    assert!(cells.lines().nth(1).unwrap().contains("Phú Thọ"), "{cells}");
}
