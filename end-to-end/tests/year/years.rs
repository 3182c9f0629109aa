//! A product from its idea through three years: returned, scored anew, certified, renewed late, upgraded, revoked.

use crate::scene::{Year, text};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn from_an_idea_to_a_certificate_and_its_renewals() {
    let year = Year::begins("2026-05-25").await;

    // Idea and plan: returned with a reason, handed in again, accepted.
    let idea = json!({"producer_id": year.producer_id, "year": 2026, "product_name": "Ổi Đôn Nhân", "product_set": 1,
        "description": "Ổi lê trồng ven sông Lô"});
    let idea = text(&year.producer.post("/api/v1/ideas", &idea, 201).await["id"]);
    let decision = format!("/api/v1/ideas/{idea}/decision");
    year.commune
        .post(&decision, &json!({"decision": "returned"}), 422)
        .await;
    let returned = json!({"decision": "returned", "reason": "Nêu rõ vùng nguyên liệu."});
    year.commune.post(&decision, &returned, 200).await;
    year.producer
        .post(&format!("/api/v1/ideas/{idea}/submission"), &json!({}), 200)
        .await;
    year.commune
        .post(&decision, &json!({"decision": "accepted"}), 200)
        .await;
    year.commune
        .post(&decision, &json!({"decision": "accepted"}), 409)
        .await;

    // The dossier: returned by the commune, evidence asked for by the province.
    let product = year.product("Ổi Đôn Nhân").await;
    let dossier = year.draft(&product, "first").await;
    year.comes("2026-06-01");
    year.act(&year.producer, &dossier, "submission", &json!({}), 200)
        .await;
    let refused = year
        .act(&year.province, &dossier, "acceptance", &json!({}), 409)
        .await;
    assert_eq!(refused["code"], "out_of_turn");
    let reason = json!({"reason": "Thiếu ảnh vùng trồng."});
    year.act(&year.commune, &dossier, "return", &reason, 200).await;
    year.comes("2026-06-03");
    let again = year
        .act(&year.producer, &dossier, "submission", &json!({}), 200)
        .await;
    assert_eq!(
        (&again["handed_in_on"], &again["due_on"]),
        (&json!("2026-06-01"), &json!("2026-06-24"))
    );
    year.act(
        &year.commune,
        &dossier,
        "commune-report",
        &test_support::forms::report(),
        200,
    )
    .await;
    let wanted = json!({"items": [{"criterion": "A.1.1", "wanted": "Hợp đồng liên kết"}], "due_on": "2026-06-12",
        "reason": "Chưa rõ liên kết."});
    year.act(&year.province, &dossier, "evidence-requests", &wanted, 201)
        .await;
    let file = year.file().await;
    let given = json!({"file_id": file, "criterion": "A.1.1", "title": "Hợp đồng", "item": 1});
    year.act(&year.producer, &dossier, "documents", &given, 201).await;
    year.act(&year.producer, &dossier, "supplies", &json!({}), 200)
        .await;
    year.act(&year.province, &dossier, "acceptance", &json!({}), 200)
        .await;
    year.reported(&dossier).await;

    // The members differ too much: a new turn; then four stars.
    let council = year.council("province", 2026, 1).await;
    year.before(&council, &[&dossier]).await;
    let (four, none) = (json!({"answers": year.answers(4).await}), json!({"answers": {}}));
    year.sheets(&council, &dossier, &[four.clone(), four.clone(), none])
        .await;
    let apart = year.rated(&council, &dossier).await;
    assert_eq!(
        (&apart["state"], &apart["turn"]),
        (&json!("at_council"), &json!(2))
    );
    year.sheets(&council, &dossier, &[four.clone(), four.clone(), four])
        .await;
    let scored = year.rated(&council, &dossier).await;
    assert_eq!(
        (&scored["state"], &scored["stars"]),
        (&json!("scored"), &json!(4))
    );
    // A rating is no recognition: only the decision is.
    assert_eq!(year.held(&product).await.0, Value::Null);
    assert_eq!(year.valid_on("2026-06-30").await, 0);

    // The decision of the round, and the certificate of 36 months.
    year.comes("2026-06-29");
    let decided = year
        .decide(&year.province, "901/QĐ-UBND", "2026-06-29", &[&dossier], 201)
        .await;
    let first = text(&decided["items"][0]["certificate"]["id"]);
    assert_eq!(year.held(&product).await.0, json!(4));
    assert_eq!(year.valid_on("2026-06-29").await, 1);
    what_the_way_so_far_tells(&year).await;
    for (day, status) in [
        ("2026-12-31", "valid"),
        ("2029-02-01", "expiring"),
        ("2029-06-29", "expiring"),
        ("2029-06-30", "expired"),
    ] {
        assert_eq!(year.certificate(&first, day).await["status"], status, "{day}");
    }

    // 2029: the renewal is handed in too early, then in its window; decided after the end, until when it goes on.
    year.comes("2028-12-01");
    let renewal = year.draft(&product, "renewal").await;
    let early = year
        .act(&year.producer, &renewal, "submission", &json!({}), 422)
        .await;
    assert_eq!(early["errors"][0]["code"], "outside_renewal_window", "{early}");
    year.comes("2029-02-20");
    year.to_the_council(&renewal).await;
    // Article 12.3: without anyone's act, 180 days at most.
    let waiting = year.certificate(&first, "2029-12-26").await;
    assert_eq!(
        (&waiting["status"], &waiting["extended_to"]),
        (&json!("extended"), &json!("2029-12-26"))
    );
    assert_eq!(year.certificate(&first, "2029-12-27").await["status"], "expired");
    let nothing_more = year
        .province
        .post(
            &format!("/api/v1/certificates/{first}/extension"),
            &json!({"extended_to": "2029-10-01"}),
            422,
        )
        .await;
    assert_eq!(
        nothing_more["errors"][0]["code"], "nothing_more",
        "{nothing_more}"
    );
    assert_eq!(year.valid_on("2029-07-15").await, 1);
    let council = year.council("province", 2029, 1).await;
    year.comes("2029-07-20");
    assert_eq!(year.given(&council, &renewal, 3).await["state"], "scored");
    let decided = year
        .decide(&year.province, "77/QĐ-UBND", "2029-07-20", &[&renewal], 201)
        .await;
    let second = text(&decided["items"][0]["certificate"]["id"]);
    assert_eq!(year.certificate(&first, "2029-07-19").await["status"], "extended");
    assert_eq!(year.certificate(&first, "2029-07-20").await["status"], "replaced");
    let events = year
        .province
        .get(&format!("/api/v1/certificates/{first}/events"))
        .await;
    let kinds: Vec<&Value> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["kind"])
        .collect();
    assert_eq!(kinds, ["issued", "continued", "replaced"]);
    assert_eq!(
        (&events["items"][1]["dossier_id"], &events["items"][1]["day"]),
        (&json!(renewal), &json!("2029-02-20"))
    );
    assert_eq!(
        year.certificate(&second, "2029-07-20").await["valid_to"],
        "2032-07-20"
    );
    assert_eq!(year.held(&product).await.0, json!(3));

    // An upgrade takes its place.
    year.comes("2030-05-02");
    let council = year.council("province", 2030, 1).await;
    let (_, third) = year
        .certified(&council, &product, "upgrade", 4, "2030-05-02")
        .await;
    assert_eq!(
        year.certificate(&second, "2030-05-02").await["status"],
        "replaced"
    );
    assert_eq!(year.valid_on("2030-05-02").await, 1);

    // An inspection, and the end.
    year.comes("2030-11-04");
    let code = text(&year.certificate(&third, "2030-11-04").await["code"]);
    let verified = format!("/api/v1/certificates/verification?code={code}");
    assert_eq!(year.public.get(&verified).await["status"], "valid");
    let revoked = json!({"ground": "production_stopped", "finding_on": "2030-11-01", "reason": "Dừng sản xuất từ tháng 8.",
        "decision": {"number": "1500/QĐ-UBND", "decided_on": "2030-11-04", "signer": "Nguyễn Văn A"}});
    let path = format!("/api/v1/certificates/{third}/revocation");
    year.ministry.post(&path, &revoked, 403).await;
    year.province.post(&path, &revoked, 200).await;
    assert_eq!(year.public.get(&verified).await["status"], "revoked");
    assert_eq!(year.held(&product).await.0, Value::Null);
    assert_eq!(
        (
            year.valid_on("2030-11-03").await,
            year.valid_on("2030-11-04").await
        ),
        (1, 0)
    );

    // Everything is in the chain, with who did it by what.
    let log = year.auditor.get("/api/v1/audit-log/verification").await;
    assert_eq!(log["ok"], true, "{log}");
    let entries = year
        .auditor
        .get(&format!("/api/v1/audit-log?subject_id={dossier}&page_size=500"))
        .await;
    let operations: Vec<&str> = entries["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["operation"].as_str())
        .collect();
    for operation in ["POST /api/v1/dossiers/{id}/submission", "POST /api/v1/decisions"] {
        assert!(operations.contains(&operation), "{operation} in {operations:?}");
    }
}

/// The statistics of evaluations, waiting times and the funnel after the first decision: one idea, one dossier, two turns.
async fn what_the_way_so_far_tells(year: &Year) {
    let scores = "/api/v1/statistics/scores?regime=26-2026&product_set=1&programme_year=2026";
    let scores = year.province.get(scores).await;
    let totals = &scores["totals"];
    assert_eq!(
        (
            &totals["evaluations"],
            &totals["superseded"],
            &totals["recognised"]
        ),
        (&json!(1), &json!(1), &json!(1)),
        "{scores}"
    );
    assert_eq!(
        (&totals["success_rate"], &totals["stars"]),
        (&json!("100.0"), &json!({"4": 1}))
    );
    let waiting = "/api/v1/statistics/waiting-times?to=2026-06-29&by=commune";
    let waiting = year.ministry.get(waiting).await;
    let steps = waiting["cells"][0]["steps"].as_array().unwrap();
    let told = |state: &str| {
        let step = steps.iter().find(|step| step["state"] == state).unwrap();
        (
            step["ended"].as_u64().unwrap(),
            step["days"]["max"].as_u64(),
            step["waiting"].as_u64().unwrap(),
        )
    };
    for (state, expected) in [
        ("draft", (1, Some(7), 0)),
        ("returned", (1, Some(2), 0)),
        ("at_commune", (2, Some(0), 0)),
        ("at_council", (2, Some(0), 0)),
        ("being_rated", (2, Some(0), 0)),
        ("scored", (1, Some(26), 0)),
        ("at_ministry", (0, None, 0)),
    ] {
        assert_eq!(told(state), expected, "{state}");
    }
    let funnel = year.commune.get("/api/v1/statistics/funnel?year=2026").await;
    let stages = funnel["totals"]["stages"].as_array().unwrap();
    let counts: Vec<u64> = stages
        .iter()
        .map(|stage| stage["count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [1, 1, 0, 0, 1, 1, 1, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_eliminated_product_and_one_below_three_stars_get_no_certificate() {
    let year = Year::begins("2026-09-01").await;
    let council = year.council("province", 2026, 2).await;
    let sheet = json!({"answers": year.answers(4).await});
    let forged = json!({"answers": year.answers(4).await, "eliminations": ["forged_dossier"]});
    let (eliminated, low) = (year.product("Mật ong").await, year.product("Rau su su").await);
    let (first, second) = (
        year.draft(&eliminated, "first").await,
        year.draft(&low, "first").await,
    );
    for dossier in [&first, &second] {
        year.to_the_council(dossier).await;
    }
    year.before(&council, &[&first]).await;
    year.sheets(&council, &first, &[forged.clone(), forged, sheet])
        .await;
    assert_eq!(year.rated(&council, &first).await["state"], "not_recognised");
    assert_eq!(year.given(&council, &second, 2).await["state"], "not_recognised");
    let refused = year
        .decide(&year.province, "1/QĐ-UBND", "2026-09-01", &[&first, &second], 409)
        .await;
    assert_eq!(refused["code"], "out_of_turn");
    let certificates = year.province.get("/api/v1/certificates").await;
    assert_eq!(certificates["items"], json!([]));
    // It may try again next time.
    year.comes("2027-03-01");
    year.draft(&low, "first").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_ends_with_a_renewal_that_is_rated_below_or_eliminated() {
    let year = Year::begins("2026-06-25").await;
    let council = year.council("province", 2026, 1).await;
    let mut renewed = Vec::new();
    for name in ["Mật ong", "Rau su su"] {
        let product = year.product(name).await;
        let (_, certificate) = year.certified(&council, &product, "first", 4, "2026-06-25").await;
        renewed.push((product, certificate));
    }
    year.comes("2029-02-20");
    let mut renewals = Vec::new();
    for (product, _) in &renewed {
        let renewal = year.draft(product, "renewal").await;
        year.to_the_council(&renewal).await;
        renewals.push(renewal);
    }
    let council = year.council("province", 2029, 1).await;
    year.comes("2029-07-20");
    assert_eq!(year.valid_on("2029-07-20").await, 2);
    assert_eq!(
        year.given(&council, &renewals[0], 2).await["state"],
        "not_recognised"
    );
    assert_eq!(year.valid_on("2029-07-20").await, 1);
    year.comes("2029-07-25");
    let forged = json!({"answers": year.answers(4).await, "eliminations": ["forged_dossier"]});
    year.before(&council, &[&renewals[1]]).await;
    year.sheets(&council, &renewals[1], &[forged.clone(), forged.clone(), forged])
        .await;
    assert_eq!(
        year.rated(&council, &renewals[1]).await["state"],
        "not_recognised"
    );
    for ((product, certificate), (last, ended)) in renewed
        .iter()
        .zip([("2029-07-19", "2029-07-20"), ("2029-07-24", "2029-07-25")])
    {
        assert_eq!(year.certificate(certificate, last).await["status"], "extended");
        assert_eq!(year.certificate(certificate, ended).await["status"], "expired");
        assert_eq!(year.held(product).await.0, Value::Null);
    }
    assert_eq!(
        (
            year.valid_on("2029-07-24").await,
            year.valid_on("2029-07-25").await
        ),
        (1, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_renews_lapses_and_the_product_begins_anew() {
    let year = Year::begins("2026-06-25").await;
    let council = year.council("province", 2026, 1).await;
    let product = year.product("Mật ong").await;
    let (_, first) = year.certified(&council, &product, "first", 4, "2026-06-25").await;
    let code = text(&year.certificate(&first, "2026-06-25").await["code"]);
    let verified = format!("/api/v1/certificates/verification?code={code}");

    year.comes("2029-06-25");
    assert_eq!(year.public.get(&verified).await["status"], "expiring");
    assert_eq!(year.held(&product).await.0, json!(4));
    year.comes("2029-06-26");
    assert_eq!(year.public.get(&verified).await["status"], "expired");
    assert_eq!(year.held(&product).await.0, Value::Null);
    assert_eq!(
        (
            year.valid_on("2029-06-25").await,
            year.valid_on("2029-06-26").await
        ),
        (1, 0)
    );

    year.comes("2029-07-02");
    let council = year.council("province", 2029, 2).await;
    let (_, second) = year.certified(&council, &product, "first", 3, "2029-07-02").await;
    assert_eq!(year.certificate(&second, "2029-07-02").await["status"], "valid");
    assert_eq!(year.certificate(&first, "2029-07-02").await["status"], "expired");
    assert_eq!(year.held(&product).await.0, json!(3));
}
