//! The register of recognised products as files: 22 products of legacy Vĩnh Phúc, recognised on 17/2/2021 for 36 months.

use crate::app::{App, body, problem};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::json;
use shared::domain::access::{Permission, Role};
use std::io::{Cursor, Read};
use zip::ZipArchive;

async fn app() -> (App, String) {
    let app = App::start().await;
    app.load_demo().await;
    let token = token_in(&app, Role::Province, "25").await;
    (app, token)
}

/// The lines of a file, each as its fields.
async fn lines(app: &App, token: &str, path: &str, language: &str) -> Vec<Vec<String>> {
    let request = app.request(Method::GET, path).bearer_auth(token);
    let answer = request.header("Accept-Language", language).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let fields = |line: csv::StringRecord| line.iter().map(str::to_owned).collect();
    reader.records().map(|line| fields(line.unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_a_province_has_a_line_for_each_product() {
    let (app, token) = app().await;
    let list = lines(&app, &token, "/api/v1/exports/products?as_of=2022-01-01", "vi").await;
    assert_eq!(list.len(), 23);
    assert_eq!(list[0][..3], ["STT", "Mã sản phẩm", "Tên sản phẩm"]);
    assert_eq!(list[0].len(), 26);
    let dragon_fruit = list
        .iter()
        .find(|line| line[6].contains("Lộc Thúy Quỳnh"))
        .unwrap();
    assert_eq!(dragon_fruit[9], "Tỉnh Phú Thọ");
    assert_eq!(dragon_fruit[13..16], ["3", "2024-02-17", "Còn hiệu lực"]);
    assert_eq!(
        dragon_fruit[16..],
        [
            "3",
            "2021-02-17",
            "2020",
            "385/QĐ-UBND",
            "UBND cấp tỉnh",
            "",
            "",
            "",
            "",
            ""
        ]
    );
    let numbers: Vec<&str> = list[1..].iter().map(|line| line[0].as_str()).collect();
    assert_eq!(
        numbers,
        (1..=22).map(|number| number.to_string()).collect::<Vec<_>>()
    );
    let later = lines(&app, &token, "/api/v1/exports/products?as_of=2024-02-18", "en").await;
    assert!(later[1..].iter().all(|line| line[15] == "Expired"), "{later:?}");
    let district = "/api/v1/exports/products?as_of=2022-01-01&unit=253&generation=legacy";
    assert_eq!(lines(&app, &token, district, "vi").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ministrys_table_has_stars_revenue_and_status() {
    let (app, token) = app().await;
    let product = app
        .database
        .texts("select product_id::text from recognitions where stars = 4 order by product_id limit 1")
        .await
        .remove(0);
    let report = json!({"product_id": product, "year": 2022, "revenue": 1_234_500_000, "jobs": {"total": 3}});
    body(
        send(
            &app,
            Method::POST,
            &token,
            "/api/v1/implementation-reports",
            &report,
        )
        .await,
        201,
    )
    .await;
    let table = lines(&app, &token, "/api/v1/exports/ptnt-ocop?year=2022", "en").await;
    assert_eq!(
        table[0].join(" "),
        "MA_OCOP Ma_DonViHanhChinh Ma_ThoiGian Ma_SanPham TenSanPham XepHang ChuTheSXKD DoanhThuNam TrangThai"
    );
    assert_eq!(table.len(), 23);
    let stars = |stars: &str| table.iter().filter(|line| line[5] == stars).count();
    assert_eq!((stars("3*"), stars("4*")), (17, 5));
    let reported: Vec<_> = table[1..].iter().filter(|line| !line[7].is_empty()).collect();
    assert_eq!(reported.len(), 1);
    assert_eq!(
        (reported[0][2].as_str(), reported[0][7].as_str()),
        ("2022", "1234.5")
    );
    assert!(table[1..].iter().all(|line| line[8] == "Còn hiệu lực"));
    let after = lines(&app, &token, "/api/v1/exports/ptnt-ocop?year=2024", "en").await;
    assert!(after[1..].iter().all(|line| line[8] == "Hết hạn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_holds_the_same_lines() {
    let (app, token) = app().await;
    let answer = get(
        &app,
        &token,
        "/api/v1/exports/products?as_of=2022-01-01&format=xlsx",
    )
    .await;
    assert_eq!(
        answer.headers()["content-disposition"],
        "attachment; filename=\"ocop-products.xlsx\""
    );
    let bytes = answer.bytes().await.unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(part("xl/worksheets/sheet1.xml").matches("<row ").count(), 23);
    assert!(part("xl/sharedStrings.xml").contains("385/QĐ-UBND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_hold_what_the_caller_may_see_and_contacts_only_with_the_permission() {
    let (app, token) = app().await;
    app.database
        .execute("update producers set representative_name = 'Nguyễn Thị Thử', phone = '=1+1'")
        .await;
    let with = lines(&app, &token, "/api/v1/exports/products", "vi").await;
    assert!(
        with[1..]
            .iter()
            .all(|line| line[11] == "Nguyễn Thị Thử" && line[12] == "'=1+1")
    );
    app.client("products-only", Role::National, Some(&[Permission::ProductsRead]))
        .await;
    let narrow = app.token_of("products-only").await;
    let without = lines(&app, &narrow, "/api/v1/exports/products", "vi").await;
    assert!(
        without[1..]
            .iter()
            .all(|line| line[11].is_empty() && line[12].is_empty())
    );
    let other = token_in(&app, Role::Province, "01").await;
    assert_eq!(
        lines(&app, &other, "/api/v1/exports/products", "vi").await.len(),
        1
    );
    problem(
        get(&app, &other, "/api/v1/exports/products?unit=25").await,
        404,
        "not_found",
    )
    .await;
    let figures = token_in(&app, Role::Statistics, "25").await;
    problem(
        get(&app, &figures, "/api/v1/exports/products").await,
        403,
        "insufficient_scope",
    )
    .await;
    for (path, pointer) in [
        ("products?format=pdf", "/format"),
        ("products?by=stars", "/by"),
        ("products?unit=99", "/unit"),
        ("ptnt-ocop?year=1999", "/year"),
        ("ptnt-ocop?year=2190", "/year"),
    ] {
        let problem = problem(
            get(&app, &token, &format!("/api/v1/exports/{path}")).await,
            400,
            "invalid_query",
        )
        .await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{path}: {problem}");
    }
}
