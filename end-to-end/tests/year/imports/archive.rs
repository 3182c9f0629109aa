//! A province moves to another instance: its archive goes in, and comes out again as it was.

use super::office::{Office, path};
use super::twice::thousand;
use crate::scene::{Year, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::{Cursor, Read, Write};
use test_support::HttpClient;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const ARCHIVE: &str = "/api/v1/exports/archive?unit=25";

async fn bytes(client: &HttpClient, path: &str) -> Vec<u8> {
    let answer = client.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    answer.bytes().await.unwrap().to_vec()
}

/// The files of an archive, in their order.
fn unpacked(archive: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut entry = archive.by_index(number).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn packed(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The archive as it is checked by `office`.
async fn checked(office: &Office, archive: &[u8]) -> Value {
    let file = office
        .uploaded("25.zip", "application/zip", archive.to_vec())
        .await;
    office.checked_file("archive", &file, &json!({})).await
}

/// Papers of the past: of districts, provinces and the ministry, with and without days, in the place of one another.
async fn papers(year: &Year, products: &[String]) {
    let [tea, honey, rice, fish, hats] = products else {
        panic!("five products")
    };
    let paper = |product: &str, more: Value| {
        let mut paper = json!({"product_id": product, "authority": "province"});
        paper
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        paper
    };
    let given = json!({"recognitions": [
        paper(tea, json!({"stars": 3, "authority": "district", "decision_number": "12/QĐ-UBND", "decided_on": "2023-12-20",
            "certificate_number": "07/2023", "source": "Danh sách OCOP Sông Lô", "signer": "Trần Thị B"})),
        paper(tea, json!({"stars": 4, "decision_number": "385/QĐ-UBND", "decided_on": "2024-06-10",
            "key": {"system": "so-nn", "id": "CN-1"}})),
        paper(honey, json!({"stars": 3, "programme_year": 2020})),
        paper(rice, json!({"stars": 5, "potential": true, "decision_number": "386/QĐ-UBND", "decided_on": "2024-06-10"})),
        paper(rice, json!({"stars": 5, "authority": "ministry", "decision_number": "9/QĐ-BNN", "decided_on": "2024-11-04"})),
        paper(fish, json!({"stars": 4, "decision_number": "385/QĐ-UBND", "decided_on": "2024-06-10", "valid_to": "2027-06-09"})),
        paper(hats, json!({"stars": 3, "decided_on": "2021-02-17"})),
    ]});
    year.ministry.post("/api/v1/recognitions", &given, 200).await;
    let listed = year
        .province
        .get(&format!("/api/v1/certificates?product_id={fish}"))
        .await;
    let certificate = text(&listed["items"][0]["id"]);
    let revoked = json!({"ground": "production_stopped", "finding_on": "2026-06-20", "reason": "Dừng sản xuất.",
        "decision": {"number": "1500/QĐ-UBND", "decided_on": "2026-06-25", "signer": "Nguyễn Văn A"}});
    let path = format!("/api/v1/certificates/{certificate}/revocation");
    year.province.post(&path, &revoked, 200).await;
}

/// The maker of the first products changes its kind, another producer is no more; a twin of a product goes into it, which a decision
/// of another office's paper named and gave nothing.
async fn corrected(year: &Year, products: &[String]) {
    let product = year
        .ministry
        .get(&format!("/api/v1/products/{}", products[0]))
        .await;
    let producer = format!("/api/v1/producers/{}", text(&product["producer"]["id"]));
    let twin = json!({"producer_id": product["producer"]["id"], "name": "Chè Hải Lựu 2", "product_set": 1});
    let twin = text(&year.ministry.post("/api/v1/products", &twin, 201).await["id"]);
    let named = format!(
        "select set_config('ocop.actor', 'test', false);
         with made as (
             insert into decisions (id, kind, number, decided_on, authority, province_code, programme_year, created_by, created_at)
             select gen_random_uuid(), kind, '999/QĐ', decided_on, authority, province_code, programme_year, created_by, created_at
             from decisions order by id limit 1 returning id)
         insert into decision_items (decision_id, product_id, stars, potential, late) select id, '{twin}', 3, false, false from made"
    );
    year.database.execute(&named).await;
    let merge = json!({"into": products[0], "reason": "Ghi hai lần."});
    let gone = json!({"name": "Hộ ông Ba", "kind": "household", "commune_code": "08782"});
    let gone = text(&year.ministry.post("/api/v1/producers", &gone, 201).await["id"]);
    for (path, given) in [
        (
            format!("{producer}/corrections"),
            json!({"nature": "change", "effective_on": "2026-01-01", "reason": "Chuyển đổi.", "kind": "enterprise"}),
        ),
        (format!("/api/v1/products/{twin}/merge"), merge),
        (
            format!("/api/v1/producers/{gone}/closing"),
            json!({"closed_on": "2026-06-25", "ground": "dissolved", "reason": "Giải thể."}),
        ),
    ] {
        let answer = year
            .ministry
            .request(Method::POST, &path)
            .header("if-match", "*")
            .json(&given)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
    }
}

/// Producers and products of either side of the reform, with keys of the province and the nation.
async fn register(year: &Year) -> Vec<String> {
    let former = json!({"name": "Hợp tác xã Hải Lựu", "kind": "cooperative", "tax_code": "2500123456", "phone": "0911 111 111",
        "commune": {"code": "08788", "generation": "legacy"}, "address": "Thôn Đồng Dừa",
        "representative": {"name": "Nguyễn Thị Ổi", "gender": "female", "ethnic_minority": true}});
    let put = |client: &HttpClient, path: &str, body: &Value| {
        let request = client.request(Method::PUT, path).json(body);
        async move {
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let body = answer.text().await.unwrap();
            assert!(status.is_success(), "{body}");
            serde_json::from_str::<Value>(&body).unwrap()
        }
    };
    let made = put(&year.province, "/api/v1/producers/by-key/so-nn/CT-1", &former).await;
    let again =
        json!({"name": "Hợp tác xã Hải Lựu", "kind": "cooperative", "keys": [{"system": "bo", "id": "7"}]});
    let kept = format!("/api/v1/producers/{}", text(&made["id"]));
    let changed = year
        .ministry
        .request(Method::PATCH, &kept)
        .header("if-match", "*")
        .json(&again);
    assert!(changed.send().await.unwrap().status().is_success());
    let mut products = Vec::new();
    for (number, name) in ["Chè Hải Lựu", "Mật ong", "Gạo nếp", "Cá thính", "Nón lá"]
        .iter()
        .enumerate()
    {
        let producer = if number < 2 {
            text(&made["id"])
        } else {
            year.producer_id.clone()
        };
        let given = json!({"producer_id": producer, "name": name, "product_set": 1, "description": "Đặc sản «sông Lô»"});
        let path = format!("/api/v1/products/by-key/so-nn/SP-{number}");
        products.push(text(&put(&year.province, &path, &given).await["id"]));
    }
    products
}

/// One product by a dossier: recognised, corrected, carried over, renewed; another with potential five stars that nobody has decided.
async fn decided_here(year: &Year) {
    let council = year.council("province", 2026, 1).await;
    let product = year.product("Ổi Đôn Nhân").await;
    let (_, certificate) = year.certified(&council, &product, "first", 4, "2026-06-25").await;
    let correction = json!({"product_name": "Ổi lê Đôn Nhân", "reason": "Sai tên.",
        "decision": {"number": "99/QĐ-UBND", "decided_on": "2026-06-25", "signer": "Nguyễn Văn A"}});
    let path = format!("/api/v1/certificates/{certificate}/corrections");
    let corrected = year.province.post(&path, &correction, 201).await;
    let best = year.product("Chè Shan").await;
    let dossier = year.draft(&best, "first").await;
    year.to_the_council(&dossier).await;
    year.given(&council, &dossier, 5).await;
    year.decide(&year.province, "500/QĐ-UBND", "2026-06-25", &[&dossier], 201)
        .await;
    assert_eq!(year.held(&best).await, (json!(5), json!(true)));

    year.comes("2029-02-20");
    let renewal = year.draft(&product, "renewal").await;
    year.to_the_council(&renewal).await;
    let waiting = year.certificate(&text(&corrected["id"]), "2029-07-01").await;
    assert_eq!(waiting["status"], "extended", "{waiting}");
    let council = year.council("province", 2029, 1).await;
    year.comes("2029-07-20");
    year.given(&council, &renewal, 3).await;
    year.decide(&year.province, "77/QĐ-UBND", "2029-07-20", &[&renewal], 201)
        .await;
}

/// What the statistics say, but for the version.
async fn figures(office: &Office) -> Vec<Value> {
    let mut figures = Vec::new();
    for measure in ["valid", "ever_certified", "expired", "undated"] {
        for day in [
            "2022-01-01",
            "2024-08-01",
            "2026-06-24",
            "2026-06-25",
            "2029-07-01",
            "2029-07-20",
        ] {
            for (by, generation) in [
                ("stars", "current"),
                ("province", "legacy"),
                ("commune", "current"),
                ("producer_type", "legacy"),
            ] {
                let query = format!(
                    "measure={measure}&as_of={day}&by={by}&generation={generation}&unit=25&level=province"
                );
                let query = if generation == "legacy" {
                    query.replace("unit=25", "unit=26")
                } else {
                    query
                };
                let told = office.products(&query).await;
                figures.push(json!([query, told["totals"], told["cells"]]));
            }
        }
    }
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_province_moves_to_an_empty_instance_and_its_archive_stays_the_same() {
    let year = Year::begins("2026-06-25").await;
    let products = register(&year).await;
    papers(&year, &products).await;
    corrected(&year, &products).await;
    decided_here(&year).await;
    let nation = Office {
        client: year.ministry.clone(),
    };
    let archive = bytes(&year.ministry, ARCHIVE).await;
    assert_eq!(bytes(&year.ministry, ARCHIVE).await, archive, "the same twice");
    let files = unpacked(&archive);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "producers.ndjson",
            "products.ndjson",
            "decisions.ndjson",
            "recognitions.ndjson"
        ]
    );

    let other = Year::elsewhere("2029-07-20").await;
    let there = Office {
        client: other.ministry.clone(),
    };
    let import = checked(&there, &archive).await;
    assert_eq!(import["state"], "checked", "{import}");
    let remarks = there.remarks(&import, "").await;
    assert_eq!(remarks, Vec::<Value>::new());
    let foretold = import["progress"]["counts"].clone();
    assert_eq!(
        bytes(&other.ministry, ARCHIVE).await.len(),
        unpacked_none(&other).await,
        "a check changes nothing"
    );
    let import = there.committed(&import, false).await;
    let counts = &import["progress"]["counts"];
    assert_eq!(*counts, foretold, "the check foretells it");
    assert_eq!(
        (
            &counts["producers_new"],
            &counts["products_new"],
            &counts["recognitions_new"],
            &counts["refused"]
        ),
        (&json!(3), &json!(7), &json!(10), &json!(0)),
        "{counts}"
    );

    let back = bytes(&other.ministry, ARCHIVE).await;
    assert_eq!(unpacked(&back), files);
    assert_eq!(back, archive, "byte for byte");
    assert_eq!(figures(&there).await, figures(&nation).await);

    for (office, client) in [(&there, &other.ministry), (&nation, &year.ministry)] {
        let version = office.products("as_of=2026-06-25").await["version"].clone();
        let import = checked(office, &archive).await;
        let import = office.committed(&import, false).await;
        let counts = &import["progress"]["counts"];
        assert_eq!(counts["taken"], counts["lines_on_record"], "{counts}");
        for made in [
            "producers_new",
            "products_new",
            "decisions_new",
            "recognitions_new",
            "certificates_new",
            "refused",
        ] {
            assert_eq!(counts[made], 0, "{made}");
        }
        assert_eq!(office.products("as_of=2026-06-25").await["version"], version);
        assert_eq!(bytes(client, ARCHIVE).await, archive);
    }
    it_lives_on(&other, &products).await;
}

/// How long the archive of a province is that has nothing yet.
async fn unpacked_none(year: &Year) -> usize {
    let archive = bytes(&year.ministry, ARCHIVE).await;
    let files = unpacked(&archive);
    assert!(files.iter().skip(1).all(|(_, text)| text.is_empty()), "{files:?}");
    archive.len()
}

/// What came in is looked up, and new records go on behind it.
async fn it_lives_on(year: &Year, products: &[String]) {
    let seen = year
        .province
        .get(&format!("/api/v1/products/{}", products[0]))
        .await;
    let given = json!({"producer_id": seen["producer"]["id"], "name": "Chè mới", "product_set": 1});
    year.province.post("/api/v1/products", &given, 201).await;
    let certificates = year.province.get("/api/v1/certificates?page_size=100").await;
    let certificates = certificates["items"].as_array().unwrap();
    assert!(certificates.len() >= 6, "{}", certificates.len());
    for certificate in certificates {
        let verified = format!(
            "/api/v1/certificates/verification?code={}",
            text(&certificate["code"])
        );
        assert_eq!(year.public.get(&verified).await["status"], certificate["status"]);
    }
    let log = year.auditor.get("/api/v1/audit-log/verification").await;
    assert_eq!(log["ok"], true, "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_archive_is_refused_where_it_is_damaged_or_says_otherwise() {
    let year = Year::begins("2026-06-25").await;
    let products = register(&year).await;
    papers(&year, &products).await;
    let nation = Office {
        client: year.ministry.clone(),
    };
    let files = unpacked(&bytes(&year.ministry, ARCHIVE).await);

    // A digest that does not fit, a file that is missing, another province than one's own.
    let mut changed = files.clone();
    changed[2].1 = changed[2].1.replace("Mật ong", "Mật ong rừng");
    for (files, code) in [
        (changed.clone(), "damaged_archive"),
        (files[..4].to_vec(), "damaged_archive"),
    ] {
        let import = checked(&nation, &packed(&files)).await;
        assert_eq!(
            (&import["state"], &import["refusal"]["code"]),
            (&json!("unreadable"), &json!(code)),
            "{import}"
        );
        let commit = format!("{}/commit", path(&import["id"]));
        nation.client.post(&commit, &json!({}), 409).await;
    }
    // The nation's keys are not a province's to bring.
    let province = Office::of(&year, "25").await;
    let import = checked(&province, &packed(&files)).await;
    let told = province.remarks(&import, "").await;
    let rules: Vec<_> = told.iter().map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(
        rules, ["keys_of_another"; 2],
        "of a producer and of a recognition: {told:?}"
    );
    let hanoi = Office::of(&year, "01").await;
    let import = checked(&hanoi, &packed(&files)).await;
    assert_eq!(import["refusal"]["code"], "other_province", "{import}");

    // With digests that fit, what says otherwise is refused and nothing is overwritten.
    changed[0].1 = manifest(&changed);
    let import = checked(&nation, &packed(&changed)).await;
    assert_eq!(import["progress"]["counts"]["refused"], 1, "{import}");
    let told = nation.remarks(&import, "").await;
    assert_eq!(told[0]["rule"], "recorded_otherwise", "{told:?}");
    assert!(
        told[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("products.ndjson"),
        "{told:?}"
    );
    let refused = format!("{}/commit", path(&import["id"]));
    nation.client.post(&refused, &json!({}), 422).await;
    nation.committed(&import, true).await;
    assert_eq!(unpacked(&bytes(&year.ministry, ARCHIVE).await), files);

    // Lines that no register can hold.
    let mut broken = files.clone();
    broken[2].1 = broken[2]
        .1
        .replacen("\"current_commune_code\":\"", "\"current_commune_code\":\"9", 1);
    broken[4].1 = broken[4].1.replacen("\"stars\":3", "\"stars\":9", 1) + "{\n";
    broken[0].1 = manifest(&broken);
    let import = checked(&nation, &packed(&broken)).await;
    let told = nation.remarks(&import, "&severity=error").await;
    let rules: Vec<_> = told.iter().map(|one| one["rule"].as_str().unwrap()).collect();
    assert!(
        rules.contains(&"unknown_unit") && rules.contains(&"no_stars") && rules.contains(&"bad_line"),
        "{told:?}"
    );
    assert_eq!(import["progress"]["counts"]["not_ready"], 3, "{import}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stopped_archive_goes_on_where_it_was() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let list = office
        .checked("products", &thousand(), &json!({"generation": "current"}))
        .await;
    office.committed(&list, false).await;
    let archive = bytes(&year.ministry, ARCHIVE).await;

    let other = Year::elsewhere("2026-06-01").await;
    let there = Office {
        client: other.ministry.clone(),
    };
    let import = checked(&there, &archive).await;
    assert_eq!(
        import["progress"]["counts"]["taken"],
        401 + 1_000 + 1 + 334,
        "{import}"
    );
    let act = |act: &str| format!("{}/{act}", path(&import["id"]));
    let mut state = json!("checked");
    for _ in 0..3 {
        there.client.post(&act("commit"), &json!({}), 202).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        // It may be through already.
        let stopped = there
            .client
            .request(Method::POST, &act("cancel"))
            .json(&json!({}));
        let stopped = stopped.send().await.unwrap().status();
        assert!(stopped == 200 || stopped == 409, "{stopped}");
        state = there.settled(&import["id"]).await["state"].clone();
        if state == "committed" {
            break;
        }
    }
    if state != "committed" {
        there.committed(&import, false).await;
    }
    let seen = there.client.get(&path(&import["id"])).await;
    assert_eq!(seen["progress"]["counts"], import["progress"]["counts"]);
    assert_eq!(bytes(&other.ministry, ARCHIVE).await, archive);
}

/// A manifest that fits `files`.
fn manifest(files: &[(String, String)]) -> String {
    use shared::domain::archive::{ArchiveDigest, ArchiveManifest};
    let mut manifest: ArchiveManifest = serde_json::from_str(&files[0].1).unwrap();
    for (file, (name, text)) in manifest.files.iter_mut().zip(&files[1..]) {
        let mut digest = ArchiveDigest::default();
        digest.add(text.as_bytes());
        *file = digest.summary(name.parse().unwrap());
    }
    serde_json::to_string(&manifest).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn archives_are_for_provinces_and_the_nation() {
    let year = Year::begins("2026-06-25").await;
    let own = bytes(&year.province, "/api/v1/exports/archive").await;
    assert_eq!(unpacked(&own)[1].1.lines().count(), 1);
    for (who, path, status) in [
        (&year.commune, ARCHIVE, 403),
        (&year.producer, ARCHIVE, 403),
        (&year.ministry, "/api/v1/exports/archive", 400),
        (&year.ministry, "/api/v1/exports/archive?unit=99", 400),
        (&year.province, "/api/v1/exports/archive?unit=01", 404),
    ] {
        let answer = who.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
    let office = Office::of(&year, "25").await;
    let list = office.uploaded("a.csv", "text/csv", b"a,b\n".to_vec()).await;
    let archive = office.uploaded("a.zip", "application/zip", own).await;
    for (given, code) in [
        (json!({"kind": "archive", "file_id": list}), "not_an_archive"),
        (json!({"kind": "products", "file_id": archive}), "not_a_list"),
        (
            json!({"kind": "archive", "file_id": archive, "reading": {"sheet": "A"}}),
            "archive_is_read_as_it_is",
        ),
    ] {
        let refused = office.client.post("/api/v1/imports", &given, 422).await;
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }
    let import = office.checked_file("archive", &archive, &json!({})).await;
    assert_eq!(import["progress"]["counts"]["lines_on_record"], 1, "{import}");
    office.committed(&import, false).await;
}
