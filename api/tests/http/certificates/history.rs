//! What happens to certificates: replaced, carried over, revoked, corrected, inspected; and how they stand on any day.

use super::{Scene, revocation, rule};
use crate::app::{body, problem};
use crate::registration::{get, ids, token_in};
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::database::recognition_notices;
use shared::domain::access::Role;

const DAY: &str = "2026-12-30";

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_takes_the_place_of_what_was_held() {
    let scene = Scene::at(DAY).await;
    let (product, three) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    scene.app.set_date("2027-12-30");
    let same = scene.dossier(&product, "upgrade", "scored", 3).await;
    let refused = scene
        .decide(&scene.province, "2/QĐ", "2027-12-30", &[&same])
        .await;
    assert_eq!(
        rule(refused).await,
        ("/dossiers/0/stars".to_owned(), "holds_as_much".to_owned())
    );
    scene
        .app
        .database
        .execute(&format!("update dossiers set stars = 4 where id = '{same}'"))
        .await;
    let before = scene
        .decide(&scene.province, "2/QĐ", "2026-12-29", &[&same])
        .await;
    assert_eq!(rule(before).await.1, "before_another_change");
    let decided = body(
        scene
            .decide(&scene.province, "2/QĐ", "2027-12-30", &[&same])
            .await,
        201,
    )
    .await;
    let four = decided["items"][0]["certificate"]["id"].as_str().unwrap();
    let id = three["id"].as_str().unwrap();
    let old = scene.certificate(id, "").await;
    assert_eq!(
        (&old["status"], &old["ended"]["successor_id"]),
        (&json!("replaced"), &json!(four))
    );
    // The past stays as it was.
    assert_eq!(
        scene.certificate(id, "?as_of=2027-12-29").await["status"],
        "valid"
    );
    assert_eq!(scene.certificate(four, "").await["valid_to"], "2030-12-30");
    assert_eq!(scene.counted("2027-12-29").await[0]["stars"], 3);
    assert_eq!(scene.counted("2027-12-30").await[0]["stars"], 4);
    let path = format!("/api/v1/certificates?product_id={product}&status=valid");
    let valid = body(get(&scene.app, &scene.province, &path).await, 200).await;
    assert_eq!(ids(&valid), [four]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_carried_over_while_its_renewal_is_pending() {
    let scene = Scene::at(DAY).await;
    let (product, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    scene.app.set_date("2029-12-01");
    let (id, until) = (&certificate["id"], json!({"extended_to": "2030-03-01"}));
    problem(
        scene.act(&scene.province, id, "extension", &until).await,
        409,
        "conflict",
    )
    .await;
    let renewal = scene.dossier(&product, "renewal", "at_province", 0).await;
    for (day, code) in [("2029-12-30", "nothing_more"), ("2030-06-29", "too_long")] {
        let refused = scene
            .act(&scene.province, id, "extension", &json!({"extended_to": day}))
            .await;
        assert_eq!(rule(refused).await, ("/extended_to".to_owned(), code.to_owned()));
    }
    let extended = body(scene.act(&scene.province, id, "extension", &until).await, 200).await;
    assert_eq!(
        (&extended["status"], &extended["extended_to"]),
        (&json!("expiring"), &json!("2030-03-01"))
    );
    let id = id.as_str().unwrap();
    for (day, status) in [
        ("2029-07-02", "valid"),
        ("2029-07-03", "expiring"),
        ("2029-12-30", "expiring"),
        ("2029-12-31", "extended"),
        ("2030-03-01", "extended"),
        ("2030-03-02", "expired"),
        ("2026-12-29", "not_yet_valid"),
    ] {
        assert_eq!(
            scene.certificate(id, &format!("?as_of={day}")).await["status"],
            status,
            "{day}"
        );
        let path = format!("/api/v1/certificates?as_of={day}&status={status}");
        let listed = body(get(&scene.app, &scene.province, &path).await, 200).await;
        assert_eq!(ids(&listed), [id], "{day}");
    }
    scene.app.set_date("2030-02-15");
    assert_eq!(scene.held(&product).await["stars"], 3);
    assert_eq!(scene.counted("2030-03-01").await[0]["products"], 1);
    assert_eq!(scene.counted("2030-03-02").await, json!([]));
    // The renewal takes its place, with fewer stars or as many.
    scene
        .app
        .database
        .execute(&format!(
            "update dossiers set state = 'scored', stars = 3, decide_by = '2030-01-15' where id = '{renewal}'"
        ))
        .await;
    let decided = body(
        scene
            .decide(&scene.province, "7/QĐ", "2030-02-15", &[&renewal])
            .await,
        201,
    )
    .await;
    assert_eq!(decided["items"][0]["late"], true);
    assert_eq!(scene.certificate(id, "").await["status"], "replaced");
    let events = format!("/api/v1/certificates/{id}/events");
    let events = body(get(&scene.app, &scene.province, &events).await, 200).await;
    let kinds: Vec<&str> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["issued", "extended", "replaced"]);
    assert_eq!(events["items"][1]["dossier_id"], renewal);
}

/// A product whose certificate to 30/12/2029 is carried over to 1/3/2030, and its renewal in `state`.
async fn carried_over(scene: &Scene, name: &str, state: &str) -> (String, Value, String) {
    scene.app.set_date(DAY);
    let (product, certificate) = scene.certified(name, 4, DAY).await;
    let renewal = scene
        .dossier(&product, "renewal", state, if state == "scored" { 3 } else { 0 })
        .await;
    scene.app.set_date("2029-12-01");
    let until = json!({"extended_to": "2030-03-01"});
    let extended = scene
        .act(&scene.province, &certificate["id"], "extension", &until)
        .await;
    (product, body(extended, 200).await["id"].clone(), renewal)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carry_over_ends_with_a_renewal_that_is_declined_or_withdrawn() {
    let scene = Scene::at(DAY).await;
    let reason = json!({"reason": "Không còn đạt tiêu chí"});
    for (state, act, ended, day, last) in [
        // After the term: on the day of the result.
        (
            "scored",
            "declining",
            "not_recognised",
            "2030-01-20",
            "2030-01-19",
        ),
        (
            "at_province",
            "withdrawal",
            "withdrawn",
            "2030-01-25",
            "2030-01-24",
        ),
        // Before: with the term, which nothing takes away.
        (
            "scored",
            "declining",
            "not_recognised",
            "2029-12-10",
            "2029-12-30",
        ),
        (
            "at_province",
            "withdrawal",
            "withdrawn",
            "2029-12-11",
            "2029-12-30",
        ),
    ] {
        let (product, id, renewal) = carried_over(&scene, &format!("{act} {day}"), state).await;
        scene.app.set_date(day);
        let before = body(
            get(
                &scene.app,
                &scene.ministry,
                "/api/v1/statistics/products?by=stars",
            )
            .await,
            200,
        )
        .await;
        let answer = scene.close(&scene.province, &renewal, act, &reason).await;
        assert_eq!(body(answer, 200).await["state"], ended);
        let id = id.as_str().unwrap();
        let next = last.parse::<chrono::NaiveDate>().unwrap().succ_opt().unwrap();
        let stands =
            async |day: &str| scene.certificate(id, &format!("?as_of={day}")).await["status"].clone();
        assert_ne!(stands(last).await, "expired", "{act} {day}");
        assert_eq!(stands(&next.to_string()).await, "expired", "{act} {day}");
        scene.app.set_date(last);
        assert_eq!(scene.held(&product).await["stars"], 4, "{act} {day}");
        scene.app.set_date(&next.to_string());
        assert_eq!(scene.held(&product).await, Value::Null, "{act} {day}");
        assert_ne!(
            body(
                get(
                    &scene.app,
                    &scene.ministry,
                    "/api/v1/statistics/products?by=stars"
                )
                .await,
                200
            )
            .await["version"],
            before["version"]
        );
        let events = format!("/api/v1/certificates/{id}/events");
        let events = body(get(&scene.app, &scene.province, &events).await, 200).await;
        let end = &events["items"][2];
        assert_eq!(
            (&end["kind"], &end["day"], &end["dossier_id"]),
            (&json!("carry_over_ended"), &json!(day), &json!(renewal)),
            "{events}"
        );
        assert_eq!(end["extended_to"], json!(last));
        // The result was there: nothing is left to wait for.
        let again = json!({"extended_to": "2030-03-01"});
        let refused = scene.act(&scene.province, &json!(id), "extension", &again).await;
        problem(refused, 409, "conflict").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_end_of_its_renewal_ends_a_carry_over() {
    let scene = Scene::at(DAY).await;
    let (_, id, _) = carried_over(&scene, "Ổi Đôn Nhân", "at_province").await;
    let (_, other) = scene.scored("Mật ong", 3).await;
    let reason = json!({"reason": "Không đạt"});
    body(
        scene.close(&scene.province, &other, "declining", &reason).await,
        200,
    )
    .await;
    let held = scene.certificate(id.as_str().unwrap(), "?as_of=2030-02-28").await;
    assert_eq!(held["status"], "extended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_hears_in_time_of_a_certificate_that_ends_before_its_renewal_is_decided() {
    let scene = Scene::at(DAY).await;
    let (product, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    let renewal = scene.dossier(&product, "renewal", "at_province", 0).await;
    let handed_in = format!("update dossiers set handed_in_on = '2029-08-01' where id = '{renewal}'");
    scene.app.database.execute(&handed_in).await;
    let told = async |day: &str| {
        let mut connection = scene.app.database.operator().await;
        let now = scene.app.clock().now();
        recognition_notices::record(&mut connection, day.parse().unwrap(), now, 1_000)
            .await
            .unwrap();
        let path = "/api/v1/recognition-notices?kind=ends_with_renewal_pending";
        body(get(&scene.app, &scene.province, path).await, 200).await["items"].clone()
    };
    assert_eq!(told("2029-11-29").await, json!([]));
    let notices = told("2029-11-30").await;
    assert_eq!(
        (&notices[0]["day"], &notices[0]["product"]["id"]),
        (&json!("2029-11-30"), &json!(product))
    );
    // In time: it still holds and can be carried over.
    scene.app.set_date("2029-11-30");
    let until = json!({"extended_to": "2030-03-01"});
    let extended = scene
        .act(&scene.province, &certificate["id"], "extension", &until)
        .await;
    body(extended, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_not_carried_over() {
    let scene = Scene::at(DAY).await;
    let (product, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    scene.dossier(&product, "renewal", "at_province", 0).await;
    scene.app.set_date("2029-12-31");
    let given = json!({"extended_to": "2030-03-01"});
    problem(
        scene
            .act(&scene.province, &certificate["id"], "extension", &given)
            .await,
        409,
        "conflict",
    )
    .await;
    let path = "/api/v1/certificates?as_of=2029-12-29&expiring_within=1";
    let ending = body(get(&scene.app, &scene.province, path).await, 200).await;
    assert_eq!(ids(&ending).len(), 1);
    let path = "/api/v1/certificates?as_of=2029-12-28&expiring_within=1";
    assert!(ids(&body(get(&scene.app, &scene.province, path).await, 200).await).is_empty());
    let path = "/api/v1/certificates?as_of=2029-12-31&expiring_within=1";
    assert!(ids(&body(get(&scene.app, &scene.province, path).await, 200).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_of_the_stars_revokes() {
    let scene = Scene::at(DAY).await;
    let (product, certificate) = scene.certified("Ổi Đôn Nhân", 4, DAY).await;
    scene.app.set_date("2027-05-20");
    let id = &certificate["id"];
    let given = revocation("misuse_of_mark", "2027-05-01", "12/QĐ-UBND", "2027-05-10");
    problem(
        scene.act(&scene.ministry, id, "revocation", &given).await,
        403,
        "not_your_turn",
    )
    .await;
    let another = token_in(&scene.app, Role::Province, "01").await;
    problem(
        scene.act(&another, id, "revocation", &given).await,
        404,
        "not_found",
    )
    .await;
    let mut wrong = given.clone();
    wrong["ground"] = "bad_taste".into();
    problem(
        scene.act(&scene.province, id, "revocation", &wrong).await,
        422,
        "invalid_fields",
    )
    .await;
    for (finding, day, pointer) in [
        ("2027-05-11", "2027-05-10", "/finding_on"),
        ("2026-12-01", "2026-12-20", "/decision/decided_on"),
        ("2027-05-01", "2027-05-21", "/decision/decided_on"),
    ] {
        let refused = revocation("misuse_of_mark", finding, "12/QĐ-UBND", day);
        let refused = scene.act(&scene.province, id, "revocation", &refused).await;
        assert_eq!(rule(refused).await.0, pointer, "{finding} {day}");
    }
    let revoked = body(scene.act(&scene.province, id, "revocation", &given).await, 200).await;
    assert_eq!(
        (&revoked["status"], &revoked["ended"]["ground"]),
        (&json!("revoked"), &json!("misuse_of_mark"))
    );
    assert_eq!(revoked["ended"]["on"], "2027-05-10");
    assert_eq!(scene.held(&product).await, Value::Null);
    assert_eq!(scene.counted("2027-05-09").await[0]["products"], 1);
    assert_eq!(scene.counted("2027-05-10").await, json!([]));
    problem(
        scene.act(&scene.province, id, "revocation", &given).await,
        409,
        "conflict",
    )
    .await;
    for (day, status) in [
        ("2027-05-09", "valid"),
        ("2027-05-10", "revoked"),
        ("2040-01-01", "revoked"),
    ] {
        let path = format!("/api/v1/certificates?as_of={day}&status={status}");
        let listed = body(get(&scene.app, &scene.province, &path).await, 200).await;
        assert_eq!(ids(&listed), [id.as_str().unwrap()], "{day}");
    }
    // A second certificate by the same decision, later than 15 days after the finding.
    let (_, second) = scene.certified("Mật ong", 3, "2027-01-05").await;
    let late = revocation("production_stopped", "2027-04-01", "12/QĐ-UBND", "2027-05-10");
    body(
        scene
            .act(&scene.province, &second["id"], "revocation", &late)
            .await,
        200,
    )
    .await;
    let events = format!("/api/v1/certificates/{}/events", second["id"].as_str().unwrap());
    let events = body(get(&scene.app, &scene.province, &events).await, 200).await;
    assert_eq!(events["items"][1]["late"], true);
    let decisions = body(
        get(&scene.app, &scene.province, "/api/v1/decisions?kind=revocation").await,
        200,
    )
    .await;
    assert_eq!(decisions["items"][0]["items"].as_array().unwrap().len(), 2);
    let reused = revocation("production_stopped", "2027-05-01", "12/QĐ-UBND", "2027-05-12");
    let (_, third) = scene.certified("Chè", 3, "2027-01-05").await;
    problem(
        scene
            .act(&scene.province, &third["id"], "revocation", &reused)
            .await,
        409,
        "conflict",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_stars_are_revoked_by_the_ministry() {
    let scene = Scene::at(DAY).await;
    let product = scene.product("Ổi Đôn Nhân").await;
    let dossier = scene.dossier(&product, "first", "scored_by_ministry", 5).await;
    let decided = body(
        scene
            .decide(&scene.ministry, "9/QĐ-BNNMT", DAY, &[&dossier])
            .await,
        201,
    )
    .await;
    let id = &decided["items"][0]["certificate"]["id"];
    let given = revocation("dishonest_dossier", DAY, "10/QĐ", DAY);
    problem(
        scene.act(&scene.province, id, "revocation", &given).await,
        403,
        "not_your_turn",
    )
    .await;
    let revoked = body(scene.act(&scene.ministry, id, "revocation", &given).await, 200).await;
    assert_eq!(revoked["status"], "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_a_new_record_and_the_old_one_stays() {
    let scene = Scene::at(DAY).await;
    let (_, wrong) = scene.certified("Ổi Đôn Nhâm", 3, DAY).await;
    scene.app.set_date("2027-02-01");
    let decision = json!({"number": "3/QĐ", "decided_on": "2027-02-01", "signer": "A"});
    let nothing = json!({"decision": decision, "reason": "Sai tên"});
    assert_eq!(
        rule(
            scene
                .act(&scene.province, &wrong["id"], "corrections", &nothing)
                .await
        )
        .await
        .1,
        "nothing_to_correct"
    );
    let given = json!({"product_name": "Ổi Đôn Nhân", "decision": decision, "reason": "Sai tên"});
    let right = body(
        scene
            .act(&scene.province, &wrong["id"], "corrections", &given)
            .await,
        201,
    )
    .await;
    assert_eq!(
        (&right["number"], &right["revision"], &right["valid_to"]),
        (&wrong["number"], &json!(2), &wrong["valid_to"])
    );
    assert_eq!(
        (&right["product"]["name"], &right["corrects"]),
        (&json!("Ổi Đôn Nhân"), &wrong["id"])
    );
    assert_ne!(right["code"], wrong["code"]);
    let old = scene.certificate(wrong["id"].as_str().unwrap(), "").await;
    assert_eq!(
        (&old["status"], &old["product"]["name"]),
        (&json!("replaced"), &json!("Ổi Đôn Nhâm"))
    );
    // Never two in force on a day.
    for day in ["2027-01-31", "2027-02-01"] {
        let path = format!("/api/v1/certificates?as_of={day}&status=valid");
        assert_eq!(
            ids(&body(get(&scene.app, &scene.province, &path).await, 200).await).len(),
            1,
            "{day}"
        );
    }
    assert_eq!(
        scene.verify(wrong["number"].as_str().unwrap()).await["certificate"]["product_name"],
        "Ổi Đôn Nhân"
    );
    problem(
        scene
            .act(&scene.province, &wrong["id"], "corrections", &given)
            .await,
        409,
        "conflict",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_not_dated_before_a_correction() {
    let scene = Scene::at(DAY).await;
    let (product, wrong) = scene.certified("Ổi Đôn Nhâm", 3, DAY).await;
    scene.app.set_date("2027-02-01");
    let given = json!({"product_name": "Ổi Đôn Nhân", "reason": "Sai tên",
        "decision": {"number": "3/QĐ", "decided_on": "2027-02-01", "signer": "A"}});
    let right = scene
        .act(&scene.province, &wrong["id"], "corrections", &given)
        .await;
    let right = body(right, 201).await;
    let upgrade = scene.dossier(&product, "upgrade", "scored", 4).await;
    // The correction's certificate counts from 1/2: one of January would hold beside it.
    let crossing = scene
        .decide(&scene.province, "4/QĐ", "2027-01-15", &[&upgrade])
        .await;
    assert_eq!(
        rule(crossing).await,
        ("/decided_on".to_owned(), "before_another_change".to_owned())
    );
    let decided = scene
        .decide(&scene.province, "4/QĐ", "2027-02-01", &[&upgrade])
        .await;
    let four = body(decided, 201).await["items"][0]["certificate"]["id"].clone();
    let ended = scene.certificate(right["id"].as_str().unwrap(), "").await;
    assert_eq!(
        (&ended["status"], &ended["ended"]["successor_id"]),
        (&json!("replaced"), &four)
    );
    for (day, id) in [("2027-01-31", &wrong["id"]), ("2027-02-01", &four)] {
        let path = format!("/api/v1/certificates?as_of={day}&status=valid");
        let valid = body(get(&scene.app, &scene.province, &path).await, 200).await;
        assert_eq!(ids(&valid), [id.as_str().unwrap()], "{day}");
    }
    // Nor is a revocation dated before the upgrade, which it would cross.
    let early = revocation("misuse_of_mark", "2027-01-10", "5/QĐ", "2027-01-20");
    let early = scene.act(&scene.province, &four, "revocation", &early).await;
    assert_eq!(rule(early).await.1, "before_the_certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_not_dated_before_what_was_held_later() {
    let scene = Scene::at(DAY).await;
    let (product, certificate) = scene.certified("Ổi Đôn Nhân", 4, DAY).await;
    scene.app.set_date("2027-03-01");
    let upgrade = scene.dossier(&product, "upgrade", "scored", 5).await;
    body(
        scene
            .decide(&scene.province, "2/QĐ", "2027-03-01", &[&upgrade])
            .await,
        201,
    )
    .await;
    let revoke = async |day: &str| {
        let given = revocation("misuse_of_mark", "2027-02-01", "12/QĐ", day);
        scene
            .act(&scene.province, &certificate["id"], "revocation", &given)
            .await
    };
    assert_eq!(
        rule(revoke("2027-02-28").await).await,
        (
            "/decision/decided_on".to_owned(),
            "before_another_change".to_owned()
        )
    );
    body(revoke("2027-03-01").await, 200).await;
    assert_eq!(scene.held(&product).await, Value::Null);
    // What the dossier would have upgraded is gone: it cannot be decided any more, only declined.
    scene
        .app
        .database
        .execute(&format!(
            "update dossiers set state = 'scored', stars = 4 where id = '{upgrade}'"
        ))
        .await;
    for kind in ["upgrade", "renewal"] {
        let sql = format!("update dossiers set kind = '{kind}' where id = '{upgrade}'");
        scene.app.database.execute(&sql).await;
        let refused = scene
            .decide(&scene.province, "3/QĐ", "2027-03-01", &[&upgrade])
            .await;
        assert_eq!(
            rule(refused).await,
            (
                "/dossiers/0/dossier_id".to_owned(),
                "revoked_meanwhile".to_owned()
            )
        );
    }
    let reason = json!({"reason": "Đã bị thu hồi"});
    body(
        scene.close(&scene.province, &upgrade, "declining", &reason).await,
        200,
    )
    .await;
    let first = scene.dossier(&product, "first", "scored", 3).await;
    body(
        scene
            .decide(&scene.province, "3/QĐ", "2027-03-01", &[&first])
            .await,
        201,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_not_dated_before_the_revocation_of_a_certificate_that_outlived_potential_stars() {
    let scene = Scene::at(DAY).await;
    let (product, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    scene.app.set_date("2027-01-15");
    let renewal = scene.dossier(&product, "renewal", "scored", 5).await;
    body(
        scene
            .decide(&scene.province, "2/QĐ", "2027-01-15", &[&renewal])
            .await,
        201,
    )
    .await;
    // Carried over, the certificate holds longer than the potential five stars that took the place of its status.
    scene.app.set_date("2029-12-01");
    let until = json!({"extended_to": "2030-06-01"});
    let id = &certificate["id"];
    body(scene.act(&scene.province, id, "extension", &until).await, 200).await;
    scene.app.set_date("2030-03-01");
    let given = revocation("misuse_of_mark", "2030-02-20", "12/QĐ", "2030-03-01");
    body(scene.act(&scene.province, id, "revocation", &given).await, 200).await;
    scene
        .app
        .database
        .execute(&format!(
            "update dossiers set kind = 'first', state = 'scored', stars = 4 where id = '{renewal}'"
        ))
        .await;
    let refused = scene
        .decide(&scene.province, "3/QĐ", "2030-02-15", &[&renewal])
        .await;
    assert_eq!(
        rule(refused).await,
        ("/decided_on".to_owned(), "before_another_change".to_owned())
    );
    body(
        scene
            .decide(&scene.province, "3/QĐ", "2030-03-01", &[&renewal])
            .await,
        201,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_keeps_a_second_certificate_of_a_day_out() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    let mut connection = scene.app.database.operator().await;
    let second = |issued_on: &str, code: &str| {
        format!(
            "insert into certificates select (jsonb_populate_record(c,
                 jsonb_build_object('id', gen_random_uuid(), 'code', '{code}', 'number', '{code}', 'issued_on', '{issued_on}',
                     'valid_to', '2031-01-01'))).*
             from certificates c where id = '{}';
             insert into certificate_states (certificate_id) select id from certificates where code = '{code}';",
            certificate["id"].as_str().unwrap()
        )
    };
    let refused = connection
        .batch_execute(&second("2029-12-30", "A"))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("would hold on one day"), "{refused}");
    connection
        .batch_execute(&second("2029-12-31", "B"))
        .await
        .unwrap();
    let longer = "update certificate_states set extended_to = '2029-12-31' where extended_to is null";
    let refused = connection.batch_execute(longer).await.unwrap_err();
    assert!(refused.to_string().contains("would hold on one day"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn inspections_are_recorded_in_order() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    scene.app.set_date("2027-06-01");
    let inspection = |kind: &str, day: &str, next: Value| json!({"kind": kind, "inspected_on": day, "findings": "Nhãn thiếu hạn dùng", "measures": "Bổ sung nhãn", "next_on": next});
    let id = &certificate["id"];
    for (day, next, pointer) in [
        ("2027-06-02", Value::Null, "/inspected_on"),
        ("2026-12-01", Value::Null, "/inspected_on"),
        ("2027-05-30", json!("2027-05-30"), "/next_on"),
    ] {
        let refused = scene
            .act(
                &scene.province,
                id,
                "inspections",
                &inspection("planned", day, next),
            )
            .await;
        assert_eq!(rule(refused).await.0, pointer);
    }
    let given = inspection("surprise", "2027-05-30", json!("2027-08-30"));
    body(scene.act(&scene.province, id, "inspections", &given).await, 201).await;
    let path = format!("/api/v1/certificates/{}/inspections", id.as_str().unwrap());
    let listed = body(get(&scene.app, &scene.province, &path).await, 200).await;
    assert_eq!(listed["items"][0]["measures"], "Bổ sung nhãn");
    let another = token_in(&scene.app, Role::Province, "01").await;
    problem(get(&scene.app, &another, &path).await, 404, "not_found").await;
    problem(
        scene.act(&another, id, "inspections", &given).await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_record_is_never_rewritten() {
    let scene = Scene::at(DAY).await;
    scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    let mut connection = scene.app.database.database().connection().await.unwrap();
    for (table, column) in [
        ("decisions", "signer"),
        ("decision_items", "stars"),
        ("certificates", "product_name"),
        ("certificate_events", "day"),
        ("inspections", "findings"),
    ] {
        for statement in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
        ] {
            let refused = connection.batch_execute(&statement).await.unwrap_err();
            assert!(refused.to_string().contains("refused"), "{statement}: {refused}");
        }
    }
}
