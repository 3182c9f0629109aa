//! The ministry's table PTNT_OCOP with its catalogues, loaded into a schema with the types and foreign keys with which a department built
//! them.

use crate::app::{App, problem};
use crate::exports::lines;
use crate::registration::{get, token_in};
use shared::domain::access::Role;
use shared::domain::products::MinistryFormat;
use test_support::histories::Generator;

/// Products of the nation, as many as the ministry told of in 2025.
const PRODUCTS: usize = 17_400;
const DAY: &str = "2026-11-24";

/// What the department built; the columns of DM_DonViHanhChinh were not told.
const SCHEMA: &str = "
    create schema ministry;
    create table ministry.dm_don_vi_hanh_chinh (ma_don_vi_hanh_chinh varchar(10) primary key,
        ten_don_vi_hanh_chinh varchar(255) not null, cap_hanh_chinh varchar(50) not null,
        ma_don_vi_cap_tren varchar(10) references ministry.dm_don_vi_hanh_chinh);
    create table ministry.dm_khoang_thoi_gian (ma_thoi_gian varchar(10) primary key, nam integer not null, thang integer,
        vu_mua varchar(50));
    create table ministry.dm_san_pham (ma_san_pham varchar(10) primary key, ten_san_pham varchar(255) not null,
        nhom_san_pham varchar(255) not null, don_vi_tinh varchar(50), trang_thai varchar(10) not null);
    create table ministry.dm_co_so (ma_co_so varchar(10) primary key, ten_co_so varchar(255) not null,
        loai_co_so varchar(100) not null, dia_chi varchar(255),
        ma_don_vi_hanh_chinh varchar(10) not null references ministry.dm_don_vi_hanh_chinh);
    create table ministry.ptnt_ocop (ma_ocop integer primary key,
        ma_don_vi_hanh_chinh varchar(10) not null references ministry.dm_don_vi_hanh_chinh,
        ma_thoi_gian varchar(10) not null references ministry.dm_khoang_thoi_gian,
        ma_san_pham varchar(10) not null unique references ministry.dm_san_pham, ten_san_pham varchar(255) not null,
        xep_hang varchar(50) not null, chu_the_sxkd varchar(255) not null, doanh_thu_nam numeric(14,2),
        trang_thai varchar(10) not null check (trang_thai in ('HIEULUC', 'HETHAN')))";

/// Tables in the order in which their keys allow them, each with the file that fills it.
const TABLES: [(&str, &str); 5] = [
    ("dm_don_vi_hanh_chinh", "/dm-don-vi-hanh-chinh"),
    ("dm_khoang_thoi_gian", "/dm-khoang-thoi-gian"),
    ("dm_san_pham", "/dm-san-pham"),
    ("dm_co_so", "/dm-co-so"),
    ("ptnt_ocop", ""),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_nations_products_load_into_the_ministrys_tables_without_an_error() {
    let app = App::at(DAY).await;
    let until = DAY.parse().unwrap();
    let made = Generator::new(7, PRODUCTS, "2019-01-01".parse().unwrap(), until);
    let copied = app.database.copy_histories(made).await;
    assert_eq!(copied.products, PRODUCTS);
    let token = token_in(&app, Role::National, "").await;
    app.database.execute(SCHEMA).await;
    for (table, file) in TABLES {
        let path = format!("/api/v1/exports/ptnt-ocop{file}");
        let text = get(&app, &token, &path).await.text().await.unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let copied = app.database.copy_csv(&format!("ministry.{table}"), text).await;
        assert_eq!(
            copied,
            Ok(u64::try_from(text.lines().count() - 1).unwrap()),
            "{table}"
        );
    }
    let number = async |sql: &str| app.database.number(sql).await;
    // Potential five stars that nothing certain stands beside are no star yet.
    let certain = "select count(distinct product_id) from recognitions where not potential";
    let rows = number("select count(*) from ministry.ptnt_ocop").await;
    assert_eq!(rows, number(certain).await);
    assert!(rows > 17_000, "{rows}");
    assert_eq!(number("select count(*) from ministry.dm_san_pham").await, rows);
    assert_eq!(
        number("select count(*) from ministry.dm_don_vi_hanh_chinh").await,
        34 + 3_321
    );
    let in_force = "select count(*) from ministry.ptnt_ocop where trang_thai = 'HIEULUC'";
    let held = "select count(distinct product_id) from recognitions where not potential and valid_from <= '2026-11-24'
        and '2026-11-24' < least(greatest(valid_to, extended_to), ended_on)";
    assert_eq!(number(in_force).await, number(held).await);
    let producers = "select count(distinct producer_id) from products";
    assert_eq!(
        number("select count(*) from ministry.dm_co_so").await,
        number(producers).await
    );
    // The key is the product's, and its code is the key.
    let keys = "select count(*) from ministry.ptnt_ocop o join products p on p.register_number = o.ma_ocop
        where o.ten_san_pham = p.name and o.ma_san_pham = 'OP' || upper(lpad(to_hex(p.register_number), 8, '0'))";
    assert_eq!(number(keys).await, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_and_widths_are_those_of_the_file() {
    let app = App::changed(|http| {
        http.ministry = MinistryFormat {
            widths: [("DM_SanPham.TenSanPham".to_owned(), 3)].into(),
            in_force: "CON".to_owned(),
            ended: "HET".to_owned(),
            stars: "{stars} sao".to_owned(),
            ..MinistryFormat::default()
        };
    })
    .await;
    app.load_demo().await;
    let token = token_in(&app, Role::Province, "25").await;
    let table = lines(&app, &token, "/api/v1/exports/ptnt-ocop?year=2022", "vi").await;
    assert!(
        table[1..]
            .iter()
            .all(|line| line[8] == "CON" && line[5].ends_with(" sao"))
    );
    let products = lines(
        &app,
        &token,
        "/api/v1/exports/ptnt-ocop/dm-san-pham?year=2024",
        "vi",
    )
    .await;
    assert_eq!(products.len(), table.len());
    assert!(
        products[1..]
            .iter()
            .all(|line| line[1].chars().count() == 3 && line[4] == "HET")
    );
    let units = "/api/v1/exports/ptnt-ocop/dm-don-vi-hanh-chinh?year=2025&format=xlsx";
    assert_eq!(get(&app, &token, units).await.status(), 200);
    let periods = lines(
        &app,
        &token,
        "/api/v1/exports/ptnt-ocop/dm-khoang-thoi-gian?year=2020",
        "vi",
    )
    .await;
    assert_eq!(
        periods[1..],
        [2018, 2019, 2020].map(|year| vec![year.to_string(), year.to_string(), String::new(), String::new()])
    );
    let unknown = get(&app, &token, "/api/v1/exports/ptnt-ocop/dm-gi-do").await;
    problem(unknown, 400, "malformed_path").await;
}
