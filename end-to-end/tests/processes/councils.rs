//! From members' sheets to the rating of a dossier by a real worker, and back to the council.

use crate::support::{API, WORKER, some};
use api::sign_in::identities::{NewIdentity, create_account, create_client};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::{Role, RoleAssignment};
use test_support::{HttpClient, Running, Service, council_sheets, eventually};

const SECRET: &str = "a secret of the councils";

/// A council of three, of a province or of the ministry.
struct Council {
    service: Service,
    api: Running,
    /// Of the province.
    office: HttpClient,
    /// Of the council's level.
    own: HttpClient,
    people: Vec<HttpClient>,
    /// Ids of the members in the council.
    members: Vec<String>,
    id: String,
}

impl Council {
    async fn new(level: &str) -> Self {
        let service = Service::new(API, WORKER).await;
        let api = service.api(&[]).await;
        let office = identity("office-25", Role::Province, Some("25"));
        let database = service.database.database();
        create_client(&database, &office, &SECRET.into())
            .await
            .expect("a client");
        let office = HttpClient::with_credentials(&api.base, "office-25", SECRET).await;
        let mut people = Vec::new();
        let mut members = Vec::new();
        for (name, role) in [("chair", "chair"), ("second", "member"), ("third", "expert")] {
            let person = identity(name, Role::CouncilMember, None);
            let account = create_account(&database, &person, &SECRET.into())
                .await
                .expect("an account");
            let signed_in = json!({"username": name, "password": SECRET});
            let session = HttpClient::anonymous(&api.base)
                .post("/api/v1/sessions", &signed_in, 200)
                .await;
            people.push(HttpClient::with_token(
                &api.base,
                session["access_token"].as_str().expect("a token"),
            ));
            members.push(json!({"account_id": account, "name": format!("Nguyễn Thị {name}"), "role": role}));
        }
        let own = if level == "central" {
            service.national(&api.base).await
        } else {
            office.clone()
        };
        let round = json!({"level": level, "year": 2026, "number": 2});
        let round = own.post("/api/v1/rounds", &round, 201).await;
        let given = json!({"round_id": round["id"], "name": "Hội đồng OCOP tỉnh Phú Thọ", "mode": "meeting",
            "decision_number": "1205/QĐ-UBND", "decision_date": "2026-05-04", "members": members});
        let made = own.post("/api/v1/councils", &given, 201).await;
        let id = made["id"].as_str().expect("an id").to_owned();
        let members = own.get(&format!("/api/v1/councils/{id}/members")).await;
        let members = members["items"].as_array().expect("members").iter();
        let members = members
            .map(|member| member["id"].as_str().expect("an id").to_owned())
            .collect();
        Self {
            service,
            api,
            office,
            own,
            people,
            members,
            id,
        }
    }

    /// A dossier in `state` and in `turn`, before the council; its path.
    async fn dossier(&self, state: &str, turn: i16) -> String {
        let product = self.service.products(1).await.remove(0);
        let dossier = self
            .service
            .database
            .dossier(&product, state, turn, "2026-10-20")
            .await;
        let path = format!("/api/v1/councils/{}/dossiers", self.id);
        self.own
            .post(&path, &json!({"dossier_ids": [dossier]}), 200)
            .await;
        format!("/api/v1/dossiers/{dossier}")
    }

    /// A member writes a sheet, or writes it anew, and hands it in.
    async fn hand_in(&self, who: usize, dossier: &str, answers: &Value) {
        self.hand_in_sheet(who, dossier, &json!({"answers": answers}))
            .await;
    }

    async fn hand_in_sheet(&self, who: usize, dossier: &str, sheet: &Value) {
        let mine = format!("{dossier}/score-sheets/mine");
        let written = self.people[who]
            .request(Method::PUT, &mine)
            .header("If-Match", "*")
            .json(sheet);
        let status = written.send().await.expect("an answer").status();
        assert!(status.is_success(), "{status}");
        let handed_in = self
            .act(&self.people[who], &format!("{mine}/handing-in"), &json!({}))
            .await;
        assert_eq!(handed_in.status(), 200);
    }

    async fn act(&self, who: &HttpClient, path: &str, given: &Value) -> reqwest::Response {
        let request = who
            .request(Method::POST, path)
            .header("If-Match", "*")
            .json(given);
        request.send().await.expect("an answer")
    }

    /// Closes the sheets and waits until the dossier has come to `state`.
    async fn close(&self, dossier: &str, state: &str) -> Value {
        let closed = self
            .act(&self.own, &format!("{dossier}/evaluations"), &json!({}))
            .await;
        assert_eq!(closed.status(), 202);
        self.comes_to(dossier, state).await
    }

    async fn comes_to(&self, dossier: &str, state: &str) -> Value {
        eventually(|| async {
            let seen = self.office.get(dossier).await;
            if seen["state"] == state {
                Ok(seen)
            } else {
                Err(seen)
            }
        })
        .await
    }

    async fn minutes(&self, who: &HttpClient) -> String {
        let path = format!("/api/v1/councils/{}/minutes", self.id);
        let read = async || {
            let answer = who.request(Method::GET, &path).send().await.expect("an answer");
            assert_eq!(answer.status(), 200);
            assert_eq!(answer.headers()["content-type"], "application/pdf");
            answer.bytes().await.expect("a document")
        };
        let (once, again) = (read().await, read().await);
        assert_eq!(once, again);
        let text = pdf_extract::extract_text_from_mem(&once).expect("a PDF");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn identity(name: &str, role: Role, unit: Option<&str>) -> NewIdentity {
    NewIdentity {
        name: name.to_owned(),
        display_name: name.to_owned(),
        assignment: RoleAssignment {
            unit: unit.map(str::to_owned),
            ..RoleAssignment::of_nation(role)
        },
        permissions: None,
    }
}

/// Answers of the best sheet or of another one.
fn answers(seed: u64) -> Value {
    council_sheets(1, 1, seed)[0]["answers"].clone()
}

/// A seed whose sheet gives between `least` and `most` points.
async fn points(office: &HttpClient, least: u64, most: u64) -> Value {
    for seed in 0..200 {
        let request = json!({"regime": "26-2026", "product_set": 1, "sheets": [{"assessor": "m", "answers": answers(seed)}]});
        let scored = office.post("/api/v1/scorings", &request, 200).await;
        let (sum, stars) = (scored["sum"].as_u64().expect("a sum"), scored["stars"].as_u64());
        if (least..=most).contains(&sum) && stars >= Some(if least >= 90 { 5 } else { 3 }) {
            return answers(seed);
        }
    }
    panic!("no sheet between {least} and {most}");
}

#[tokio::test]
async fn a_dossier_is_rated_once_enough_sheets_agree() {
    let council = Council::new("province").await;
    let _worker = council.service.worker(&[]).await;
    let dossier = council.dossier("at_council", 1).await;
    let good = points(&council.office, 70, 89).await;

    // Without the chair there is no quorum: back to the council, the same turn, and nothing is told of the sheets.
    council.hand_in(1, &dossier, &good).await;
    council.hand_in(2, &dossier, &good).await;
    let back = council.close(&dossier, "at_council").await;
    assert_eq!((&back["turn"], &back["stars"]), (&json!(1), &Value::Null));
    let evaluations = council.office.get(&format!("{dossier}/evaluations")).await;
    let result = &evaluations["items"][0]["result"];
    assert_eq!(
        (&result["outcome"], &result["sum"], &result["sheets"]),
        (&json!("no_quorum"), &Value::Null, &json!([]))
    );
    let seen = council.people[0].get(&format!("{dossier}/score-sheets")).await;
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1));
    let none = format!("/api/v1/councils/{}/minutes", council.id);
    let none = council
        .office
        .request(Method::GET, &none)
        .send()
        .await
        .expect("an answer");
    assert_eq!(none.status(), 409);

    // The chair is far off: a new turn, and the old one stays to be read.
    council.hand_in(0, &dossier, &json!({})).await;
    let back = council.close(&dossier, "at_council").await;
    assert_eq!(back["turn"], 2);
    let old = council.people[1]
        .get(&format!("{dossier}/score-sheets?turn=1"))
        .await;
    let totals: Vec<u64> = old["items"]
        .as_array()
        .expect("sheets")
        .iter()
        .map(|one| one["sheet"]["total"].as_u64().expect("points"))
        .collect();
    assert_eq!((totals[0], totals[1]), (0, totals[2]));
    let new = council.people[1].request(Method::GET, &format!("{dossier}/score-sheets/mine"));
    assert_eq!(new.send().await.expect("an answer").status(), 404);

    // They agree, once the producer has explained and a criterion is read alike.
    for said in [
        json!({"kind": "explanation", "statement": "Sổ kho được nộp bổ sung."}),
        json!({"kind": "reading", "criterion": "A.1.1", "statement": "Tính theo khối lượng."}),
    ] {
        council
            .office
            .post(&format!("{dossier}/statements"), &said, 201)
            .await;
    }
    for who in 0..3 {
        council.hand_in(who, &dossier, &good).await;
    }
    let rated = council.close(&dossier, "scored").await;
    assert_eq!(rated["turn"], 2);
    let stars = rated["stars"].as_u64().expect("stars");
    assert!((3..=4).contains(&stars), "{rated}");
    let evaluation = council
        .office
        .get(&format!(
            "/api/v1/evaluations/{}",
            rated["evaluation_id"].as_str().expect("an id")
        ))
        .await;
    assert_eq!(
        (&evaluation["turn"], &evaluation["result"]["stars"]),
        (&json!(2), &rated["stars"])
    );
    assert_eq!(
        evaluation["result"]["sheets"][0]["assessor"],
        council.members[0].as_str()
    );
    // The decision recognises, not the rating.
    assert_eq!(
        council
            .service
            .database
            .number("select count(*) from recognitions")
            .await,
        0
    );
    let steps = "select string_agg(action, ' ' order by id) from dossier_events";
    assert_eq!(
        council.service.database.texts(steps).await,
        ["close_sheets no_quorum close_sheets needs_rescoring close_sheets rated"]
    );

    let text = council.minutes(&council.people[2]).await;
    for part in [
        "BIÊN BẢN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "1205/QĐ-UBND",
        "Nguyễn Thị second",
        "Chuyên gia",
        "chấm lại",
        "Giải trình của chủ thể: Sổ kho được nộp bổ sung.",
        "Hội đồng thống nhất cách hiểu tiêu chí A.1.1",
        "Điểm trung bình",
        "CHỦ TỊCH HỘI ĐỒNG",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.contains(&format!("Đạt {stars} sao")), "{text}");

    // A further turn, for a reason, is the office's to open.
    let silent = council
        .act(
            &council.office,
            &format!("{dossier}/rescoring"),
            &json!({"reason": " "}),
        )
        .await;
    assert_eq!(silent.status(), 422);
    let reason = json!({"reason": "Phát hiện sai sót trong hồ sơ"});
    assert_eq!(
        council
            .act(&council.office, &format!("{dossier}/rescoring"), &reason)
            .await
            .status(),
        200
    );
    let again = council.office.get(&dossier).await;
    assert_eq!(
        (&again["state"], &again["turn"], &again["stars"]),
        (&json!("at_council"), &json!(3), &json!(stars))
    );
    for who in 0..3 {
        council.hand_in(who, &dossier, &json!({})).await;
    }
    let ended = council.close(&dossier, "not_recognised").await;
    assert_eq!(ended["stars"], 1);
    let text = council.minutes(&council.office).await;
    assert!(
        text.contains("Lý do chấm lại: Phát hiện sai sót trong hồ sơ"),
        "{text}"
    );
    drop(council.api);
}

#[tokio::test]
async fn a_rating_that_fails_leads_back_to_the_council() {
    let council = Council::new("province").await;
    let database = &council.service.database;
    let good = points(&council.office, 70, 89).await;
    let (broken, exhausted) = (
        council.dossier("at_council", 1).await,
        council.dossier("at_council", 1).await,
    );
    for dossier in [&broken, &exhausted] {
        for who in 0..3 {
            council.hand_in(who, dossier, &good).await;
        }
        council.close(dossier, "being_rated").await;
    }
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let spoil = |dossier: &str| {
        format!(
            "update evaluations set request = '{{}}' where dossier_id = '{}'",
            id(dossier)
        )
    };
    database.execute(&spoil(&broken)).await;
    // This one's job has ended where no code of the job had a say.
    let ended = "update jobs set status = 'failed', error_code = 'attempts_exhausted', finished_at = now() where id in \
                 (select job_id from evaluations where dossier_id = '";
    database.execute(&format!("{ended}{}')", id(&exhausted))).await;
    let _worker = council.service.worker(&[]).await;
    for dossier in [&broken, &exhausted] {
        let back = council.comes_to(dossier, "at_council").await;
        assert_eq!(back["turn"], 1);
    }
    some(
        &council.service,
        "select count(*) from jobs where error_code = 'request_unreadable'",
    )
    .await;
    let failed = "select count(*) from dossier_events where action = 'rating_failed'";
    assert_eq!(database.number(failed).await, 2);
    // The sheets are still there: closed again, they are rated.
    council.close(&broken, "scored").await;
}

#[tokio::test]
async fn the_ministry_finds_five_stars_or_sends_it_back() {
    let council = Council::new("central").await;
    let _worker = council.service.worker(&[]).await;
    let best = points(&council.office, 90, 100).await;
    let good = points(&council.office, 70, 89).await;
    let five = council.dossier("at_ministry_council", 2).await;
    let four = council.dossier("at_ministry_council", 2).await;
    for who in 0..3 {
        council.hand_in(who, &five, &best).await;
        council.hand_in(who, &four, &good).await;
    }
    let own = format!("{five}/evaluations");
    let foreign = council.act(&council.office, &own, &json!({})).await;
    assert_eq!(foreign.status(), 403);
    let found = council.close(&five, "scored_by_ministry").await;
    assert_eq!((&found["stars"], &found["turn"]), (&json!(5), &json!(2)));
    let back = council.close(&four, "back_at_province").await;
    assert!(back["stars"].as_u64().expect("stars") < 5, "{back}");
    // The province evaluates anew: its own council, a further turn.
    let reason = json!({"reason": "Đánh giá lại tại tỉnh"});
    let anew = council
        .act(&council.office, &format!("{four}/new-evaluation"), &reason)
        .await;
    assert_eq!(anew.status(), 200);
    let anew = council.office.get(&four).await;
    assert_eq!((&anew["state"], &anew["turn"]), (&json!("at_council"), &json!(3)));
}

#[tokio::test]
async fn a_ground_that_most_sheets_name_ends_the_evaluation() {
    let council = Council::new("province").await;
    let _worker = council.service.worker(&[]).await;
    let dossier = council.dossier("at_council", 1).await;
    let set = council.office.get("/api/v1/regimes/26-2026/product-sets/1").await;
    let ground = set["eliminations"][0]["code"].as_str().expect("a ground");
    let good = points(&council.office, 70, 89).await;
    let named = json!({"answers": good, "eliminations": [ground]});
    council.hand_in(0, &dossier, &good).await;
    council.hand_in_sheet(1, &dossier, &named).await;
    council.hand_in_sheet(2, &dossier, &named).await;
    let ended = council.close(&dossier, "not_recognised").await;
    assert_eq!(ended["stars"], Value::Null);
    let evaluations = council.office.get(&format!("{dossier}/evaluations")).await;
    assert_eq!(
        evaluations["items"][0]["result"]["eliminations"][0]["code"],
        ground
    );
    let text = council.minutes(&council.own).await;
    assert!(text.contains("Bị loại"), "{text}");
}

/// Of drinking water: two of three find a smell and stop, the one naming the ground, the other choosing the 0.
#[tokio::test]
async fn a_zero_and_a_ground_by_name_end_the_evaluation_of_water_together() {
    let council = Council::new("province").await;
    let _worker = council.service.worker(&[]).await;
    let dossier = council.dossier("at_council", 1).await;
    let water = "set ocop.actor = 'command:test'; update dossiers set product_set = 16; update products set product_set = 16";
    council.service.database.execute(water).await;
    let good = json!({"answers": council_sheets(16, 1, 0)[0]["answers"]});
    let named = json!({"answers": {"A.1.1": 1}, "eliminations": ["sensory_criterion_scored_zero"]});
    let zero = json!({"answers": {"A.1.1": 1, "C.6.3": 1}});
    for (who, sheet) in [&good, &named, &zero].into_iter().enumerate() {
        council.hand_in_sheet(who, &dossier, sheet).await;
    }
    let ended = council.close(&dossier, "not_recognised").await;
    assert_eq!(ended["stars"], Value::Null);
    let evaluations = council.office.get(&format!("{dossier}/evaluations")).await;
    let result = &evaluations["items"][0]["result"];
    assert_eq!(result["outcome"], "eliminated");
    assert_eq!(result["eliminations"][0]["code"], "sensory_criterion_scored_zero");
    let text = council.minutes(&council.own).await;
    assert!(
        text.contains("Bị loại: Có tiêu chí cảm quan bị chấm 0 điểm"),
        "{text}"
    );
}
