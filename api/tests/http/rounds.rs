//! Rounds: the law's dates, whose they are, and who was late.

use crate::app::{App, body, problem};
use crate::council_scene::{created, office_with};
use crate::registration::{get, ids, send, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::{Permission, Role};

const ROUNDS: &str = "/api/v1/rounds";

async fn tagged(app: &App, method: Method, token: &str, path: &str, tag: &str, given: &Value) -> Response {
    let request = app
        .request(method, path)
        .bearer_auth(token)
        .header("If-Match", tag);
    let request = match given {
        Value::Null => request,
        given => request.json(given),
    };
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_has_the_laws_dates_or_its_own() {
    let app = App::at("2026-06-01").await;
    let office = token_in(&app, Role::Province, "25").await;
    let given = json!({"level": "province", "year": 2026, "number": 1});
    let answer = send(&app, Method::POST, &office, ROUNDS, &given).await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let round = body(answer, 201).await;
    assert_eq!(round["province"], "25");
    assert_eq!(
        (round["sent_before"].clone(), round["decided_before"].clone()),
        (json!("2026-04-30"), json!("2026-06-30"))
    );
    problem(
        send(&app, Method::POST, &office, ROUNDS, &given).await,
        409,
        "conflict",
    )
    .await;
    let further = json!({"level": "province", "year": 2026, "number": 3});
    let refused = problem(
        send(&app, Method::POST, &office, ROUNDS, &further).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(refused["errors"][0]["code"], "own_dates_needed");
    let backwards = json!({"level": "province", "year": 2026, "number": 3, "sent_before": "2026-08-30",
        "decided_before": "2026-08-01"});
    let refused = problem(
        send(&app, Method::POST, &office, ROUNDS, &backwards).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(refused["errors"][0]["code"], "days_out_of_order");

    let path = format!("{ROUNDS}/{}", round["id"].as_str().unwrap());
    let change = json!({"decided_before": "2026-07-15", "note": "Gia hạn"});
    problem(
        send(&app, Method::PATCH, &office, &path, &change).await,
        428,
        "precondition_required",
    )
    .await;
    let changed = body(
        tagged(&app, Method::PATCH, &office, &path, &tag, &change).await,
        200,
    )
    .await;
    assert_eq!(changed["decided_before"], "2026-07-15");
    problem(
        tagged(&app, Method::PATCH, &office, &path, &tag, &change).await,
        412,
        "precondition_failed",
    )
    .await;
    let back = json!({"decided_before": null});
    let changed = body(tagged(&app, Method::PATCH, &office, &path, "*", &back).await, 200).await;
    assert_eq!(changed["decided_before"], "2026-06-30");
    assert_eq!(changed["note"], "Gia hạn");
    assert_eq!(body(get(&app, &office, &path).await, 200).await, changed);
    let removed = tagged(&app, Method::DELETE, &office, &path, "*", &Value::Null).await;
    assert_eq!(removed.status(), 204);
    problem(get(&app, &office, &path).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_sees_its_rounds_and_the_ministrys() {
    let app = App::at("2026-06-01").await;
    let office = token_in(&app, Role::Province, "25").await;
    let other = token_in(&app, Role::Province, "01").await;
    let ministry = token_in(&app, Role::National, "").await;
    let own = created(
        &app,
        &office,
        ROUNDS,
        &json!({"level": "province", "year": 2026, "number": 2}),
    )
    .await;
    let central = created(
        &app,
        &ministry,
        ROUNDS,
        &json!({"level": "central", "year": 2026, "number": 2}),
    )
    .await;
    problem(
        get(&app, &other, &format!("{ROUNDS}/{own}")).await,
        404,
        "not_found",
    )
    .await;
    let seen = body(get(&app, &other, ROUNDS).await, 200).await;
    assert_eq!(ids(&seen), [central.as_str()]);
    let seen = body(get(&app, &office, &format!("{ROUNDS}?year=2026")).await, 200).await;
    assert_eq!(ids(&seen), [own.as_str(), central.as_str()]);
    assert_eq!(seen["items"][1]["decided_before"], "2027-03-30");
    let path = format!("{ROUNDS}/{central}");
    problem(
        tagged(&app, Method::PATCH, &office, &path, "*", &json!({"note": "x"})).await,
        403,
        "outside_reach",
    )
    .await;
    for given in [
        json!({"level": "central", "year": 2026, "number": 1}),
        json!({"level": "province", "province": "01", "year": 2026, "number": 1}),
    ] {
        problem(
            send(&app, Method::POST, &office, ROUNDS, &given).await,
            403,
            "outside_reach",
        )
        .await;
    }
    let reader = office_with(&app, "25", &[Permission::CouncilsRead]).await;
    let given = json!({"level": "province", "year": 2026, "number": 1});
    problem(
        send(&app, Method::POST, &reader, ROUNDS, &given).await,
        403,
        "insufficient_scope",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dossiers_that_missed_a_date_are_listed() {
    let app = App::at("2026-04-29").await;
    let office = token_in(&app, Role::Province, "25").await;
    let round = created(
        &app,
        &office,
        ROUNDS,
        &json!({"level": "province", "year": 2026, "number": 1}),
    )
    .await;
    let products = app.database.products(4).await;
    let waiting = app
        .database
        .dossier(&products[0], "at_commune", 0, "2026-04-10")
        .await;
    let in_time = app
        .database
        .dossier(&products[1], "at_province", 0, "2026-04-10")
        .await;
    let sent_late = app
        .database
        .dossier(&products[2], "at_province", 0, "2026-04-20")
        .await;
    // Handed in after the day: of the next round.
    app.database
        .dossier(&products[3], "at_commune", 0, "2026-05-02")
        .await;
    for (dossier, moment) in [
        (&in_time, "2026-04-29 16:59+00"),
        (&sent_late, "2026-04-29 17:01+00"),
    ] {
        app.database
            .execute(&format!(
                "insert into dossier_events (dossier_id, occurred_at, actor, action, from_state, to_state)
                 values ('{dossier}', '{moment}', 'test', 'send_on', 'at_commune', 'at_province')"
            ))
            .await;
    }
    let path = format!("{ROUNDS}/{round}/late-dossiers");
    assert_eq!(
        body(get(&app, &office, &path).await, 200).await["items"],
        json!([])
    );
    app.set_date("2026-04-30");
    let late = body(get(&app, &office, &path).await, 200).await;
    let listed: Vec<_> = late["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["dossier_id"].as_str().unwrap(),
                one["missed"].as_str().unwrap(),
                one["sent_on"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            (waiting.as_str(), "sending", None),
            (sent_late.as_str(), "sending", Some("2026-04-30"))
        ]
    );
    let first = body(get(&app, &office, &format!("{path}?page_size=1")).await, 200).await;
    let next = format!("{path}?page_size=1&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(
        body(get(&app, &office, &next).await, 200).await["items"][0]["dossier_id"],
        sent_late.as_str()
    );
    let other = token_in(&app, Role::Province, "01").await;
    problem(get(&app, &other, &path).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_on_in_time_and_decided_late_is_listed_wherever_it_waits() {
    let app = App::at("2026-06-29").await;
    let office = token_in(&app, Role::Province, "25").await;
    let ministry = token_in(&app, Role::National, "").await;
    let of = |level: &str| json!({"level": level, "year": 2026, "number": 1});
    let province = created(&app, &office, ROUNDS, &of("province")).await;
    let central = created(&app, &ministry, ROUNDS, &of("central")).await;
    let products = app.database.products(6).await;
    let event = async |dossier: &str, day: &str, action: &str, to: &str| {
        app.database
            .execute(&format!(
                "insert into dossier_events (dossier_id, occurred_at, actor, action, from_state, to_state)
                 values ('{dossier}', '{day} 03:00+00', 'test', '{action}', 'draft', '{to}')"
            ))
            .await;
    };
    let mut dossiers = Vec::new();
    for (product, state) in products.iter().zip([
        "awaiting_evidence",
        "at_council",
        "recognised",
        "recognised",
        "at_ministry_council",
        "at_province",
    ]) {
        let dossier = app.database.dossier(product, state, 0, "2026-04-10").await;
        dossiers.push(dossier);
    }
    for dossier in &dossiers[..5] {
        event(dossier, "2026-04-20", "send_on", "at_province").await;
    }
    // Sent on too late for this round: of the next one.
    event(&dossiers[5], "2026-05-20", "send_on", "at_province").await;
    event(&dossiers[2], "2026-06-29", "recognise", "recognised").await;
    event(&dossiers[3], "2026-07-02", "recognise", "recognised").await;
    event(&dossiers[4], "2026-06-20", "propose", "at_ministry").await;

    let listed = async |token: &str, round: &str| {
        let late = body(
            get(&app, token, &format!("{ROUNDS}/{round}/late-dossiers")).await,
            200,
        )
        .await;
        let items = late["items"].as_array().unwrap().clone();
        let decision = items.into_iter().filter(|one| one["missed"] == "decision");
        decision
            .map(|one| (one["dossier_id"].clone(), one["decided_on"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&office, &province).await, []);
    app.set_date("2026-07-05");
    assert_eq!(
        listed(&office, &province).await,
        [
            (json!(dossiers[0]), Value::Null),
            (json!(dossiers[1]), Value::Null),
            (json!(dossiers[3]), json!("2026-07-02")),
        ]
    );
    assert_eq!(listed(&ministry, &central).await, []);
    app.set_date("2026-09-30");
    assert_eq!(
        listed(&ministry, &central).await,
        [(json!(dossiers[4]), Value::Null)]
    );
}
