//! Producers: registration, rules, reach, changes.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const PRODUCERS: &str = "/api/v1/producers";

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_of_an_old_commune_is_shown_in_both_generations() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let given = json!({
        "name": "  Hợp tác xã Sông Lô Xanh ", "kind": "cooperative", "commune": {"generation": "legacy", "code": "08806"},
        "phone": "0211 3838 123", "representative": {"name": "Nguyễn Thị Lan", "gender": "female"},
    });
    let answer = send(&app, Method::POST, &token, PRODUCERS, &given).await;
    let (location, tag) = (
        answer.headers()["location"].clone(),
        answer.headers()["etag"].clone(),
    );
    let made = body(answer, 201).await;
    assert_eq!(
        (&made["name"], &made["sector"]),
        (&"Hợp tác xã Sông Lô Xanh".into(), &"collective".into())
    );
    assert_eq!(
        made["unit"],
        json!({"generation": "legacy", "level": "commune", "code": "08806", "name": "Xã Đôn Nhân"})
    );
    assert_eq!(
        made["place"]["current"]["commune"],
        json!({"code": "08782", "name": "Xã Hải Lựu"})
    );
    assert_eq!(
        made["place"]["current"]["province"],
        json!({"code": "25", "name": "Tỉnh Phú Thọ"})
    );
    assert_eq!(
        made["place"]["legacy"]["district"],
        json!({"code": "253", "name": "Huyện Sông Lô"})
    );
    let read = get(&app, &token, location.to_str().unwrap()).await;
    assert_eq!(read.headers()["etag"], tag);
    assert_eq!(body(read, 200).await, made);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_told_at_once() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let given = json!({
        "name": "", "kind": "farm", "commune_code": "08806", "tax_code": "1", "phone": "x", "email": "x",
    });
    let refused = problem(
        send(&app, Method::POST, &token, PRODUCERS, &given).await,
        422,
        "invalid_fields",
    )
    .await;
    let mut pointers: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    // 08806 is no commune of today any more.
    assert_eq!(
        pointers,
        ["/commune_code", "/email", "/name", "/phone", "/tax_code"]
    );
    for (given, pointer) in [
        (json!({"name": "A", "kind": "farm"}), "/commune_code"),
        (
            json!({"name": "A", "kind": "shop", "commune_code": "08782"}),
            "/kind",
        ),
        (
            json!({"name": "A", "kind": "farm", "commune_code": "08782", "colour": "red"}),
            "/colour",
        ),
        (
            json!({"name": "A", "kind": "farm", "commune_code": "08782", "commune": {"code": "08782"}}),
            "/commune",
        ),
        (
            json!({"name": "A", "kind": "farm", "commune_generation": "legacy"}),
            "/commune_generation",
        ),
    ] {
        let refused = problem(
            send(&app, Method::POST, &token, PRODUCERS, &given).await,
            422,
            "invalid_fields",
        )
        .await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    assert_eq!(app.database.number("select count(*) from producers").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_sent_along_that_is_not_that_of_the_code_is_refused() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let given = |commune: Value| json!({"name": "HTX Mê Linh", "kind": "cooperative", "commune": commune});
    // 08974 was Đại Thịnh and is Quang Minh.
    for commune in [
        json!({"code": "08974", "name": "Xã Đại Thịnh"}),
        json!({"code": "08974", "name": "Quang Minh", "generation": "legacy"}),
        json!({"code": "08974", "name": " "}),
    ] {
        let answer = send(&app, Method::POST, &token, PRODUCERS, &given(commune.clone())).await;
        let refused = problem(answer, 422, "invalid_fields").await;
        let error = &refused["errors"][0];
        assert_eq!(
            (&error["pointer"], &error["code"]),
            (&json!("/commune/name"), &json!("name_of_another_unit")),
            "{commune}"
        );
        let said = error["message"].as_str().unwrap();
        assert!(
            said.contains("Xã Quang Minh, Thành phố Hà Nội") && said.contains("Xã Đại Thịnh, Huyện Mê Linh"),
            "{said}"
        );
    }
    let commune = json!({"code": "08974", "name": "quang minh"});
    let made = body(
        send(&app, Method::POST, &token, PRODUCERS, &given(commune)).await,
        201,
    )
    .await;
    assert_eq!(made["unit"]["name"], "Xã Quang Minh");
    // The cycle names units in a member of its own.
    let roadmap = json!({"unit": {"level": "province", "code": "15", "name": "Tỉnh Yên Bái"}, "year": 2027});
    let answer = send(&app, Method::POST, &token, "/api/v1/roadmaps", &roadmap).await;
    let refused = problem(answer, 422, "invalid_fields").await;
    assert_eq!(refused["errors"][0]["pointer"], "/unit/name", "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sees_and_registers_in_its_own_unit_only() {
    let app = App::start().await;
    let (phu_tho, ha_noi) = (
        token_in(&app, Role::Province, "25").await,
        token_in(&app, Role::Province, "01").await,
    );
    let hai_luu = token_in(&app, Role::Commune, "08782").await;
    let own = cooperative(&app, &phu_tho, "Sông Lô Xanh", "08782").await;
    let path = format!("{PRODUCERS}/{own}");
    body(get(&app, &hai_luu, &path).await, 200).await;
    problem(get(&app, &ha_noi, &path).await, 404, "not_found").await;
    let change = json!({"name": "Khác"});
    problem(
        send(&app, Method::PATCH, &ha_noi, &path, &change).await,
        404,
        "not_found",
    )
    .await;
    assert!(ids(&body(get(&app, &ha_noi, PRODUCERS).await, 200).await).is_empty());
    let given = json!({"name": "A", "kind": "farm", "commune_code": "08782"});
    problem(
        send(&app, Method::POST, &ha_noi, PRODUCERS, &given).await,
        403,
        "outside_reach",
    )
    .await;
    let away = json!({"commune_code": "00097"});
    problem(
        send(&app, Method::PATCH, &phu_tho, &path, &away).await,
        403,
        "outside_reach",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_and_paged() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let mut made = Vec::new();
    for (name, commune) in [
        ("Ổi Đôn Nhân", "08782"),
        ("Đồng Quế", "08782"),
        ("Ba Đình", "00004"),
    ] {
        made.push(cooperative(&app, &token, name, commune).await);
    }
    let list = async |query: &str| body(get(&app, &token, &format!("{PRODUCERS}{query}")).await, 200).await;
    assert_eq!(ids(&list("?q=don%20NHAN").await), [&made[0]]);
    assert_eq!(ids(&list("?unit=25").await), [&made[0], &made[1]]);
    assert_eq!(
        ids(&list("?unit=253&generation=legacy").await),
        [&made[0], &made[1]]
    );
    assert!(ids(&list("?kind=farm").await).is_empty());
    let first = list("?page_size=2").await;
    assert_eq!(ids(&first), [&made[0], &made[1]]);
    let second = list(&format!(
        "?page_size=2&cursor={}",
        first["next"].as_str().unwrap()
    ))
    .await;
    assert_eq!(
        (ids(&second), &second["next"]),
        (vec![made[2].as_str()], &Value::Null)
    );
    problem(
        get(&app, &token, &format!("{PRODUCERS}?unit=99")).await,
        400,
        "invalid_query",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_keeps_what_it_leaves_out_and_minds_if_match() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let id = cooperative(&app, &token, "Sông Lô Xanh", "08782").await;
    let path = format!("{PRODUCERS}/{id}");
    let before = get(&app, &token, &path).await.headers()["etag"].clone();
    let change = json!({"phone": "0211383812", "representative": {"ethnic_minority": true}});
    let changed = body(send(&app, Method::PATCH, &token, &path, &change).await, 200).await;
    assert_eq!(
        (&changed["name"], &changed["phone"]),
        (&"Sông Lô Xanh".into(), &"0211383812".into())
    );
    assert_eq!(changed["representative"]["ethnic_minority"], true);
    let late = app
        .request(Method::PATCH, &path)
        .bearer_auth(&token)
        .header("if-match", before);
    problem(
        late.json(&json!({"name": "Khác"})).send().await.unwrap(),
        412,
        "precondition_failed",
    )
    .await;
    let cleared = body(
        send(&app, Method::PATCH, &token, &path, &json!({"phone": null})).await,
        200,
    )
    .await;
    assert_eq!(
        (&cleared["phone"], &cleared["representative"]["ethnic_minority"]),
        (&Value::Null, &true.into())
    );
    let kind = json!({"kind": "association"});
    problem(
        send(&app, Method::PATCH, &token, &path, &kind).await,
        422,
        "invalid_fields",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_registers_once() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let given = json!({"name": "Sông Lô Xanh", "kind": "cooperative", "commune_code": "08782"});
    let request = || {
        app.request(Method::POST, PRODUCERS)
            .bearer_auth(&token)
            .header("idempotency-key", "one")
            .json(&given)
    };
    let first = body(request().send().await.unwrap(), 201).await;
    let again = body(request().send().await.unwrap(), 201).await;
    assert_eq!(first, again);
    assert_eq!(app.database.number("select count(*) from producers").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_commune_that_was_split_the_successor_is_asked_for() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let given = |commune: Value| json!({"name": "HTX", "kind": "cooperative", "commune": commune});
    let post = async |json: &Value| send(&app, Method::POST, &token, "/api/v1/producers", json).await;

    let refused = problem(
        post(&given(json!({"generation": "legacy", "code": "00007"}))).await,
        422,
        "invalid_fields",
    )
    .await;
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("/commune/code"), &json!("successor_needed"))
    );
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("00008") && message.contains("00025"),
        "{message}"
    );
    let short = json!({"name": "HTX", "kind": "cooperative", "commune_code": "00007", "commune_generation": "legacy"});
    let refused = problem(post(&short).await, 422, "invalid_fields").await;
    assert_eq!(refused["errors"][0]["code"], "successor_needed");
    for (commune, code) in [
        (
            json!({"generation": "legacy", "code": "00007", "successor": "08782"}),
            "unknown_successor",
        ),
        (
            json!({"code": "08782", "successor": "00008"}),
            "unknown_successor",
        ),
    ] {
        let refused = problem(post(&given(commune)).await, 422, "invalid_fields").await;
        assert_eq!(refused["errors"][0]["code"], code);
    }

    // Not the default one.
    let named = json!({"generation": "legacy", "code": "00007", "successor": "00025"});
    let made = body(post(&given(named)).await, 201).await;
    assert_eq!(made["place"]["current"]["commune"]["code"], "00025");
    assert_eq!(made["place"]["legacy"]["commune"]["code"], "00007");
    assert_eq!(made["unit"]["code"], "00007");
}
