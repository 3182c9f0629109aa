//! Score sheets of a list become evaluations.

use super::office::Office;
use crate::scene::Year;
use serde_json::{Value, json};
use test_support::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_sheets_of_a_product_are_one_council() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let id = year.product("Chè Sông Lô").await;
    let product = office.client.get(&format!("/api/v1/products/{id}")).await;
    let code = product["code"].as_str().unwrap();
    let answers = year.answers(4).await;
    let answers = answers.as_object().unwrap();
    let mut list = "Mã sản phẩm,Bộ sản phẩm,Thành viên".to_owned();
    let mut line = String::new();
    for (criterion, option) in answers {
        list.push_str(&format!(",{criterion}"));
        line.push_str(&format!(",{option}"));
    }
    for member in ["Chủ tịch", "Ủy viên 1", "Ủy viên 2"] {
        list.push_str(&format!("\n{code},1,{member}{line}"));
    }
    let reading = json!({"regime": "26-2026", "application_kind": "first"});
    let import = office.checked("score_sheets", &list, &reading).await;
    assert_eq!(import["progress"]["counts"]["evaluations_new"], 1, "{import}");
    office.committed(&import, false).await;
    let path = format!("/api/v1/evaluations?product_id={id}");
    let rated: Value = eventually(|| async {
        let listed = office.client.get(&path).await;
        let one = listed["items"][0].clone();
        if one["status"] == "succeeded" {
            Ok(one)
        } else {
            Err(listed)
        }
    })
    .await;
    assert_eq!(rated["result"]["stars"], 4);
    assert_eq!(rated["result"]["sheets"].as_array().map(Vec::len), Some(3));

    let again = office.checked("score_sheets", &list, &reading).await;
    assert_eq!(again["progress"]["counts"]["evaluations_on_record"], 1, "{again}");
    office.committed(&again, false).await;
    assert_eq!(
        office.client.get(&path).await["items"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sheets_that_fit_no_product_are_told_by_row() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let list = "Mã hồ sơ,Mã sản phẩm,Bộ sản phẩm,A.1.1\nHS-1,,1,2\n,25.08782.999.2026,1,2\n";
    let reading = json!({"regime": "26-2026", "application_kind": "first"});
    let import = office.checked("score_sheets", list, &reading).await;
    let told = office.remarks(&import, "&severity=error").await;
    let told: Vec<_> = told
        .iter()
        .map(|one| (&one["row"], one["rule"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [(&json!(2), "sheets_of_a_dossier"), (&json!(3), "unknown_product")]
    );
}
