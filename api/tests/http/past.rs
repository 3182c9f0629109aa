//! Recognitions of the past, posted over HTTP to an empty register: published figures come back, nothing is guessed or doubled, and what
//! was recorded takes everything that happens later.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, send, token_in};
use chrono::NaiveDate;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;
use std::collections::HashMap;

const RECOGNITIONS: &str = "/api/v1/recognitions";
const TODAY: &str = "2026-11-30";

/// An empty register with its national office.
pub(crate) struct Register {
    pub(crate) app: App,
    pub(crate) nation: String,
}

impl Register {
    pub(crate) async fn new() -> Self {
        let app = App::at(TODAY).await;
        let nation = token_in(&app, Role::National, "").await;
        Self { app, nation }
    }

    async fn post(&self, path: &str, given: &Value) -> Value {
        let response = send(&self.app, Method::POST, &self.nation, path, given).await;
        let status = response.status().as_u16();
        body(response, if status == 200 { 200 } else { 201 }).await
    }

    pub(crate) async fn product(&self, producer: &str, name: &str) -> String {
        let given = json!({"producer_id": producer, "name": name, "product_set": 1});
        let made = self.post("/api/v1/products", &given).await;
        made["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn record(&self, papers: &[Value]) -> Response {
        let given = json!({"recognitions": papers});
        send(&self.app, Method::POST, &self.nation, RECOGNITIONS, &given).await
    }

    pub(crate) async fn recorded(&self, papers: &[Value]) -> Value {
        body(self.record(papers).await, 200).await
    }

    pub(crate) async fn counted(&self, query: &str) -> Value {
        let path = format!("/api/v1/statistics/products?{query}");
        body(get(&self.app, &self.nation, &path).await, 200).await
    }

    /// Products by the value of their one dimension.
    pub(crate) async fn cells(&self, by: &str, query: &str) -> Vec<(String, i64)> {
        let answer = self.counted(&format!("by={by}&{query}")).await;
        let cells = answer["cells"].as_array().unwrap().iter();
        let mut cells: Vec<(String, i64)> = cells
            .map(|cell| {
                let value = cell[by]
                    .as_str()
                    .map_or_else(|| cell[by].to_string(), str::to_owned);
                (value, cell["products"].as_i64().unwrap())
            })
            .collect();
        cells.sort();
        cells
    }
}

fn cells(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected
        .iter()
        .map(|(value, count)| ((*value).to_owned(), *count))
        .collect()
}

fn paper(product: &str, stars: u8, decided_on: &str) -> Value {
    json!({
        "product_id": product, "stars": stars, "authority": "province", "decision_number": format!("{}/QĐ-UBND", decided_on),
        "decided_on": decided_on,
    })
}

/// The rules that were broken: pointer and code of each.
pub(crate) async fn broken(response: Response) -> Vec<(String, String)> {
    let told = problem(response, 422, "invalid_fields").await;
    let errors = told["errors"].as_array().unwrap().iter();
    errors
        .map(|one| {
            let text = |field: &str| one[field].as_str().unwrap().to_owned();
            (text("pointer"), text("code"))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_22_products_of_decision_385_come_back() {
    let register = Register::new().await;
    // 13 producers in the former district Sông Lô, 22 products, 5 of them with four stars.
    let mut papers = Vec::new();
    for number in 0..13 {
        let producer = cooperative(
            &register.app,
            &register.nation,
            &format!("Chủ thể {number}"),
            "08782",
        )
        .await;
        for position in 0..if number < 9 { 2 } else { 1 } {
            let product = register
                .product(&producer, &format!("Sản phẩm {number}.{position}"))
                .await;
            let stars = if papers.len() < 5 { 4 } else { 3 };
            papers.push(json!({
                "product_id": product, "stars": stars, "authority": "province", "decision_number": "385/QĐ-UBND",
                "decided_on": "2021-02-17", "programme_year": 2020,
            }));
        }
    }
    let answer = register.recorded(&papers).await;
    assert_eq!(
        (&answer["recorded"], &answer["on_record"]),
        (&json!(22), &json!(0))
    );
    for loaded in [false, true] {
        if loaded {
            register.app.load_statistics().await;
        }
        let old = "unit=26&level=province&generation=legacy&as_of=2021-03-01";
        let counted = register.counted(&format!("by=stars&{old}")).await;
        assert_eq!(counted["totals"], json!({"products": 22, "producers": 13}));
        assert_eq!(register.cells("stars", old).await, cells(&[("3", 17), ("4", 5)]));
        assert_eq!(
            register.cells("authority_unit", old).await,
            cells(&[("legacy-26", 22)])
        );
        for (day, products) in [("2021-02-16", 0), ("2024-02-17", 22), ("2024-02-18", 0)] {
            let of_day = register.counted(&format!("as_of={day}")).await;
            assert_eq!(of_day["totals"]["products"], products, "{day}");
        }
    }
    // The same papers again change nothing.
    let version = register.counted("").await["version"].clone();
    let again = register.recorded(&papers).await;
    assert_eq!((&again["recorded"], &again["on_record"]), (&json!(0), &json!(22)));
    assert_eq!(register.counted("").await["version"], version);
    let listed = body(
        get(&register.app, &register.nation, "/api/v1/decisions").await,
        200,
    )
    .await;
    let decision = &listed["items"][0];
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &decision["number"],
            &decision["recorded"],
            &decision["signer"],
            &decision["authority_unit"]["name"]
        ),
        (
            &json!("385/QĐ-UBND"),
            &json!(true),
            &Value::Null,
            &json!("Tỉnh Vĩnh Phúc")
        )
    );
    assert_eq!(decision["items"].as_array().unwrap().len(), 22);
}

/// Lines of the list of Lâm Đồng that say the same: batch, former commune, products, stars, year, decision and its day, authority.
type Batch = (
    &'static str,
    &'static str,
    u8,
    u8,
    i16,
    Option<(&'static str, &'static str)>,
    &'static str,
);

const OF_2026: Option<(&str, &str)> = Some(("3981/QĐ-UBND", "2026-08-05"));
/// 44 of three stars and 16 of four; three batches were published without number and day. The communes lie in the districts Phan Thiết,
/// Đức Trọng, Lạc Dương, Đắk Song, Cư Jút and Tánh Linh.
const LAM_DONG: [Batch; 10] = [
    ("LD-3981-2026", "22918", 1, 3, 2026, OF_2026, "province"),
    ("LD-3981-2026", "24961", 2, 3, 2026, OF_2026, "province"),
    ("LD-3981-2026", "24717", 5, 3, 2026, OF_2026, "province"),
    ("LD-3981-2026", "24847", 1, 3, 2026, OF_2026, "province"),
    (
        "DN-858-2025",
        "24717",
        5,
        4,
        2025,
        Some(("858/QĐ-UBND", "2025-06-19")),
        "province",
    ),
    (
        "DS-1887-2025",
        "24717",
        8,
        3,
        2025,
        Some(("1887/QĐ-UBND", "2025-06-16")),
        "district",
    ),
    (
        "CJ-768-2025",
        "24643",
        2,
        3,
        2025,
        Some(("768/QĐ-UBND", "2025-05-07")),
        "district",
    ),
    ("DUCTRONG-2025", "24961", 22, 3, 2025, None, "district"),
    ("TANHLINH-2025", "23152", 3, 3, 2024, None, "district"),
    ("BINHTHUAN-21-2025", "23152", 11, 4, 2025, None, "province"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_lam_dong_counts_what_is_known_and_guesses_nothing() {
    let register = Register::new().await;
    let (mut producers, mut papers) = (HashMap::new(), Vec::new());
    for (batch, commune, many, stars, year, decision, authority) in LAM_DONG {
        for number in 0..many {
            if !producers.contains_key(commune) {
                let given = json!({
                    "name": format!("Chủ thể {commune}"), "kind": "cooperative",
                    "commune": {"generation": "legacy", "code": commune},
                });
                let made = register.post("/api/v1/producers", &given).await;
                producers.insert(commune, made["id"].as_str().unwrap().to_owned());
            }
            let product = register
                .product(&producers[commune], &format!("{batch} {stars} {number}"))
                .await;
            let mut paper = json!({
                "product_id": product, "stars": stars, "authority": authority, "programme_year": year, "source": batch,
            });
            if let Some((number, day)) = decision {
                paper["decision_number"] = json!(number);
                paper["decided_on"] = json!(day);
            }
            papers.push(paper);
        }
    }
    assert_eq!(register.recorded(&papers).await["recorded"], 60);
    for loaded in [false, true] {
        if loaded {
            register.app.load_statistics().await;
        }
        let ever = "measure=ever_certified&as_of=2026-11-30";
        assert_eq!(
            register.cells("stars", ever).await,
            cells(&[("3", 44), ("4", 16)])
        );
        let former = format!("{ever}&generation=legacy");
        assert_eq!(
            register.cells("province", &former).await,
            cells(&[("60", 15), ("67", 20), ("68", 25)])
        );
        assert_eq!(register.cells("province", ever).await, cells(&[("68", 60)]));
        for (day, held) in [("2025-06-30", 15), ("2026-08-05", 24), ("2026-11-30", 24)] {
            assert_eq!(
                register.counted(&format!("as_of={day}")).await["totals"]["products"],
                held,
                "{day}"
            );
        }
        // Nobody knows whether those without a day are over.
        assert_eq!(register.counted("measure=expired").await["totals"]["products"], 0);
        assert_eq!(
            register.cells("authority", ever).await,
            cells(&[("district", 35), ("province", 25)])
        );
        let undated = register
            .counted(&format!("{ever}&authority=district&by=decision_year"))
            .await;
        assert_eq!(undated["cells"][0]["decision_year"], 2025);
        assert_eq!(
            undated["cells"][1],
            json!({"decision_year": null, "products": 25, "producers": 2})
        );
    }
    // As the list itself says.
    let listed = body(
        get(
            &register.app,
            &register.nation,
            "/api/v1/recognitions?authority=district&programme_year=2024&page_size=1",
        )
        .await,
        200,
    )
    .await;
    let first = &listed["items"][0];
    assert_eq!(
        (
            &first["valid_from"],
            &first["valid_to"],
            &first["end_reason"],
            &first["decision_number"]
        ),
        (&Value::Null, &Value::Null, &json!("not_recorded"), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cohort_of_nghe_an_tells_those_renewed_to_fewer_stars_apart() {
    let register = Register::new().await;
    let given = json!({"name": "HTX Nghệ An", "kind": "cooperative", "commune": {"generation": "legacy", "code": "16681"}});
    let producer = register.post("/api/v1/producers", &given).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut papers = Vec::new();
    for number in 0..48 {
        let product = register.product(&producer, &format!("Sản phẩm {number}")).await;
        // 15 of four stars, 33 of three; the paper names Nghệ An's own last day.
        let stars = if number < 15 { 4 } else { 3 };
        papers.push(json!({
            "product_id": product, "stars": stars, "authority": "province", "decision_number": "303/QĐ-UBND",
            "decided_on": "2020-02-04", "programme_year": 2019, "valid_to": "2023-02-03", "kind": "first",
        }));
        let (again, kind) = match number {
            0 => (3, "renewal"),
            20 | 21 => (4, "upgrade"),
            22..=26 => (3, "renewal"),
            _ => continue,
        };
        papers.push(json!({
            "product_id": product, "stars": again, "authority": "province", "decision_number": "123/QĐ-UBND",
            "decided_on": "2023-01-17", "programme_year": 2022, "kind": kind,
        }));
    }
    assert_eq!(register.recorded(&papers).await["recorded"], 56);
    let path = "/api/v1/statistics/cohorts?by=decision_year&as_of=2024-01-01";
    let cohorts = body(get(&register.app, &register.nation, path).await, 200).await;
    let of_2020 = &cohorts["cells"][0];
    assert_eq!(of_2020["decision_year"], 2020);
    for (fate, number) in [
        ("issued", 48),
        ("upgraded", 2),
        ("renewed", 6),
        ("renewed_lower", 1),
        ("lapsed", 40),
    ] {
        assert_eq!(of_2020[fate], number, "{fate}: {of_2020}");
    }
    // The last day is the one that was printed.
    for (day, held) in [("2023-01-16", 48), ("2023-02-03", 48), ("2023-02-04", 8)] {
        assert_eq!(
            register.counted(&format!("as_of={day}")).await["totals"]["products"],
            held,
            "{day}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_record_never_lowers_a_current_star_and_papers_come_in_any_order() {
    let register = Register::new().await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi").await;
    register
        .recorded(&[paper(&product, 4, "2024-05-10"), paper(&product, 3, "2022-06-01")])
        .await;
    register.recorded(&[paper(&product, 3, "2021-02-17")]).await;
    let path = format!("/api/v1/products/{product}");
    let now = body(get(&register.app, &register.nation, &path).await, 200).await;
    assert_eq!(
        (&now["recognition"]["stars"], &now["recognition"]["valid_to"]),
        (&json!(4), &json!("2027-05-10"))
    );
    for (day, stars) in [
        ("2021-03-01", "3"),
        ("2022-06-01", "3"),
        ("2024-05-09", "3"),
        ("2024-05-10", "4"),
    ] {
        assert_eq!(
            register.cells("stars", &format!("as_of={day}")).await,
            cells(&[(stars, 1)]),
            "{day}"
        );
    }
    let path = format!("/api/v1/certificates?product_id={product}");
    let certificates = body(get(&register.app, &register.nation, &path).await, 200).await;
    let mut told: Vec<(String, String, String)> = certificates["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let ended = one["ended"]["on"].as_str().unwrap_or_default().to_owned();
            (
                one["valid_from"].as_str().unwrap().to_owned(),
                ended,
                one["status"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    told.sort();
    let expected = [
        ("2021-02-17", "2022-06-01", "replaced"),
        ("2022-06-01", "2024-05-10", "replaced"),
        ("2024-05-10", "", "expiring"),
    ];
    let expected =
        expected.map(|(from, ended, status)| (from.to_owned(), ended.to_owned(), status.to_owned()));
    assert_eq!(told, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_certificate_is_verified_and_revoked_like_one_issued_here() {
    let register = Register::new().await;
    let province = token_in(&register.app, Role::Province, "25").await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi").await;
    let mut given = paper(&product, 3, "2024-05-10");
    given["authority"] = json!("district");
    given["certificate_number"] = json!("17/2024/OCOP-SL");
    register.recorded(&[given]).await;
    let path = format!("/api/v1/certificates?product_id={product}");
    let listed = body(get(&register.app, &province, &path).await, 200).await;
    let certificate = &listed["items"][0];
    assert_eq!(
        (
            &certificate["number"],
            &certificate["recorded"],
            &certificate["decision"]["authority_unit"]["name"]
        ),
        (&json!("17/2024/OCOP-SL"), &json!(true), &json!("Huyện Sông Lô"))
    );
    for code in [certificate["code"].as_str().unwrap(), "17/2024/OCOP-SL"] {
        let path = format!("/api/v1/certificates/verification?code={code}");
        let found = body(register.app.get(&path).await, 200).await;
        assert_eq!(
            (&found["status"], &found["certificate"]["valid_to"]),
            (&json!("expiring"), &json!("2027-05-10"))
        );
    }
    let id = certificate["id"].as_str().unwrap();
    let revocation = json!({
        "ground": "production_stopped", "finding_on": "2026-11-20", "reason": "Ngừng sản xuất",
        "decision": {"number": "9/QĐ-UBND", "decided_on": "2026-11-25", "signer": "Nguyễn Văn A"},
    });
    let path = format!("/api/v1/certificates/{id}/revocation");
    let revoked = body(
        send(&register.app, Method::POST, &province, &path, &revocation).await,
        200,
    )
    .await;
    assert_eq!(revoked["status"], "revoked");
    assert_eq!(
        register.counted("as_of=2026-11-24").await["totals"]["products"],
        1
    );
    assert_eq!(
        register.counted("as_of=2026-11-25").await["totals"]["products"],
        0
    );
    // What was revoked is not crossed by a later paper.
    let refused = register.record(&[paper(&product, 4, "2025-01-10")]).await;
    assert_eq!(
        broken(refused).await,
        [(
            "/recognitions/0/decided_on".to_owned(),
            "before_another_change".to_owned()
        )]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_certificate_is_renewed_by_a_decision_made_here() {
    let register = Register::new().await;
    let province = token_in(&register.app, Role::Province, "25").await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi").await;
    register.recorded(&[paper(&product, 4, "2024-05-10")]).await;
    let dossier = uuid::Uuid::now_v7();
    for (kind, stars, day, held) in [("renewal", 3, "2026-11-20", 3), ("upgrade", 4, "2026-11-25", 4)] {
        let dossier = if kind == "renewal" {
            dossier
        } else {
            uuid::Uuid::now_v7()
        };
        register
            .app
            .database
            .execute(&format!(
                "insert into dossiers (id, product_id, producer_id, kind, product_set, regime, state, registration,
                     self_assessment, turn, stars, unit_generation, current_province_code, current_commune_code,
                     legacy_province_code, legacy_district_code, legacy_commune_code, created_at, updated_at)
                 values ('{dossier}', '{product}', '{producer}', '{kind}', 1, '26-2026', 'scored', '{{}}', '{{}}', 1, {stars},
                     'current', '25', '08782', '26', '253', '08806', now(), now())"
            ))
            .await;
        let decision = json!({
            "number": format!("{kind}/QĐ-UBND"), "decided_on": day, "signer": "Nguyễn Văn A",
            "dossiers": [{"dossier_id": dossier}],
        });
        body(
            send(
                &register.app,
                Method::POST,
                &province,
                "/api/v1/decisions",
                &decision,
            )
            .await,
            201,
        )
        .await;
        assert_eq!(
            register.cells("stars", &format!("as_of={day}")).await,
            cells(&[(&held.to_string(), 1)])
        );
    }
    assert_eq!(
        register.cells("stars", "as_of=2026-11-19").await,
        cells(&[("4", 1)])
    );
    let path = format!("/api/v1/certificates?product_id={product}&status=replaced");
    let replaced = body(get(&register.app, &province, &path).await, 200).await;
    assert_eq!(replaced["items"].as_array().unwrap().len(), 2);
    let opened = register
        .cells("decision_year", "measure=renewed&from=2026-01-01")
        .await;
    assert_eq!(opened, cells(&[("2026", 1)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn potential_five_stars_leave_the_certificate_that_is_held() {
    let register = Register::new().await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi").await;
    let mut potential = paper(&product, 5, "2025-03-01");
    potential["potential"] = json!(true);
    register
        .recorded(&[paper(&product, 4, "2024-05-10"), potential])
        .await;
    let path = format!("/api/v1/certificates?product_id={product}");
    let listed = body(get(&register.app, &register.nation, &path).await, 200).await;
    let certificates = listed["items"].as_array().unwrap();
    assert_eq!(certificates.len(), 1);
    assert_eq!(
        (&certificates[0]["stars"], &certificates[0]["ended"]),
        (&json!(4), &Value::Null)
    );
    assert_eq!(
        register.counted("stars=5&potential=true&as_of=2025-03-01").await["totals"]["products"],
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_two_provinces_is_asked_back() {
    let register = Register::new().await;
    let mut codes = Vec::new();
    for (commune, name) in [("08782", "HTX Sông Lô"), ("00004", "HTX Ba Đình")] {
        let producer = cooperative(&register.app, &register.nation, name, commune).await;
        let product = register.product(&producer, "Trà").await;
        let mut given = paper(&product, 3, "2025-08-10");
        given["certificate_number"] = json!("01/2025");
        register.recorded(&[given]).await;
        let path = format!("/api/v1/certificates?product_id={product}");
        let listed = body(get(&register.app, &register.nation, &path).await, 200).await;
        codes.push(listed["items"][0]["code"].as_str().unwrap().to_owned());
    }
    let look_up = async |code: &str| {
        let path = format!("/api/v1/certificates/verification?code={code}");
        body(register.app.get(&path).await, 200).await
    };
    let asked = look_up("01/2025").await;
    assert_eq!(
        (&asked["status"], &asked["certificate"]),
        (&json!("ambiguous"), &Value::Null)
    );
    for code in codes {
        assert_eq!(look_up(&code).await["status"], "valid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rules_name_their_line_and_field_and_nothing_is_kept() {
    let register = Register::new().await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi").await;
    let good = paper(&product, 3, "2024-05-10");
    let with = |field: &str, value: Value| {
        let mut changed = good.clone();
        changed[field] = value;
        changed
    };
    let mut undated = with("decided_on", Value::Null);
    undated["programme_year"] = json!(2023);
    for (second, field, code) in [
        (
            with("product_id", json!(uuid::Uuid::now_v7())),
            "/product_id",
            "unknown_product",
        ),
        (
            with("decided_on", json!("2026-12-01")),
            "/decided_on",
            "in_the_future",
        ),
        (
            with("authority_unit", json!({"generation": "legacy", "code": "01"})),
            "/authority_unit",
            "not_its_authority",
        ),
        (with("stars", json!(4)), "/stars", "another_of_the_day"),
        (with("decision_number", json!("khác")), "", "recorded_otherwise"),
        (with("regime", json!("77-1999")), "/regime", "unknown_regime"),
        (undated, "/regime", "missing_regime"),
    ] {
        let refused = register.record(&[good.clone(), second]).await;
        assert_eq!(
            broken(refused).await,
            [(format!("/recognitions/1{field}"), code.to_owned())],
            "{field}"
        );
    }
    assert_eq!(
        register.counted("measure=ever_certified").await["totals"]["products"],
        0
    );
    register.recorded(std::slice::from_ref(&good)).await;
    let other_day = {
        let other = register.product(&producer, "Ổi sấy").await;
        let mut paper = paper(&other, 3, "2024-05-11");
        paper["decision_number"] = good["decision_number"].clone();
        paper
    };
    assert_eq!(
        broken(register.record(&[other_day]).await).await,
        [(
            "/recognitions/0/decided_on".to_owned(),
            "decision_of_another_day".to_owned()
        )]
    );
    let commune = token_in(&register.app, Role::Commune, "08782").await;
    let given = json!({"recognitions": [good]});
    let refused = send(&register.app, Method::POST, &commune, RECOGNITIONS, &given).await;
    problem(refused, 403, "insufficient_scope").await;
    let elsewhere = token_in(&register.app, Role::Province, "01").await;
    let refused = send(&register.app, Method::POST, &elsewhere, RECOGNITIONS, &given).await;
    assert_eq!(broken(refused).await[0].1, "unknown_product");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recognition_is_recorded_under_the_keys_of_another_system_and_sent_again_changes_nothing() {
    let register = Register::new().await;
    let province = token_in(&register.app, Role::Province, "25").await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = json!({
        "producer_id": producer, "name": "Ổi", "product_set": 1, "keys": [{"system": "excel-2021", "id": "SP-1"}],
    });
    body(
        send(
            &register.app,
            Method::POST,
            &province,
            "/api/v1/products",
            &product,
        )
        .await,
        201,
    )
    .await;
    let mut given = paper("", 3, "2024-05-10");
    given.as_object_mut().unwrap().remove("product_id");
    given["product_key"] = json!({"system": "excel-2021", "id": "SP-1"});
    let path = "/api/v1/recognitions/by-key/excel-2021/CN-1";
    let put = async |token: &str, path: &str, given: &Value| {
        send(&register.app, Method::PUT, token, path, given).await
    };
    let made = body(put(&province, path, &given).await, 201).await;
    assert_eq!(made["keys"], json!([{"system": "excel-2021", "id": "CN-1"}]));
    let version = register.counted("").await["version"].clone();
    assert_eq!(body(put(&province, path, &given).await, 200).await, made);
    assert_eq!(register.counted("").await["version"], version);
    for address in [
        path.to_owned(),
        format!("/api/v1/recognitions/{}", made["id"].as_str().unwrap()),
    ] {
        assert_eq!(
            body(get(&register.app, &province, &address).await, 200).await,
            made
        );
    }
    // Another paper under the key of this one, another product's key, and papers that name their product twice or not at all.
    let mut later = given.clone();
    later["decided_on"] = json!("2025-06-10");
    later["decision_number"] = json!("9/QĐ-UBND");
    assert_eq!(
        broken(put(&province, path, &later).await).await,
        [("/key".to_owned(), "key_taken".to_owned())]
    );
    let other = "/api/v1/recognitions/by-key/excel-2021/CN-2";
    let refused = put(&register.nation, other, &given).await;
    assert_eq!(
        broken(refused).await,
        [("/product_key".to_owned(), "unknown_product".to_owned())]
    );
    let mut twice = given.clone();
    twice["product_id"] = made["product"]["id"].clone();
    assert_eq!(
        broken(put(&province, other, &twice).await).await,
        [("/product_id".to_owned(), "one_product".to_owned())]
    );
    assert_eq!(register.counted("").await["version"], version);
    let elsewhere = token_in(&register.app, Role::Province, "01").await;
    problem(get(&register.app, &elsewhere, path).await, 404, "not_found").await;
}

/// The last day of 36 months (Civil Code, articles 147.2 and 148.3) is told alike everywhere.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_is_the_same_everywhere() {
    let register = Register::new().await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    for (decided, last) in [
        ("2019-12-23", "2022-12-23"),
        ("2020-02-04", "2023-02-04"),
        ("2023-08-31", "2026-08-31"),
        ("2024-02-29", "2027-02-28"),
    ] {
        let product = register.product(&producer, decided).await;
        register.recorded(&[paper(&product, 3, decided)]).await;
        let path = format!("/api/v1/certificates?product_id={product}");
        let listed = body(get(&register.app, &register.nation, &path).await, 200).await;
        let certificate = &listed["items"][0];
        assert_eq!(certificate["valid_to"], last, "{decided}");
        let code = certificate["code"].as_str().unwrap();
        let day: NaiveDate = last.parse().unwrap();
        let printed = day.format("%d/%m/%Y").to_string();
        let verified = body(
            register
                .app
                .get(&format!("/api/v1/certificates/verification?code={code}"))
                .await,
            200,
        )
        .await;
        assert_eq!(verified["certificate"]["valid_to"], last);
        let page = register
            .app
            .get(&format!("/verify/{code}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(page.contains(&printed), "{printed}");
        let after = day.succ_opt().unwrap().to_string();
        let id = certificate["id"].as_str().unwrap();
        for (as_of, holds) in [(last, true), (after.as_str(), false)] {
            let path = format!("/api/v1/certificates/{id}?as_of={as_of}");
            let told = body(get(&register.app, &register.nation, &path).await, 200).await;
            assert_eq!(told["status"] != "expired", holds, "{as_of}: {told}");
            let counted = register
                .counted(&format!("as_of={as_of}&decision_year={}", &decided[..4]))
                .await;
            assert_eq!(counted["totals"]["products"] == 1, holds, "{as_of}");
        }
    }
}
