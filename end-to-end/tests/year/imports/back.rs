//! Lists that were exported come in again: where they are from nothing changes, elsewhere the same register comes to be.

use super::office::Office;
use crate::scene::Year;
use reqwest::Method;
use serde_json::{Value, json};

const LIST: &str = "Mã số thuế,Tên sản phẩm,Bộ sản phẩm,Tên chủ thể,Loại chủ thể,Người đại diện,Giới tính,Điện thoại,Email,Địa chỉ,Xã,Hạng sao,\
    Ngày công nhận,Năm công nhận,Số quyết định,Cơ quan công nhận,Số giấy chứng nhận\n\
    2500123456,Chè xanh,8,HTX Hòa Bình,HTX,Nguyễn Thị Ổi,Nữ,0911 111 111,htx@songlo.vn,Thôn Một,\"Xã Hải Lựu, huyện Sông Lô, tỉnh Vĩnh Phúc\",3,20/12/2023,2023,12/QĐ-UBND,UBND huyện Sông Lô,07/2023\n\
    2500123456,Chè xanh,8,HTX Hòa Bình,HTX,Nguyễn Thị Ổi,Nữ,0911 111 111,htx@songlo.vn,Thôn Một,\"Xã Hải Lựu, huyện Sông Lô, tỉnh Vĩnh Phúc\",4,10/6/2024,2024,385/QĐ-UBND,UBND tỉnh Vĩnh Phúc,\n\
    ,Mật ong,1,Hộ Nguyễn Văn A,Hộ kinh doanh,,,,,,\"Xã Sông Lô, tỉnh Phú Thọ\",3,,2021,,,\n\
    ,Nón lá,1,Hộ Nguyễn Văn A,Hộ kinh doanh,,,,,,\"Xã Sông Lô, tỉnh Phú Thọ\",5,4/11/2024,2024,9/QĐ-BNN,Bộ Nông nghiệp,\n\
    ,Gạo nếp,1,Hộ Nguyễn Văn A,Hộ kinh doanh,,,,,,\"Xã Sông Lô, tỉnh Phú Thọ\",,,,,,\n";

const MADE: [&str; 5] = [
    "producers_new",
    "producers_filled",
    "products_new",
    "products_filled",
    "recognitions_new",
];

async fn exported(office: &Office, path: &str) -> Vec<u8> {
    let answer = office
        .client
        .request(Method::GET, &format!("/api/v1/exports/{path}"));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

/// Takes an exported list over, without an answer to anything.
async fn imported(office: &Office, kind: &str, format: &str, bytes: Vec<u8>) -> Value {
    let media_type = if format == "xlsx" {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else {
        "text/csv"
    };
    let file = office.uploaded(&format!("lai.{format}"), media_type, bytes).await;
    let import = office.checked_file(kind, &file, &json!({})).await;
    let remarks = office.remarks(&import, "").await;
    let serious: Vec<_> = remarks
        .iter()
        .filter(|one| one["severity"] != "warning")
        .collect();
    assert!(serious.is_empty(), "{kind} {format}: {serious:?}");
    assert_eq!(import["summary"]["questions"], json!([]), "{import}");
    let import = office.committed(&import, false).await;
    let counts = import["progress"]["counts"].clone();
    assert_eq!(
        (&counts["refused"], &counts["not_ready"]),
        (&json!(0), &json!(0)),
        "{counts}"
    );
    counts
}

/// The registers without what is the instance's own.
async fn register(office: &Office) -> Vec<Value> {
    let recognitions = office.client.get("/api/v1/recognitions?page_size=100").await;
    let mut told: Vec<Value> = office
        .register()
        .await
        .iter()
        .map(|one| {
            json!([
                one["name"],
                one["description"],
                one["product_set"],
                one["producer"]["name"],
                one["place"],
                one["recognition"]["stars"]
            ])
        })
        .collect();
    told.extend(recognitions["items"].as_array().unwrap().iter().map(|one| {
        json!([
            one["stars"],
            one["valid_from"],
            one["valid_to"],
            one["programme_year"],
            one["decision_number"],
            one["authority"],
            one["authority_unit"],
            one["certificate_number"]
        ])
    }));
    told.sort_by_key(Value::to_string);
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_exported_list_changes_nothing_and_fills_an_empty_register() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let import = office
        .checked("products", LIST, &json!({"generation": "legacy"}))
        .await;
    assert_eq!(import["summary"]["questions"], json!([]), "{import}");
    office.committed(&import, false).await;
    // A spreadsheet would take this one for a formula.
    let given = json!({"producer_id": year.producer_id, "name": "+ Nước ổi", "product_set": 1, "description": "=1+1"});
    office.client.post("/api/v1/products", &given, 201).await;
    let council = year.council("province", 2026, 1).await;
    let product = year.product("Ổi Đôn Nhân").await;
    year.certified(&council, &product, "first", 4, "2026-06-01").await;
    let before = register(&office).await;
    let version = office.products("as_of=2026-06-01").await["version"].clone();

    for format in ["csv", "xlsx"] {
        for (path, kind, taken) in [("producers", "producers", 3), ("register", "products", 7)] {
            let bytes = exported(&office, &format!("{path}?format={format}")).await;
            let counts = imported(&office, kind, format, bytes).await;
            assert_eq!(counts["taken"], taken, "{path} {format}: {counts}");
            for made in MADE {
                assert_eq!(counts[made], 0, "{path} {format} {made}");
            }
        }
    }
    assert_eq!(register(&office).await, before);
    assert_eq!(office.products("as_of=2026-06-01").await["version"], version);

    let other = Year::elsewhere("2026-06-01").await;
    let there = Office::of(&other, "25").await;
    imported(&there, "producers", "csv", exported(&office, "producers").await).await;
    let counts = imported(&there, "products", "csv", exported(&office, "register").await).await;
    assert_eq!(
        (&counts["producers_new"], &counts["producers_filled"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(
        (&counts["products_new"], &counts["recognitions_new"]),
        (&json!(6), &json!(5)),
        "{counts}"
    );
    assert_eq!(register(&there).await, before);
    for measure in ["valid", "ever_certified", "expired", "undated"] {
        for day in ["2022-01-01", "2024-08-01", "2026-06-01"] {
            let query = format!("measure={measure}&as_of={day}");
            assert_eq!(
                there.cells("stars", &query).await,
                office.cells("stars", &query).await,
                "{query}"
            );
        }
    }
}
