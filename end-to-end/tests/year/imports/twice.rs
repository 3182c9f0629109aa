//! The same list again, two lists that meet, a list that adds.

use super::office::{Office, path};
use crate::scene::Year;
use serde_json::{Value, json};
use std::fmt::Write;

const HEADINGS: &str = "Tên sản phẩm,Bộ sản phẩm,Chủ thể,Loại chủ thể,Mã số thuế,Điện thoại,Xã,Hạng sao,Ngày công nhận,Số quyết định\n";

/// A thousand products of 400 cooperatives in Sông Lô, a third of them recognised.
pub(super) fn thousand() -> String {
    let mut list = HEADINGS.to_owned();
    for number in 0..1_000 {
        let producer = number % 400;
        let stars = if number % 3 == 0 {
            "3 sao,15/6/2023,120/QĐ-UBND"
        } else {
            ",,"
        };
        let phone = 900_000_000 + producer;
        let code = 2_500_000_000_i64 + i64::from(producer);
        writeln!(
            list,
            "Sản phẩm {number},1,Hợp tác xã số {producer},HTX,{code},{phone},Sông Lô,{stars}"
        )
        .unwrap();
    }
    list
}

fn versions(register: &[Value]) -> Vec<(Value, Value, Value)> {
    register
        .iter()
        .map(|one| {
            (
                one["id"].clone(),
                one["version"].clone(),
                one["changed_at"].clone(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_list_twice_changes_nothing() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let before = office.register().await.len();
    let list = thousand();
    let import = office
        .checked("products", &list, &json!({"generation": "current"}))
        .await;
    assert_eq!(import["summary"]["ready"], 1_000, "{import}");
    let would = import["progress"]["counts"].clone();
    let import = office.committed(&import, false).await;
    let counts = &import["progress"]["counts"];
    assert_eq!(
        (
            &counts["producers_new"],
            &counts["products_new"],
            &counts["recognitions_new"]
        ),
        (&json!(400), &json!(1_000), &json!(334))
    );
    assert_eq!(would["products_new"], 1_000, "the check foretells it");
    let register = office.register().await;
    assert_eq!(register.len() - before, 500 - before, "a page");
    let version = office.products("as_of=2026-06-01").await["version"].clone();
    let audit = year.auditor.get("/api/v1/audit-log?page_size=1").await;

    let again = office
        .checked("products", &list, &json!({"generation": "current"}))
        .await;
    let again = office.committed(&again, false).await;
    let counts = &again["progress"]["counts"];
    for made in [
        "producers_new",
        "producers_filled",
        "products_new",
        "products_filled",
        "recognitions_new",
    ] {
        assert_eq!(counts[made], 0, "{made}");
    }
    assert_eq!(counts["recognitions_on_record"], 334);
    assert_eq!(versions(&office.register().await), versions(&register));
    assert_eq!(office.products("as_of=2026-06-01").await["version"], version);
    drop(audit);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_list_fills_in_and_never_overwrites() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let known = json!({"name": "Hợp tác xã Hoà Bình", "kind": "cooperative", "commune_code": "08848", "phone": "0911111111"});
    let known = office.client.post("/api/v1/producers", &known, 201).await;
    let list = format!("{HEADINGS}Chè xanh,8,HTX Hòa Bình,HTX,2500999999,0922222222,Sông Lô,,,\n");
    let import = office
        .checked("products", &list, &json!({"generation": "current"}))
        .await;
    let warned = office.remarks(&import, "&rule=differs_from_register").await;
    let told: Vec<_> = warned
        .iter()
        .map(|one| (&one["row"], &one["column"]["heading"]))
        .collect();
    assert!(told.contains(&(&json!(2), &json!("Điện thoại"))), "{warned:?}");
    let import = office.committed(&import, false).await;
    assert_eq!(import["progress"]["counts"]["producers_filled"], 1, "{import}");
    let path = format!("/api/v1/producers/{}", known["id"].as_str().unwrap());
    let seen = office.client.get(&path).await;
    assert_eq!(
        (&seen["name"], &seen["phone"], &seen["tax_code"]),
        (
            &json!("Hợp tác xã Hoà Bình"),
            &json!("0911111111"),
            &json!("2500999999")
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_is_taken_over_whole_or_not_at_all() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    // The second row says otherwise what the first has put on record: neither its product nor its producer comes.
    let list = format!(
        "{HEADINGS}Chè,8,HTX Một,HTX,,,Sông Lô,3 sao,15/6/2023,120/QĐ-UBND\n\
         Chè,8,HTX Một,HTX,,,Sông Lô,3 sao,15/6/2023,121/QĐ-UBND\n\
         Mật ong,1,HTX Hai,HTX,,,Sông Lô,4 sao,15/6/2023,120/QĐ-UBND\n"
    );
    let reading = json!({"generation": "current"});
    let import = office.checked("products", &list, &reading).await;
    let refused = office.remarks(&import, "&severity=error").await;
    assert_eq!(
        (&refused[0]["row"], &refused[0]["rule"]),
        (&json!(3), &json!("recorded_otherwise")),
        "{refused:?}"
    );
    let import = office.committed(&import, true).await;
    let counts = &import["progress"]["counts"];
    assert_eq!((&counts["taken"], &counts["refused"]), (&json!(2), &json!(1)));
    let after = office.remarks(&import, "&stage=commit").await;
    assert_eq!(after.len(), 1, "{after:?}");
    let recognitions = office.client.get("/api/v1/recognitions").await;
    assert_eq!(recognitions["items"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn producers_come_with_their_keys_and_twins_are_asked() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let list = "Mã,Tên chủ thể,Loại hình,Xã\nCT-1,HTX Một,HTX,Sông Lô\nCT-2,Hộ Hai,Hộ kinh doanh,Sông Lô\n";
    let reading = json!({"system": "so-nn", "generation": "current", "mapping": {"A": "key"}});
    let import = office.checked("producers", list, &reading).await;
    assert_eq!(import["summary"]["ready"], 2, "{import}");
    office.committed(&import, false).await;
    let keyed = office.client.get("/api/v1/producers/by-key/so-nn/CT-1").await;
    assert_eq!(keyed["name"], "HTX Một");
    for _ in 0..2 {
        let twin = json!({"name": "HTX Ba", "kind": "cooperative", "commune_code": "08848"});
        office.client.post("/api/v1/producers", &twin, 201).await;
    }
    let import = office
        .checked(
            "producers",
            "Tên chủ thể,Loại hình,Xã\nHTX Ba,HTX,Sông Lô\n",
            &json!({"generation": "current"}),
        )
        .await;
    let refused = office.remarks(&import, "&severity=error").await;
    assert_eq!(refused.len(), 1, "{import}");
    assert_eq!(refused[0]["rule"], "producer_ambiguous", "{import}");
    assert_eq!(
        office.client.get(&path(&import["id"])).await["progress"]["counts"]["refused"],
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_that_means_a_twin_means_who_stands_for_it() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let list = format!("{HEADINGS}Chè,8,HTX Một,HTX,,,Sông Lô,,,\nChè,8,HTX Mốt,HTX,,,Sông Lô,,,\n");
    let reading = json!({"generation": "current"});
    let import = office.checked("products", &list, &reading).await;
    office.committed(&import, false).await;
    let listed = office.client.get("/api/v1/producers?q=htx&sort=registered").await;
    let made: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let (other, twin) = (made[made.len() - 2], made[made.len() - 1]);
    let merge = json!({"into": other, "reason": "Ghi hai lần"});
    let path = format!("/api/v1/producers/{twin}/merge");
    let merged = office
        .client
        .request(reqwest::Method::POST, &path)
        .json(&merge)
        .send()
        .await
        .unwrap();
    assert!(merged.status().is_success(), "{}", merged.text().await.unwrap());
    let again = office.checked("products", &list, &reading).await;
    let counts = &again["progress"]["counts"];
    assert_eq!(
        (&counts["producers_new"], &counts["products_new"]),
        (&json!(0), &json!(0)),
        "{again}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_late_paper_is_counted_as_its_producer_was_on_its_day() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let reading = json!({"generation": "current"});
    let known = format!("{HEADINGS}Chè,8,HTX Một,HTX,2500777777,,Sông Lô,,,\n");
    let import = office.checked("products", &known, &reading).await;
    office.committed(&import, false).await;
    let made = office.client.get("/api/v1/producers?tax_code=2500777777").await;
    let producer = made["items"][0]["id"].as_str().unwrap();
    let change = json!({"nature": "change", "effective_on": "2025-01-01", "kind": "enterprise", "reason": "Chuyển đổi."});
    let path = format!("/api/v1/producers/{producer}/corrections");
    office.client.post(&path, &change, 201).await;
    let late = format!("{HEADINGS}Chè,8,HTX Một,HTX,2500777777,,Sông Lô,3 sao,15/6/2023,120/QĐ-UBND\n");
    let import = office.checked("products", &late, &reading).await;
    office.committed(&import, false).await;
    for (day, kind) in [("2024-06-01", "cooperative"), ("2025-06-01", "enterprise")] {
        let cells = office.cells("producer_type", &format!("as_of={day}")).await;
        assert_eq!(cells, [(kind.to_owned(), 1)], "{day}");
    }
}
