//! Sheets: hidden until closed, every version kept, conflicts of interest, and closing.

use crate::app::{body, problem};
use crate::council_scene::{Person, answers, created, office_with, person, scene};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::{Permission, Role};

fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_tells_what_it_comes_to_and_keeps_every_version() {
    let scene = scene().await;
    let token = &scene.people[0].token;
    let mine = scene.path("/score-sheets/mine");
    problem(scene.get(token, "/score-sheets/mine").await, 404, "not_found").await;
    let refused = json!({"answers": {"A.1.1": 99, "Z.9": 1}, "eliminations": ["no_such_ground"], "note": "x".repeat(5_001)});
    let refused = problem(
        send(&scene.app, Method::PUT, token, &mine, &refused).await,
        422,
        "invalid_fields",
    )
    .await;
    let pointers: Vec<_> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        ["/note", "/eliminations/0", "/answers/A.1.1", "/answers/Z.9"]
    );

    let empty = body(
        send(&scene.app, Method::PUT, token, &mine, &json!({"answers": {}})).await,
        201,
    )
    .await;
    assert_eq!(
        (&empty["total"], &empty["score"]["stars"], &empty["turn"]),
        (&json!(0), &json!(1), &json!(1))
    );
    let sheet = answers(1);
    problem(
        send(&scene.app, Method::PUT, token, &mine, &sheet).await,
        428,
        "precondition_required",
    )
    .await;
    let answer = scene
        .tagged(Method::PUT, token, "/score-sheets/mine", "*", &sheet)
        .await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let written = body(answer, 200).await;
    assert!(written["total"].as_u64().unwrap() > 0);
    assert_eq!(written["score"]["sum"], written["total"]);
    assert!(written["score"]["unmet_minimums"].is_array());
    problem(
        scene
            .tagged(Method::PUT, token, "/score-sheets/mine", "\"old\"", &sheet)
            .await,
        412,
        "precondition_failed",
    )
    .await;
    let handing_in = scene.path("/score-sheets/mine/handing-in");
    problem(
        send(&scene.app, Method::POST, token, &handing_in, &json!({})).await,
        428,
        "precondition_required",
    )
    .await;
    body(
        scene
            .tagged(
                Method::POST,
                token,
                "/score-sheets/mine/handing-in",
                &tag,
                &json!({}),
            )
            .await,
        200,
    )
    .await;
    // Handed in, it may still be changed and stays handed in.
    let changed = body(
        scene
            .tagged(Method::PUT, token, "/score-sheets/mine", "*", &answers(2))
            .await,
        200,
    )
    .await;
    assert!(!changed["handed_in_at"].is_null());

    let versions = format!("/score-sheets/{}/versions", changed["id"].as_str().unwrap());
    let kept = body(scene.get(token, &versions).await, 200).await;
    let seen: Vec<_> = items(&kept)
        .iter()
        .map(|one| (one["version"].as_i64().unwrap(), one["handed_in_at"].is_null()))
        .collect();
    assert_eq!(seen, [(1, true), (2, true), (3, false), (4, false)]);
    assert_eq!(items(&kept)[1]["answers"], sheet["answers"]);
    assert_eq!(
        items(&kept)[1]["recorded_by"],
        format!("person:{}", scene.people[0].account)
    );
    problem(
        scene.get(&scene.people[1].token, &versions).await,
        404,
        "not_found",
    )
    .await;
    problem(scene.get(&scene.office, &versions).await, 404, "not_found").await;
    // The audit log, which others may read, tells that sheets were written but not what they say.
    let told = "select after::text from audit_log where subject_kind = 'score_sheets'";
    let told = scene.app.database.texts(told).await;
    assert_eq!(told.len(), 4);
    for entry in told {
        let entry: Value = serde_json::from_str(&entry).unwrap();
        assert!(
            entry["answers"].is_null() || entry["answers"] == "(changed)",
            "{entry}"
        );
        assert!(
            entry["total"].is_null() || entry["total"] == "(changed)",
            "{entry}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_was_written_before_a_rule_still_counts() {
    let scene = scene().await;
    let token = &scene.people[0].token;
    let mine = scene.path("/score-sheets/mine");
    let unmet = json!({"answers": {"A.1.1": 3, "B.5.2": 3}});
    let refused = send(&scene.app, Method::PUT, token, &mine, &unmet).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(refused["errors"][0]["pointer"], "/answers/B.5.2");
    assert_eq!(refused["errors"][0]["code"], "condition_unmet");
    for who in 0..3 {
        scene.hand_in(who, &json!({"answers": {"A.1.1": 3}})).await;
    }
    let former =
        "set ocop.actor = 'command:test'; update score_sheets set answers = '{\"A.1.1\":3,\"B.5.2\":3}'";
    scene.app.database.execute(former).await;
    let seen = body(scene.get(token, "/score-sheets/mine").await, 200).await;
    assert_eq!(seen["answers"], unmet["answers"]);
    assert_eq!(seen["score"]["sum"], 3, "{seen}");
    assert_eq!(scene.close().await.status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_are_hidden_until_they_are_closed() {
    let scene = scene().await;
    let tokens: Vec<&str> = scene.people.iter().map(|person| person.token.as_str()).collect();
    for who in 0..3 {
        scene.hand_in(who, &answers(1)).await;
    }
    let list = "/score-sheets";
    for (who, token) in tokens.iter().enumerate() {
        let seen = body(scene.get(token, list).await, 200).await;
        let seen: Vec<_> = items(&seen)
            .iter()
            .map(|one| one["member"]["id"].as_str().unwrap())
            .collect();
        assert_eq!(seen, [scene.members[who].as_str()]);
    }
    let seen = body(scene.get(&scene.office, list).await, 200).await;
    assert_eq!(items(&seen).len(), 3);
    for entry in items(&seen) {
        assert!(
            entry["sheet"].is_null() && !entry["handed_in_at"].is_null(),
            "{entry}"
        );
    }
    let own = body(scene.get(tokens[0], "/score-sheets/mine").await, 200).await;
    let one = format!("/score-sheets/{}", own["id"].as_str().unwrap());
    body(scene.get(tokens[0], &one).await, 200).await;
    problem(scene.get(tokens[1], &one).await, 404, "not_found").await;
    problem(scene.get(&scene.office, &one).await, 404, "not_found").await;
    // Nothing of it in what others read.
    let ministry = token_in(&scene.app, Role::National, "").await;
    for (token, path) in [
        (&scene.office, scene.path("")),
        (&ministry, scene.path("")),
        (&ministry, scene.path(list)),
    ] {
        let text = get(&scene.app, token, &path).await.text().await.unwrap();
        assert!(!text.contains("A.1.1") && !text.contains("\"total\""), "{text}");
    }

    let tag = scene.tag().await;
    let unnamed = send(
        &scene.app,
        Method::POST,
        &scene.office,
        &scene.path("/evaluations"),
        &json!({}),
    )
    .await;
    problem(unnamed, 428, "precondition_required").await;
    problem(
        scene
            .tagged(Method::POST, &scene.office, "/evaluations", "\"x\"", &json!({}))
            .await,
        412,
        "precondition_failed",
    )
    .await;
    problem(
        scene
            .tagged(Method::POST, &ministry, "/evaluations", &tag, &json!({}))
            .await,
        403,
        "not_your_turn",
    )
    .await;
    let other = token_in(&scene.app, Role::Province, "01").await;
    problem(
        scene
            .tagged(Method::POST, &other, "/evaluations", &tag, &json!({}))
            .await,
        404,
        "not_found",
    )
    .await;
    let answer = scene.close().await;
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    body(answer, 202).await;
    let evaluation = body(get(&scene.app, &scene.office, &location).await, 200).await;
    assert_eq!(
        (
            &evaluation["dossier_id"],
            &evaluation["turn"],
            &evaluation["regime"]
        ),
        (&json!(scene.dossier), &json!(1), &json!("26-2026"))
    );
    assert_eq!(scene.app.database.number("select count(*) from outbox").await, 1);

    // Closed: all see all, nobody changes any.
    for token in [tokens[1], &scene.office] {
        let seen = body(scene.get(token, list).await, 200).await;
        assert!(
            items(&seen).len() == 3 && items(&seen).iter().all(|one| one["sheet"]["answers"].is_object()),
            "{seen}"
        );
        body(scene.get(token, &one).await, 200).await;
    }
    let again = scene
        .tagged(Method::PUT, tokens[0], "/score-sheets/mine", "*", &answers(2))
        .await;
    problem(again, 409, "out_of_turn").await;
    let again = scene.close().await;
    let again = problem(again, 409, "out_of_turn").await;
    assert!(again["possible"].is_array(), "{again}");
    let evaluations = body(scene.get(tokens[0], "/evaluations").await, 200).await;
    assert_eq!(items(&evaluations).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_before_the_council_is_recorded() {
    let scene = scene().await;
    let statements = scene.path("/statements");
    let app = &scene.app;
    let explained = json!({"kind": "explanation", "statement": " Hợp đồng liên kết ký lại tháng 3/2026. "});
    let agreed = json!({"kind": "reading", "criterion": "A.1.1", "statement": "Nguyên liệu tính theo khối lượng nhập kho."});
    let told = body(
        send(app, Method::POST, &scene.office, &statements, &explained).await,
        201,
    )
    .await;
    assert_eq!(
        (&told["turn"], &told["statement"], &told["criterion"]),
        (
            &json!(1),
            &json!("Hợp đồng liên kết ký lại tháng 3/2026."),
            &Value::Null
        )
    );
    body(
        send(app, Method::POST, &scene.office, &statements, &agreed).await,
        201,
    )
    .await;
    for (given, pointer, code) in [
        (
            json!({"kind": "reading", "statement": "x"}),
            "/criterion",
            "required",
        ),
        (
            json!({"kind": "reading", "criterion": "Z.1", "statement": "x"}),
            "/criterion",
            "unknown_criterion",
        ),
        (
            json!({"kind": "rescoring", "statement": "x"}),
            "/kind",
            "comes_with_the_turn",
        ),
        (
            json!({"kind": "explanation", "statement": " "}),
            "/statement",
            "required",
        ),
    ] {
        let refused = send(app, Method::POST, &scene.office, &statements, &given).await;
        let refused = problem(refused, 422, "invalid_fields").await;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    // The council reads it, others do neither.
    let listed = body(get(app, &scene.people[1].token, &statements).await, 200).await;
    let kinds: Vec<&Value> = items(&listed).iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["explanation", "reading"]);
    let other = token_in(app, Role::Province, "01").await;
    problem(
        send(app, Method::POST, &other, &statements, &explained).await,
        404,
        "not_found",
    )
    .await;
    problem(
        send(app, Method::POST, &scene.people[1].token, &statements, &explained).await,
        403,
        "insufficient_scope",
    )
    .await;
    // Once the sheets are closed nothing is added to their minutes.
    app.database
        .execute(&format!(
            "set ocop.actor = 'test'; update dossiers set state = 'scored', stars = 3 where id = '{}'",
            scene.dossier
        ))
        .await;
    problem(
        send(app, Method::POST, &scene.office, &statements, &explained).await,
        409,
        "out_of_turn",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_recused_neither_scores_nor_reads() {
    let scene = scene().await;
    let recusals = scene.path("/recusals");
    let (chair, member) = (&scene.people[0].token, &scene.people[2].token);
    let app = &scene.app;
    // The member began a sheet before they saw whose dossier it is.
    let mine = scene.path("/score-sheets/mine");
    body(send(app, Method::PUT, member, &mine, &answers(3)).await, 201).await;
    let foreign = json!({"member_id": scene.members[0], "reason": "x"});
    problem(
        send(app, Method::POST, member, &recusals, &foreign).await,
        403,
        "not_your_turn",
    )
    .await;
    problem(
        send(app, Method::POST, member, &recusals, &json!({"reason": " "})).await,
        422,
        "invalid_fields",
    )
    .await;
    let own = json!({"reason": "Là người nhà của chủ thể"});
    body(send(app, Method::POST, member, &recusals, &own).await, 201).await;
    problem(
        send(app, Method::POST, member, &recusals, &own).await,
        409,
        "conflict",
    )
    .await;
    problem(
        scene
            .tagged(Method::PUT, member, "/score-sheets/mine", "*", &answers(1))
            .await,
        409,
        "recused",
    )
    .await;
    // The office declares it for the chair; the vice-chair presides.
    let unknown = json!({"member_id": uuid::Uuid::now_v7(), "reason": "x"});
    problem(
        send(app, Method::POST, &scene.office, &recusals, &unknown).await,
        422,
        "invalid_fields",
    )
    .await;
    body(
        send(app, Method::POST, &scene.office, &recusals, &foreign).await,
        201,
    )
    .await;
    problem(
        send(app, Method::PUT, chair, &mine, &answers(1)).await,
        409,
        "recused",
    )
    .await;
    let reader = office_with(app, "25", &[Permission::CouncilsRead]).await;
    problem(
        send(app, Method::POST, &reader, &recusals, &foreign).await,
        403,
        "not_your_turn",
    )
    .await;

    scene.hand_in(1, &answers(1)).await;
    body(scene.close().await, 202).await;
    let request: Value = serde_json::from_str(
        &app.database
            .texts("select request::text from evaluations")
            .await
            .remove(0),
    )
    .unwrap();
    assert_eq!(request["council"]["members"], 1);
    assert_eq!(request["sheets"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&request["sheets"][0]["assessor"], &request["sheets"][0]["chair"]),
        (&json!(scene.members[1]), &json!(true))
    );
    for token in [chair, member] {
        assert_eq!(
            body(scene.get(token, "/score-sheets").await, 200).await["items"],
            json!([])
        );
        assert_eq!(
            body(scene.get(token, "/evaluations").await, 200).await["items"],
            json!([])
        );
    }
    let seen = body(scene.get(&scene.office, "/score-sheets").await, 200).await;
    let shown: Vec<_> = items(&seen)
        .iter()
        .map(|one| (one["recused"].as_bool().unwrap(), one["sheet"].is_object()))
        .collect();
    assert_eq!(shown, [(true, false), (false, true), (true, false)]);
    assert_eq!(
        items(&body(scene.get(&scene.office, "/recusals").await, 200).await).len(),
        2
    );
    problem(
        send(
            app,
            Method::POST,
            &scene.office,
            &recusals,
            &json!({"member_id": scene.members[1], "reason": "x"}),
        )
        .await,
        409,
        "out_of_turn",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_a_vote_has_no_sheet() {
    let scene = scene().await;
    let secretary: Person = person(&scene.app, "secretary").await;
    let path = format!("/api/v1/councils/{}/members", scene.council);
    let given = json!({"account_id": secretary.account, "name": "Thư ký", "role": "secretary"});
    created(&scene.app, &scene.office, &path, &given).await;
    let mine = scene.path("/score-sheets/mine");
    problem(
        send(&scene.app, Method::PUT, &secretary.token, &mine, &answers(1)).await,
        403,
        "not_your_turn",
    )
    .await;
    body(scene.get(&secretary.token, "").await, 200).await;
    assert_eq!(
        items(&body(scene.get(&scene.office, "/score-sheets").await, 200).await).len(),
        3
    );
}
