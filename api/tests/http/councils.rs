//! Councils: one chair, who may sit, which dossiers, and who sees them.

use crate::app::{body, problem};
use crate::council_scene::{Person, answers, assign, council_of, created, person, scene};
use crate::registration::{get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const COUNCILS: &str = "/api/v1/councils";

#[tokio::test(flavor = "multi_thread")]
async fn a_council_has_one_chair_and_known_members() {
    let scene = scene().await;
    let (app, office) = (&scene.app, &scene.office);
    let seats: Vec<&Person> = scene.people.iter().collect();
    let good = council_of(&scene.round, &seats);
    let changed = |pointer: &str, value: Value| {
        let mut given = good.clone();
        *given.pointer_mut(pointer).unwrap() = value;
        given
    };
    let mut with_members = good.clone();
    with_members["rules"] = json!({"members": 3, "quorum": "4/3", "max_spread": 101});
    for (given, expected) in [
        (
            changed("/members/1/role", json!("chair")),
            vec![("/members", "one_chair")],
        ),
        (
            changed("/members/0/role", json!("member")),
            vec![("/members", "one_chair")],
        ),
        (
            changed("/members/2/account_id", json!(uuid::Uuid::now_v7())),
            vec![("/members/2/account_id", "unknown_account")],
        ),
        (
            changed("/members/2/account_id", json!(scene.people[0].account)),
            vec![("/members/2/account_id", "duplicate_member")],
        ),
        (
            changed("/round_id", json!(uuid::Uuid::now_v7())),
            vec![("/round_id", "unknown_round")],
        ),
        (
            with_members,
            vec![
                ("/rules/quorum", "invalid_quorum"),
                ("/rules/max_spread", "spread_out_of_range"),
                ("/rules/members", "members_not_allowed"),
            ],
        ),
    ] {
        let refused = problem(
            send(app, Method::POST, office, COUNCILS, &given).await,
            422,
            "invalid_fields",
        )
        .await;
        let found: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                (
                    error["pointer"].as_str().unwrap(),
                    error["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }
    // A person of a trusted outside issuer has an id of version 8 and no account here.
    let outside = changed(
        "/members/2/account_id",
        json!("01234567-89ab-8def-8123-456789abcdef"),
    );
    created(app, office, COUNCILS, &outside).await;

    let path = format!("{COUNCILS}/{}", scene.council);
    let shown = body(get(app, office, &path).await, 200).await;
    assert_eq!(
        shown["rules"],
        json!({"quorum": "3/4", "max_spread": 10, "minimum_rule": "majority"})
    );
    let other = token_in(app, Role::Province, "01").await;
    for rest in ["", "/members", "/dossiers", "/minutes"] {
        problem(get(app, &other, &format!("{path}{rest}")).await, 404, "not_found").await;
    }
    assert_eq!(
        body(get(app, &other, COUNCILS).await, 200).await["items"],
        json!([])
    );
    let stranger = person(app, "stranger").await;
    problem(get(app, &stranger.token, &path).await, 404, "not_found").await;
    assert_eq!(
        ids(&body(get(app, &scene.people[1].token, COUNCILS).await, 200).await).len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_before_which_no_dossier_was_is_changed_and_removed() {
    let scene = scene().await;
    let (app, office) = (&scene.app, &scene.office);
    let sitting = person(app, "elsewhere").await;
    let council = created(app, office, COUNCILS, &council_of(&scene.round, &[&sitting])).await;
    let path = format!("{COUNCILS}/{council}");
    let act = |method: Method, path: &str| {
        let request = app.request(method, path).bearer_auth(office);
        request.header("If-Match", "*")
    };
    let patch = json!({"name": "Hội đồng đợt 2", "mode": "written"});
    let changed = act(Method::PATCH, &path).json(&patch).send().await.unwrap();
    let changed = body(changed, 200).await;
    assert_eq!(
        (&changed["name"], &changed["mode"]),
        (&patch["name"], &patch["mode"])
    );
    let members = body(get(app, office, &format!("{path}/members")).await, 200).await;
    let member = format!("{path}/members/{}", ids(&members)[0]);
    assert_eq!(
        body(get(app, office, &member).await, 200).await,
        members["items"][0]
    );
    assert_eq!(act(Method::DELETE, &path).send().await.unwrap().status(), 204);
    problem(get(app, office, &path).await, 404, "not_found").await;
    let other = format!("{COUNCILS}/{}", scene.council);
    let kept = act(Method::DELETE, &other).send().await.unwrap();
    problem(kept, 409, "conflict").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chair_is_handed_over_and_never_missing() {
    let scene = scene().await;
    let (app, office) = (&scene.app, &scene.office);
    let list = format!("{COUNCILS}/{}/members", scene.council);
    let member = |index: usize| format!("{list}/{}", scene.members[index]);
    let act = async |method: Method, path: &str, given: &Value| {
        let request = app
            .request(method.clone(), path)
            .bearer_auth(office)
            .header("If-Match", "*");
        let request = match method {
            Method::DELETE => request,
            _ => request.json(given),
        };
        request.send().await.unwrap()
    };
    problem(
        send(app, Method::PATCH, office, &member(0), &json!({"name": "x"})).await,
        428,
        "precondition_required",
    )
    .await;
    problem(
        act(Method::PATCH, &member(0), &json!({"role": "member"})).await,
        422,
        "invalid_fields",
    )
    .await;
    problem(
        act(Method::PATCH, &member(0), &json!({"voting": false})).await,
        422,
        "invalid_fields",
    )
    .await;
    problem(act(Method::DELETE, &member(0), &json!({})).await, 409, "conflict").await;
    let second = person(app, "second").await;
    let mut given = json!({"account_id": second.account, "name": "Trần Thị B", "role": "chair"});
    problem(
        send(app, Method::POST, office, &list, &given).await,
        409,
        "conflict",
    )
    .await;
    given["role"] = json!("secretary");
    let named = body(send(app, Method::POST, office, &list, &given).await, 201).await;
    assert_eq!(named["voting"], false);
    problem(
        send(app, Method::POST, office, &list, &given).await,
        409,
        "conflict",
    )
    .await;

    body(
        act(Method::PATCH, &member(1), &json!({"role": "chair"})).await,
        200,
    )
    .await;
    let roles: Vec<String> = body(get(app, office, &list).await, 200).await["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["role"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(roles, ["member", "chair", "member", "secretary"]);
    assert_eq!(act(Method::DELETE, &member(0), &json!({})).await.status(), 204);
    // Who has scored stays.
    scene.hand_in(2, &answers(1)).await;
    problem(act(Method::DELETE, &member(2), &json!({})).await, 409, "conflict").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_before_one_council_and_seen_from_its_seats() {
    let scene = scene().await;
    let (app, office) = (&scene.app, &scene.office);
    let sitting = person(app, "elsewhere").await;
    let other = created(app, office, COUNCILS, &council_of(&scene.round, &[&sitting])).await;
    let path = format!("{COUNCILS}/{other}/dossiers");
    let assigned = json!({"dossier_ids": [scene.dossier]});
    let taken = problem(
        send(app, Method::POST, office, &path, &assigned).await,
        409,
        "conflict",
    )
    .await;
    assert!(
        taken["detail"]
            .as_str()
            .unwrap()
            .contains("Hội đồng OCOP tỉnh Phú Thọ"),
        "{taken}"
    );
    // Only those who sit before it see the dossier.
    body(scene.get(&scene.people[2].token, "").await, 200).await;
    problem(scene.get(&sitting.token, "").await, 404, "not_found").await;
    problem(scene.get(&sitting.token, "/score-sheets").await, 404, "not_found").await;
    problem(
        scene.get(&sitting.token, "/score-sheets/mine").await,
        404,
        "not_found",
    )
    .await;

    let product = app.database.products(1).await.remove(0);
    let early = app
        .database
        .dossier(&product, "at_province", 0, "2026-05-25")
        .await;
    let given = json!({"dossier_ids": [early, uuid::Uuid::now_v7()]});
    let refused = problem(
        send(app, Method::POST, office, &path, &given).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(refused["errors"][0]["pointer"], "/dossier_ids/1");
    problem(
        send(app, Method::POST, office, &path, &json!({"dossier_ids": [early]})).await,
        409,
        "out_of_turn",
    )
    .await;

    // Released before anybody scores, it may go before another council.
    let release = format!("{COUNCILS}/{}/dossiers/{}", scene.council, scene.dossier);
    let answer = app
        .request(Method::DELETE, &release)
        .bearer_auth(office)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
    body(send(app, Method::POST, office, &path, &assigned).await, 200).await;
    problem(scene.get(&scene.people[2].token, "").await, 404, "not_found").await;
    let listed = body(get(app, &sitting.token, &path).await, 200).await;
    assert_eq!(listed["items"][0]["dossier_id"], scene.dossier.as_str());
    let release = format!("{path}/{}", scene.dossier);
    let answer = app
        .request(Method::DELETE, &release)
        .bearer_auth(office)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
    assign(&scene, &scene.dossier).await;
    scene.hand_in(0, &answers(1)).await;
    let release = format!("{COUNCILS}/{}/dossiers/{}", scene.council, scene.dossier);
    let answer = app
        .request(Method::DELETE, &release)
        .bearer_auth(office)
        .send()
        .await
        .unwrap();
    problem(answer, 409, "conflict").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ministrys_council_takes_what_is_before_it() {
    let scene = scene().await;
    let app = &scene.app;
    let ministry = token_in(app, Role::National, "").await;
    let round = created(
        app,
        &ministry,
        "/api/v1/rounds",
        &json!({"level": "central", "year": 2026, "number": 1}),
    )
    .await;
    let seat = person(app, "ministry").await;
    let council = created(app, &ministry, COUNCILS, &council_of(&round, &[&seat])).await;
    let path = format!("{COUNCILS}/{council}/dossiers");
    let given = json!({"dossier_ids": [scene.dossier]});
    problem(
        send(app, Method::POST, &ministry, &path, &given).await,
        409,
        "out_of_turn",
    )
    .await;
    app.database
        .execute(&format!(
            "update dossiers set state = 'at_ministry_council', turn = 2 where id = '{}'",
            scene.dossier
        ))
        .await;
    body(send(app, Method::POST, &ministry, &path, &given).await, 200).await;
    // The province has no business with the ministry's council, and its members no seat there.
    problem(get(app, &scene.office, &path).await, 404, "not_found").await;
    problem(scene.get(&scene.office, "/score-sheets").await, 404, "not_found").await;
    let mine = scene.path("/score-sheets/mine");
    problem(
        send(app, Method::PUT, &scene.people[0].token, &mine, &answers(1)).await,
        404,
        "not_found",
    )
    .await;
    body(send(app, Method::PUT, &seat.token, &mine, &answers(1)).await, 201).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_written_opinion_renewals_are_scored_and_nothing_else() {
    let scene = scene().await;
    let seats: Vec<&Person> = scene.people.iter().collect();
    let mut given = council_of(&scene.round, &seats);
    given["mode"] = json!("written");
    let council = created(&scene.app, &scene.office, "/api/v1/councils", &given).await;
    let products = scene.app.database.products(3).await;
    let (first, renewal) = (
        scene
            .app
            .database
            .dossier(&products[1], "at_council", 1, "2026-05-25")
            .await,
        scene
            .app
            .database
            .dossier(&products[2], "at_council", 1, "2026-05-25")
            .await,
    );
    scene
        .app
        .database
        .execute(&format!(
            "update dossiers set kind = 'renewal' where id = '{renewal}'"
        ))
        .await;
    let path = format!("/api/v1/councils/{council}/dossiers");
    let assign = async |ids: &[&String]| {
        let given = json!({"dossier_ids": ids});
        send(&scene.app, Method::POST, &scene.office, &path, &given).await
    };
    let refused = problem(assign(&[&renewal, &first]).await, 422, "invalid_fields").await;
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("/dossier_ids/1"), &json!("meeting_needed"))
    );
    body(assign(&[&renewal]).await, 200).await;
}
