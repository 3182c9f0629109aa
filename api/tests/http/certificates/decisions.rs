//! One decision, many products; who may decide what, when.

use super::{Scene, rule};
use crate::app::{body, problem};
use crate::registration::{get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use test_support::evaluation_request;
use uuid::Uuid;

const DAY: &str = "2026-12-30";

#[tokio::test(flavor = "multi_thread")]
async fn one_decision_certifies_many_products() {
    let scene = Scene::at(DAY).await;
    let (guava, first) = scene.scored("Ổi Đôn Nhân", 3).await;
    let (honey, second) = scene.scored("Mật ong", 4).await;
    let answer = scene
        .decide(&scene.province, "385/QĐ-UBND", DAY, &[&first, &second])
        .await;
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let decided = body(answer, 201).await;
    assert_eq!(decided["programme_year"], 2026);
    let items = decided["items"].as_array().unwrap();
    let numbers: Vec<&Value> = items.iter().map(|item| &item["certificate"]["number"]).collect();
    assert_eq!(numbers, ["0001/2026/OCOP-25", "0002/2026/OCOP-25"]);
    for (product, dossier, stars) in [(&guava, &first, 3), (&honey, &second, 4)] {
        assert_eq!(scene.state(dossier).await, "recognised");
        let held = scene.held(product).await;
        assert_eq!(
            (&held["stars"], &held["decision_number"]),
            (&json!(stars), &json!("385/QĐ-UBND"))
        );
        assert_eq!(
            (&held["valid_from"], &held["valid_to"]),
            (&json!(DAY), &json!("2029-12-30"))
        );
    }
    let counted = scene.counted(DAY).await;
    assert_eq!(
        (&counted[0]["products"], &counted[1]["products"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        body(get(&scene.app, &scene.province, &location).await, 200).await,
        decided
    );
    // Next year's numbers begin anew; this year's go on.
    let (_, third) = scene.scored("Thanh long", 3).await;
    let decided = body(
        scene.decide(&scene.province, "386/QĐ-UBND", DAY, &[&third]).await,
        201,
    )
    .await;
    assert_eq!(decided["items"][0]["certificate"]["number"], "0003/2026/OCOP-25");
    scene.app.set_date("2027-02-17");
    let (_, fourth) = scene.scored("Rau su su", 3).await;
    let decided = body(
        scene
            .decide(&scene.province, "385/QĐ-UBND", "2027-02-17", &[&fourth])
            .await,
        201,
    )
    .await;
    assert_eq!(decided["items"][0]["certificate"]["number"], "0001/2027/OCOP-25");
    assert_eq!(decided["programme_year"], 2026);
    let another = token_in(&scene.app, Role::Province, "01").await;
    problem(get(&scene.app, &another, &location).await, 404, "not_found").await;
    let listed = body(get(&scene.app, &another, "/api/v1/decisions").await, 200).await;
    assert!(ids(&listed).is_empty());
    let listed = body(
        get(
            &scene.app,
            &scene.province,
            "/api/v1/decisions?number=385/Q%C4%90-UBND",
        )
        .await,
        200,
    )
    .await;
    assert_eq!(ids(&listed).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_stars_are_potential_until_the_ministry_decides() {
    let scene = Scene::at(DAY).await;
    let (product, dossier) = scene.scored("Ổi Đôn Nhân", 5).await;
    let proposed = body(scene.decide(&scene.province, "1/QĐ", DAY, &[&dossier]).await, 201).await;
    assert_eq!(
        (
            &proposed["items"][0]["potential"],
            &proposed["items"][0]["certificate"]
        ),
        (&json!(true), &Value::Null)
    );
    assert_eq!(scene.state(&dossier).await, "at_ministry");
    assert_eq!(scene.held(&product).await["potential"], true);
    let refused = scene
        .decide(&scene.ministry, "9/QĐ-BNNMT", DAY, &[&dossier])
        .await;
    let refused = problem(refused, 409, "out_of_turn").await;
    assert_eq!(refused["errors"][0]["pointer"], "/dossiers/0/dossier_id");
    assert!(
        refused["possible"]
            .as_array()
            .is_some_and(|possible| !possible.is_empty()),
        "{refused}"
    );
    scene
        .app
        .database
        .execute(&format!(
            "update dossiers set state = 'scored_by_ministry' where id = '{dossier}'"
        ))
        .await;
    scene.app.set_date("2027-03-30");
    problem(
        scene
            .decide(&scene.province, "2/QĐ", "2027-03-30", &[&dossier])
            .await,
        403,
        "not_your_turn",
    )
    .await;
    let decided = body(
        scene
            .decide(&scene.ministry, "9/QĐ-BNNMT", "2027-03-30", &[&dossier])
            .await,
        201,
    )
    .await;
    assert_eq!(decided["items"][0]["certificate"]["number"], "0001/2027/OCOP-TW");
    let held = scene.held(&product).await;
    assert_eq!((&held["stars"], &held["potential"]), (&json!(5), &json!(false)));
    assert_eq!(held["valid_from"], "2027-03-30");
    // The province sees the ministry's decision about its product.
    let listed = body(get(&scene.app, &scene.province, "/api/v1/decisions").await, 200).await;
    assert_eq!(ids(&listed).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_ministry_did_not_confirm_comes_back_to_the_province() {
    let scene = Scene::at(DAY).await;
    let (product, adopted) = scene.scored("Ổi Đôn Nhân", 5).await;
    let (_, certificate) = scene.certified("Mật ong", 4, DAY).await;
    let honey = certificate["product"]["id"].as_str().unwrap().to_owned();
    let upgrade = scene.dossier(&honey, "upgrade", "scored", 5).await;
    body(
        scene
            .decide(&scene.province, "1/QĐ", DAY, &[&adopted, &upgrade])
            .await,
        201,
    )
    .await;
    assert_eq!(scene.held(&honey).await["potential"], true);
    // The certificate of four stars stands while five are only proposed.
    let id = certificate["id"].as_str().unwrap();
    assert_eq!(scene.certificate(id, "").await["status"], "valid");
    scene
        .app
        .database
        .execute(&format!(
            "update dossiers set state = 'back_at_province', stars = case id when '{adopted}' then 4 else 5 end
             where id in ('{adopted}', '{upgrade}')"
        ))
        .await;
    scene.app.set_date("2027-04-05");
    let answer = scene
        .close(&scene.province, &adopted, "adoption", &json!({}))
        .await;
    assert_eq!(body(answer, 200).await["state"], "scored");
    body(
        scene
            .decide(&scene.province, "2/QĐ", "2027-04-05", &[&adopted])
            .await,
        201,
    )
    .await;
    let held = scene.held(&product).await;
    assert_eq!((&held["stars"], &held["potential"]), (&json!(4), &json!(false)));
    let without = scene
        .close(&scene.province, &upgrade, "declining", &json!({"reason": " "}))
        .await;
    assert_eq!(rule(without).await, ("/reason".to_owned(), "required".to_owned()));
    let declined = json!({"reason": "Không đạt tiêu chí xuất khẩu"});
    let answer = scene
        .close(&scene.province, &upgrade, "declining", &declined)
        .await;
    assert_eq!(body(answer, 200).await["state"], "not_recognised");
    // Back to the four stars of the certificate, to its own end.
    let held = scene.held(&honey).await;
    assert_eq!((&held["stars"], &held["potential"]), (&json!(4), &json!(false)));
    assert_eq!(
        (&held["valid_from"], &held["valid_to"]),
        (&json!("2027-04-05"), &json!("2029-12-30"))
    );
    assert_eq!(scene.counted("2027-04-04").await[0]["potential"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_to_adopt_below_three_stars() {
    let scene = Scene::at(DAY).await;
    let product = scene.product("Ổi Đôn Nhân").await;
    let dossier = scene.dossier(&product, "first", "back_at_province", 2).await;
    let answer = scene
        .close(&scene.province, &dossier, "adoption", &json!({}))
        .await;
    problem(answer, 409, "conflict").await;
    problem(
        scene
            .close(&scene.ministry, &dossier, "adoption", &json!({}))
            .await,
        403,
        "not_your_turn",
    )
    .await;
    let path = format!("/api/v1/dossiers/{dossier}/adoption");
    let blind = send(&scene.app, Method::POST, &scene.province, &path, &json!({})).await;
    problem(blind, 428, "precondition_required").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rules_are_told_and_nothing_is_decided() {
    let scene = Scene::at(DAY).await;
    let (product, dossier) = scene.scored("Ổi Đôn Nhân", 4).await;
    let (_, other) = scene.scored("Mật ong", 3).await;
    let decision = |change: &[(&str, Value)]| {
        let mut given = json!({"number": "1/QĐ", "decided_on": DAY, "signer": "A",
            "dossiers": [{"dossier_id": dossier}]});
        for (field, value) in change {
            given[*field] = value.clone();
        }
        given
    };
    let nobody = Uuid::now_v7();
    for (given, pointer, code) in [
        (decision(&[("number", json!(" "))]), "/number", "invalid_length"),
        (
            decision(&[("decided_on", json!("2026-12-31"))]),
            "/decided_on",
            "in_the_future",
        ),
        (
            decision(&[("programme_year", json!(2024))]),
            "/programme_year",
            "out_of_range",
        ),
        (
            decision(&[("dossiers", json!([]))]),
            "/dossiers",
            "invalid_length",
        ),
        (
            decision(&[("file_id", json!(nobody))]),
            "/file_id",
            "unknown_file",
        ),
        (
            decision(&[(
                "dossiers",
                json!([{"dossier_id": dossier}, {"dossier_id": dossier}]),
            )]),
            "/dossiers/1/dossier_id",
            "given_twice",
        ),
        (
            decision(&[(
                "dossiers",
                json!([{"dossier_id": dossier}, {"dossier_id": nobody}]),
            )]),
            "/dossiers/1/dossier_id",
            "unknown_dossier",
        ),
        (
            decision(&[("dossiers", json!([{"dossier_id": other, "stars": 4}]))]),
            "/dossiers/0/stars",
            "above_the_rating",
        ),
        (
            decision(&[("dossiers", json!([{"dossier_id": dossier, "stars": 2}]))]),
            "/dossiers/0/stars",
            "not_recognised",
        ),
    ] {
        let refused = send(
            &scene.app,
            Method::POST,
            &scene.province,
            "/api/v1/decisions",
            &given,
        )
        .await;
        assert_eq!(
            rule(refused).await,
            (pointer.to_owned(), code.to_owned()),
            "{given}"
        );
    }
    // All or nothing: the second product is not before a decision.
    let early = scene.product("Chè").await;
    let early = scene.dossier(&early, "first", "at_council", 3).await;
    let refused = scene
        .decide(&scene.province, "1/QĐ", DAY, &[&dossier, &early])
        .await;
    let refused = problem(refused, 409, "out_of_turn").await;
    assert_eq!(refused["errors"][0]["pointer"], "/dossiers/1/dossier_id");
    assert_eq!(scene.held(&product).await, Value::Null);
    assert_eq!(scene.state(&dossier).await, "scored");
    let another = token_in(&scene.app, Role::Province, "01").await;
    let refused = scene.decide(&another, "1/QĐ", DAY, &[&dossier]).await;
    assert_eq!(rule(refused).await.1, "unknown_dossier");
    let commune = token_in(&scene.app, Role::Commune, "08782").await;
    let refused = scene.decide(&commune, "1/QĐ", DAY, &[&dossier]).await;
    problem(refused, 403, "insufficient_scope").await;
    problem(
        scene.decide(&scene.ministry, "1/QĐ", DAY, &[&dossier]).await,
        403,
        "not_your_turn",
    )
    .await;
    body(scene.decide(&scene.province, "1/QĐ", DAY, &[&dossier]).await, 201).await;
    problem(
        scene.decide(&scene.province, "1/QĐ", DAY, &[&other]).await,
        409,
        "conflict",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_not_older_than_the_rating_it_stands_on() {
    let scene = Scene::at(DAY).await;
    let (product, dossier) = scene.scored("Ổi Đôn Nhân", 3).await;
    let (job, evaluation) = (Uuid::now_v7(), Uuid::now_v7());
    for sql in [
        format!(
            "insert into jobs (id, kind, subject_id, status, attempts, attempt_limit, queued_at, due_at, lane)
             values ('{job}', 'evaluation', '{evaluation}', 'succeeded', 1, 5, now(), now(), 'single')"
        ),
        format!(
            "insert into evaluations (id, job_id, product_id, level, kind, regime, product_set, request, requested_by,
                 created_at) values ('{evaluation}', '{job}', '{product}', 'province', 'first', '26-2026', 1, '{{}}', 't', now())"
        ),
        format!(
            "insert into evaluation_results (evaluation_id, attempt, outcome, stars, result, statistics_version, evaluated_at)
             values ('{evaluation}', 1, 'rated', 3, '{{}}', 1, '2026-12-20T10:00:00Z')"
        ),
        format!("update dossiers set evaluation_id = '{evaluation}' where id = '{dossier}'"),
    ] {
        scene.app.database.execute(&sql).await;
    }
    let refused = scene
        .decide(&scene.province, "1/QĐ", "2026-12-19", &[&dossier])
        .await;
    assert_eq!(
        rule(refused).await,
        ("/decided_on".to_owned(), "before_the_rating".to_owned())
    );
    body(
        scene
            .decide(&scene.province, "1/QĐ", "2026-12-20", &[&dossier])
            .await,
        201,
    )
    .await;
    assert_eq!(
        scene.held(&product).await["evaluation_id"],
        evaluation.to_string()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_decides_once() {
    let scene = Scene::at(DAY).await;
    let (_, dossier) = scene.scored("Ổi Đôn Nhân", 3).await;
    let given =
        json!({"number": "1/QĐ", "decided_on": DAY, "signer": "A", "dossiers": [{"dossier_id": dossier}]});
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = scene.app.request(Method::POST, "/api/v1/decisions");
        let request = request
            .bearer_auth(&scene.province)
            .header("idempotency-key", "k");
        answers.push(body(request.json(&given).send().await.unwrap(), 201).await);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_certified_or_on_its_way_here_is_not_evaluated_beside_its_dossier() {
    let scene = Scene::at(DAY).await;
    let evaluate = async |product: &str| {
        let request = evaluation_request(product, 1, 3);
        send(
            &scene.app,
            Method::POST,
            &scene.province,
            "/api/v1/evaluations",
            &request,
        )
        .await
    };
    let (certified, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    let (on_its_way, dossier) = scene.scored("Mật ong", 3).await;
    let free = scene.product("Rau su su").await;
    for product in [&certified, &on_its_way] {
        let refused = problem(evaluate(product).await, 409, "decided_by_dossier").await;
        assert_eq!(refused["errors"][0]["pointer"], "/product_id");
    }
    body(evaluate(&free).await, 202).await;
    let lines = [&certified, &free, &on_its_way].map(|product| evaluation_request(product, 1, 3).to_string());
    let sent = scene
        .app
        .request(Method::POST, "/api/v1/evaluation-batches")
        .bearer_auth(&scene.province)
        .header("Content-Type", "application/x-ndjson")
        .body(lines.join("\n"));
    let accepted = body(sent.send().await.unwrap(), 202).await;
    let refused = accepted["errors"].as_array().unwrap().iter();
    let refused: Vec<_> = refused
        .map(|one| (one["line"].clone(), one["errors"][0]["code"].clone()))
        .collect();
    let code = json!("decided_by_dossier");
    assert_eq!(refused, [(json!(1), code.clone()), (json!(3), code)]);
    // Where nothing here decides any more, it may be evaluated directly again.
    let given = super::revocation("misuse_of_mark", DAY, "12/QĐ", DAY);
    let revoked = scene
        .act(&scene.province, &certificate["id"], "revocation", &given)
        .await;
    body(revoked, 200).await;
    body(evaluate(&certified).await, 202).await;
    let reason = json!({"reason": "Không đạt"});
    let declined = scene.close(&scene.province, &dossier, "declining", &reason).await;
    body(declined, 200).await;
    body(evaluate(&on_its_way).await, 202).await;
}
