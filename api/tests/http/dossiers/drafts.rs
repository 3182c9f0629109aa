//! Drafts: begun, copied, written, read.

use super::scene::{DOSSIERS, Scene, pointers, registration, self_assessment, text};
use crate::app::{body, problem};
use crate::registration::{get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_begins_with_what_the_records_say() {
    let scene = Scene::at("2026-06-01").await;
    let made = scene.begin(&scene.producer, &json!({"kind": "first"})).await;
    let (location, tag) = (
        made.headers()["location"].to_str().unwrap().to_owned(),
        made.headers()["etag"].to_str().unwrap().to_owned(),
    );
    let made = body(made, 201).await;
    assert_eq!(
        (&made["state"], &made["regime"]),
        (&json!("draft"), &json!("26-2026"))
    );
    assert_eq!(made["registration"]["product_name"], "Ổi Đôn Nhân");
    assert_eq!(made["registration"]["producer_name"], "Sông Lô Xanh");
    let actions: Vec<&Value> = made["possible"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["action"])
        .collect();
    assert_eq!(actions, ["submit", "withdraw"]);
    let read = get(&scene.app, &scene.commune, &location).await;
    assert_eq!(read.headers()["etag"].to_str().unwrap(), tag);
    let read = body(read, 200).await;
    assert_eq!((&read["id"], &read["documents"]), (&made["id"], &json!([])));
    let unread = scene
        .app
        .request(Method::GET, &location)
        .bearer_auth(&scene.producer);
    let unread = unread.header("if-none-match", tag).send().await.unwrap();
    assert_eq!(unread.status(), 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_has_one_dossier_on_its_way() {
    let scene = Scene::at("2026-06-01").await;
    let first = scene.draft("first").await;
    let refused = scene.begin(&scene.province, &json!({"kind": "first"})).await;
    let refused = problem(refused, 409, "conflict").await;
    assert!(text(&refused["detail"]).contains(&first), "{refused}");
    let done = scene
        .post(
            &scene.producer,
            &first,
            "withdrawal",
            &json!({"reason": "Chờ vụ sau"}),
        )
        .await;
    assert_eq!(body(done, 200).await["state"], "withdrawn");
    scene.draft("first").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_begin_at_once_make_one_dossier() {
    let scene = Scene::at("2026-06-01").await;
    let given = json!({"kind": "first"});
    let answers = futures_util::future::join_all((0..6).map(|_| scene.begin(&scene.producer, &given))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kind_follows_from_the_stars_held() {
    let scene = Scene::at("2026-06-01").await;
    let refused = async |kind: &str, code: &str| {
        let refused = scene.begin(&scene.producer, &json!({"kind": kind})).await;
        let refused = problem(refused, 422, "invalid_fields").await;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/kind"), &json!(code))
        );
    };
    refused("upgrade", "not_recognised").await;
    refused("renewal", "not_recognised").await;
    scene.recognised(4, "2024-01-15", "2027-01-15").await;
    refused("first", "already_recognised").await;
    let id = scene.draft("upgrade").await;
    scene.post(&scene.producer, &id, "withdrawal", &json!({})).await;
    scene.app.set_date("2027-01-16");
    refused("renewal", "not_recognised").await;
    scene.draft("first").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_no_dossiers_begins_none_and_others_see_none() {
    let scene = Scene::at("2026-06-01").await;
    let given = json!({"kind": "first"});
    problem(scene.begin(&scene.national, &given).await, 403, "not_your_turn").await;
    scene.app.client("auditor", Role::Auditor, None).await;
    let auditor = scene.app.token_of("auditor").await;
    problem(scene.begin(&auditor, &given).await, 403, "insufficient_scope").await;
    let other = token_in(&scene.app, Role::Province, "01").await;
    let refused = problem(scene.begin(&other, &given).await, 422, "invalid_fields").await;
    assert_eq!(pointers(&refused), ["/product_id"]);
    let id = scene.draft("first").await;
    for path in [
        "",
        "/self-assessment",
        "/documents",
        "/evidence-requests",
        "/snapshots",
        "/events",
    ] {
        let path = format!("{DOSSIERS}/{id}{path}");
        problem(get(&scene.app, &other, &path).await, 404, "not_found").await;
        body(get(&scene.app, &auditor, &path).await, 200).await;
    }
    problem(
        scene.post(&other, &id, "submission", &json!({})).await,
        404,
        "not_found",
    )
    .await;
    problem(
        scene.put(&other, &id, "registration", &json!({})).await,
        404,
        "not_found",
    )
    .await;
    assert!(ids(&body(get(&scene.app, &other, DOSSIERS).await, 200).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_written_by_whoever_has_read_the_version_that_is_there() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let path = format!("{DOSSIERS}/{id}/registration");
    let form = registration("first");
    let unread = send(&scene.app, Method::PUT, &scene.producer, &path, &form).await;
    problem(unread, 428, "precondition_required").await;
    let old = scene.etag(&id).await;
    let written = scene.put(&scene.producer, &id, "registration", &form).await;
    let tag = written.headers()["etag"].to_str().unwrap().to_owned();
    let written = body(written, 200).await;
    assert_eq!(written["registration"]["labour"]["women"], 15);
    assert_eq!(scene.etag(&id).await, tag);
    let late = scene.app.request(Method::PUT, &path).bearer_auth(&scene.producer);
    let late = late.header("if-match", old).json(&form).send().await.unwrap();
    problem(late, 412, "precondition_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_fields_are_told_by_pointer() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let nothing = uuid::Uuid::now_v7();
    let form = json!({
        "phone": "không", "labour": {"total": 1, "local": 2}, "changes": {"market": "Thêm siêu thị"},
        "certificates": [{"kind": "gap", "name": "VietGAP", "document_id": nothing}],
    });
    let refused = scene.put(&scene.producer, &id, "registration", &form).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(
        pointers(&refused),
        [
            "/phone",
            "/labour/local",
            "/changes",
            "/certificates/0/document_id"
        ]
    );
    let refused = scene
        .put(&scene.producer, &id, "registration", &json!({"colour": "red"}))
        .await;
    problem(refused, 422, "invalid_fields").await;
    let answers = json!({"answers": {"A.1.1": {"option": 9}, "X.1": {"option": 0}}});
    let refused = scene.put(&scene.producer, &id, "self-assessment", &answers).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(pointers(&refused), ["/answers/X.1", "/answers/A.1.1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_self_assessment_tells_where_the_product_stands() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let path = format!("{DOSSIERS}/{id}/self-assessment");
    let read = body(get(&scene.app, &scene.producer, &path).await, 200).await;
    assert_eq!(
        (&read["assessment"]["total"], &read["answers"]),
        (&json!(0), &json!({}))
    );
    let open = read["assessment"]["unanswered"].as_array().unwrap().len();
    scene
        .put(
            &scene.producer,
            &id,
            "self-assessment",
            &self_assessment("26-2026", 1),
        )
        .await;
    let file = scene.file(&scene.producer).await;
    let given = json!({"file_id": file, "criterion": "A.1.1", "title": "Ảnh vùng trồng"});
    body(scene.post(&scene.producer, &id, "documents", &given).await, 201).await;
    let read = body(get(&scene.app, &scene.producer, &path).await, 200).await;
    let answers = read["answers"].as_object().unwrap();
    assert_eq!(answers.len(), open);
    assert_eq!(answers["A.1.1"]["evidence"][0]["file_id"], file.as_str());
    let assessment = &read["assessment"];
    assert_eq!(assessment["unanswered"], json!([]));
    // Of the first options those with points ask for evidence, but for the one that has some.
    let bare = assessment["without_evidence"].as_array().unwrap();
    assert!(
        bare.contains(&json!("A.1.3")) && !bare.contains(&json!("A.1.1")) && !bare.contains(&json!("A.1.2"))
    );
    assert_eq!(
        (&assessment["total"], &assessment["stars"]),
        (&json!(15), &json!(1))
    );
    assert_eq!(assessment["next_star"]["stars"], 2);
    let sections: i64 = assessment["parts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|part| part["sections"].as_array().unwrap())
        .map(|section| section["points"].as_i64().unwrap())
        .sum();
    assert_eq!(sections, 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_starts_from_the_last_one() {
    let scene = Scene::at("2026-06-01").await;
    let refused = scene
        .begin(&scene.producer, &json!({"kind": "first", "copy_last": true}))
        .await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/copy_last"]
    );
    let first = scene.complete("first").await;
    let held = body(
        get(&scene.app, &scene.producer, &format!("{DOSSIERS}/{first}")).await,
        200,
    )
    .await;
    let mut form = registration("first");
    form["certificates"][0]["document_id"] = held["documents"][0]["id"].clone();
    body(
        scene.put(&scene.producer, &first, "registration", &form).await,
        200,
    )
    .await;
    scene
        .post(&scene.producer, &first, "withdrawal", &json!({}))
        .await;
    let copy = scene
        .begin(&scene.producer, &json!({"kind": "first", "copied_from": first}))
        .await;
    let copy = body(copy, 201).await;
    assert_eq!(copy["copied_from"], first.as_str());
    assert_eq!(copy["registration"]["capacity"]["per_year"], 120_000);
    assert_eq!(copy["registration"]["declarations"]["truthful"], false);
    let copied = scene.dossier(&text(&copy["id"])).await;
    let documents = copied["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["file"]["id"], held["documents"][0]["file"]["id"]);
    assert_eq!(
        copied["registration"]["certificates"][0]["document_id"],
        documents[0]["id"]
    );
    assert_eq!(copied["self_assessment"], self_assessment("26-2026", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_and_paged() {
    let scene = Scene::at("2026-06-01").await;
    let first = scene.draft("first").await;
    scene
        .post(&scene.producer, &first, "withdrawal", &json!({}))
        .await;
    let second = scene.draft("first").await;
    let list = async |query: &str| {
        let list = get(&scene.app, &scene.province, &format!("{DOSSIERS}?{query}")).await;
        body(list, 200).await
    };
    assert_eq!(ids(&list("").await), [first.as_str(), second.as_str()]);
    assert_eq!(ids(&list("state=draft").await), [second.as_str()]);
    assert_eq!(ids(&list("kind=renewal").await), Vec::<&str>::new());
    assert_eq!(
        ids(&list(&format!("product_id={}", scene.product)).await).len(),
        2
    );
    assert_eq!(ids(&list("unit=253&generation=legacy").await).len(), 2);
    assert_eq!(ids(&list("unit=01").await).len(), 0);
    let page = list("page_size=1").await;
    assert_eq!(ids(&page), [first.as_str()]);
    let next = text(&page["next"]);
    assert_eq!(
        ids(&list(&format!("page_size=1&cursor={next}")).await),
        [second.as_str()]
    );
    for bad in [
        "overdue=true&due_before=2026-06-01",
        "due_before=0001-01-01",
        "colour=red",
        "state=lost",
    ] {
        let refused = get(&scene.app, &scene.province, &format!("{DOSSIERS}?{bad}")).await;
        problem(refused, 400, "invalid_query").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_begun_under_a_key_of_another_system_is_begun_once() {
    let scene = Scene::at("2026-06-01").await;
    let path = format!("{DOSSIERS}/by-key/portal/HS-1");
    let given = json!({"product_id": scene.product, "kind": "first"});
    let put = async |given: &Value| send(&scene.app, Method::PUT, &scene.producer, &path, given).await;
    let made = body(put(&given).await, 201).await;
    assert_eq!(made["keys"], json!([{"system": "portal", "id": "HS-1"}]));
    let again = body(put(&given).await, 200).await;
    assert_eq!(
        (&again["id"], &again["updated_at"]),
        (&made["id"], &made["updated_at"])
    );
    let shown = body(get(&scene.app, &scene.producer, &path).await, 200).await;
    assert_eq!(shown["id"], made["id"]);
    let listed = body(get(&scene.app, &scene.producer, DOSSIERS).await, 200).await;
    assert_eq!(ids(&listed), [made["id"].as_str().unwrap()]);
    // Its kind stays, and the keys of one reach lead nobody else to it.
    let other = problem(
        put(&json!({"product_id": scene.product, "kind": "upgrade"})).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(pointers(&other), ["/kind"]);
    problem(get(&scene.app, &scene.national, &path).await, 404, "not_found").await;
}
