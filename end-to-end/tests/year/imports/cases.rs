//! Files as people who do this job keep them, with their right outcome in the register.

use super::office::{Office, case, path};
use crate::scene::Year;
use serde_json::{Value, json};
use std::io::Cursor;

fn unit(written: &str, value: &str) -> Value {
    json!({"kind": "unit", "written": written, "value": value})
}

fn set(written: &str, value: &str) -> Value {
    json!({"kind": "product_set", "written": written, "value": value})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_departments_workbook_is_asked_answered_and_taken_over() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "79").await;
    let (bytes, kind) = case("workbook-two-header-rows.xlsx");
    let file = office.uploaded("so-theo-doi.xlsx", kind, bytes).await;
    let import = office.checked_file("products", &file, &json!({})).await;
    assert_eq!(import["state"], "checked", "{import}");
    let summary = &import["summary"];
    assert_eq!(
        (&summary["rows"], &summary["products"], &summary["producers"]),
        (&json!(4), &json!(4), &json!(2))
    );
    let questions = summary["questions"].as_array().unwrap();
    let asked = questions.iter().find(|asked| asked["kind"] == "unit").unwrap();
    assert_eq!(asked["written"], "An Thời Đông");
    let offered = asked["candidates"].as_array().unwrap();
    assert!(
        offered.iter().any(|one| one["value"] == "current/27673"),
        "{asked}"
    );
    assert_eq!(
        office.register().await,
        Vec::<Value>::new(),
        "a check changes nothing"
    );

    let answers = json!([
        unit("xã An Thời Đông", "current/27673"),
        set("Thực phẩm", "1"),
        set("Đồ uống", "1")
    ]);
    let import = office.answered(&import, &json!({"answers": answers})).await;
    assert_eq!(import["summary"]["questions"], json!([]));
    let errors = office.remarks(&import, "&severity=error").await;
    let told: Vec<_> = errors
        .iter()
        .map(|one| {
            (
                &one["row"],
                &one["column"]["letter"],
                one["rule"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [(&json!(8), &json!("K"), "end_before_recognition")]);
    let counts = &import["progress"]["counts"];
    assert_eq!((&counts["taken"], &counts["not_ready"]), (&json!(3), &json!(1)));

    marked_copy_names_the_fault(&office, &import).await;
    let refused = office
        .client
        .post(&format!("{}/commit", path(&import["id"])), &json!({}), 422)
        .await;
    assert_eq!(refused["errors"][0]["code"], "rows_not_ready");
    let import = office.committed(&import, true).await;
    let counts = &import["progress"]["counts"];
    assert_eq!(
        (&counts["products_new"], &counts["recognitions_new"]),
        (&json!(3), &json!(4))
    );
    let names: Vec<Value> = office
        .register()
        .await
        .iter()
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(names, ["Sản phẩm A", "Sản phẩm B", "Sản phẩm C"]);
}

/// The copy is the same workbook with a further sheet.
async fn marked_copy_names_the_fault(office: &Office, import: &Value) {
    let marked = office
        .client
        .request(reqwest::Method::GET, &format!("{}/marked", path(&import["id"])));
    let marked = marked.send().await.unwrap();
    assert_eq!(marked.status(), 200);
    let mut copy = zip::ZipArchive::new(Cursor::new(marked.bytes().await.unwrap().to_vec())).unwrap();
    let mut remarks = copy.by_name("xl/worksheets/ocop-remarks.xml").unwrap();
    let text = std::io::read_to_string(&mut remarks).unwrap();
    assert!(text.contains("end_before_recognition"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_products_of_lam_dong_give_its_figures() {
    let year = Year::begins("2026-11-30").await;
    let office = Office::of(&year, "68").await;
    let (bytes, kind) = case("lamdong-2025-2026.csv");
    let file = office.uploaded("lam-dong.csv", kind, bytes).await;
    let import = office.checked_file("products", &file, &json!({})).await;
    let questions = import["summary"]["questions"].as_array().unwrap().clone();
    let mut answers: Vec<Value> = Vec::new();
    for asked in &questions {
        let value = match asked["kind"].as_str().unwrap() {
            "producer_kind" => "household",
            "product_set" => "1",
            // The two without a commune: a commune of the district that their batch is of.
            "unit" => "legacy/22918",
            other => panic!("{other} is asked: {asked}"),
        };
        answers.push(json!({"kind": asked["kind"], "written": asked["written"], "value": value}));
    }
    let import = office.answered(&import, &json!({"answers": answers})).await;
    assert_eq!(import["summary"]["questions"], json!([]), "{import}");
    let import = office.committed(&import, false).await;
    let counts = &import["progress"]["counts"];
    assert_eq!(
        (&counts["products_new"], &counts["recognitions_new"]),
        (&json!(60), &json!(60))
    );

    let ever = "measure=ever_certified&as_of=2026-11-30";
    let pairs = |pairs: &[(&str, i64)]| -> Vec<(String, i64)> {
        pairs
            .iter()
            .map(|(word, count)| ((*word).to_owned(), *count))
            .collect()
    };
    assert_eq!(office.cells("stars", ever).await, pairs(&[("3", 44), ("4", 16)]));
    assert_eq!(
        office
            .cells("province", &format!("{ever}&generation=legacy"))
            .await,
        pairs(&[("60", 15), ("67", 20), ("68", 25)])
    );
    for (day, held) in [("2025-06-30", 15), ("2026-08-05", 24)] {
        assert_eq!(
            office.products(&format!("as_of={day}")).await["totals"]["products"],
            held,
            "{day}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn names_with_blanks_are_of_one_district() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "86").await;
    let (bytes, kind) = case("names-with-blanks.csv");
    let file = office.uploaded("cau-ke.csv", kind, bytes).await;
    let mut reading = json!({
        "unit": {"generation": "legacy", "level": "district", "code": "845"}, "generation": "legacy", "authority": "province",
    });
    let import = office.checked_file("products", &file, &reading).await;
    assert_eq!(import["summary"]["products"], 20, "{import}");
    let questions = import["summary"]["questions"].as_array().unwrap();
    let kinds: Vec<_> = questions
        .iter()
        .filter(|asked| asked["kind"] == "producer_kind")
        .map(|asked| asked["written"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["Cơ sở sản xuất"]);
    let value = |asked: &Value| match asked["kind"].as_str().unwrap() {
        "producer_kind" => "household".to_owned(),
        "product_set" => "1".to_owned(),
        _ => asked["candidates"][0]["value"].as_str().unwrap().to_owned(),
    };
    let answers: Vec<Value> = questions
        .iter()
        .map(|asked| json!({"kind": asked["kind"], "written": asked["written"], "value": value(asked)}))
        .collect();
    reading["answers"] = json!(answers);
    let import = office.answered(&import, &reading).await;
    assert_eq!(import["summary"]["questions"], json!([]));
    office.committed(&import, true).await;
    let register = office.register().await;
    assert_eq!(register.len(), 20);
    let unstarred: Vec<_> = register
        .iter()
        .filter(|one| one["name"] == "Chả ốc bươu")
        .collect();
    assert_eq!(
        unstarred[0]["recognition"],
        Value::Null,
        "0 stars are no recognition"
    );
}
