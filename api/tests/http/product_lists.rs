//! Lists of products: filters, orders page by page, and the search.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use shared::domain::producers::name_words;
use shared::domain::spelling;
use shared::domain::units::{Generation, registry};

const PRODUCTS: &str = "/api/v1/products";

/// A server on 15 June 2026, a province's token, and a producer.
async fn scene(producer: &str) -> (App, String, String) {
    let app = App::at("2026-06-15").await;
    let token = token_in(&app, Role::Province, "25").await;
    let id = cooperative(&app, &token, producer, "08782").await;
    (app, token, id)
}

async fn product(app: &App, token: &str, producer: &str, name: &str) -> String {
    let given = json!({"producer_id": producer, "name": name, "product_set": 1});
    let made = body(send(app, Method::POST, token, PRODUCTS, &given).await, 201).await;
    made["id"].as_str().unwrap().to_owned()
}

async fn names(app: &App, token: &str, query: &str) -> Vec<String> {
    let found = body(get(app, token, &format!("{PRODUCTS}?{query}")).await, 200).await;
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn recognise(app: &App, product: &str, stars: u8, from: &str, to: &str, ended: Option<(&str, &str)>) {
    let (ended, reason) = ended.map_or(("null".to_owned(), "null".to_owned()), |(day, reason)| {
        (format!("'{day}'"), format!("'{reason}'"))
    });
    app.database
        .execute(&format!(
            "select set_config('ocop.at', '2026-06-25T12:00:00+07', false);
             insert into recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year,
                valid_from, valid_to, ended_on, end_reason, product_set, product_group, producer_type, sector,
                current_province_code, current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code)
             select gen_random_uuid(), id, producer_id, '26-2026', 'first', {stars}, false, 2026, '{from}', '{to}', {ended}, {reason},
                1, 'I', 'cooperative', 'collective', '25', '08782', '26', '253', '08806' from products where id = '{product}'"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_filtered_by_what_they_hold() {
    let (app, token, producer) = scene("HTX Sông Lô").await;
    let mut made = Vec::new();
    for name in ["Ba", "Bốn", "Hết hạn", "Thu hồi", "Chưa"] {
        made.push(product(&app, &token, &producer, name).await);
    }
    recognise(&app, &made[0], 3, "2025-01-01", "2028-01-01", None).await;
    recognise(&app, &made[1], 4, "2023-07-01", "2026-07-01", None).await;
    recognise(&app, &made[2], 3, "2020-01-01", "2023-01-01", None).await;
    let revoked = Some(("2025-06-01", "revoked"));
    recognise(&app, &made[3], 5, "2024-01-01", "2027-01-01", revoked).await;
    for (query, expected) in [
        ("stars=3", vec!["Ba"]),
        ("stars=4", vec!["Bốn"]),
        ("stars=5", vec![]),
        ("status=valid", vec!["Ba", "Bốn"]),
        ("status=extended", vec![]),
        ("status=expired", vec!["Hết hạn"]),
        ("status=revoked", vec!["Thu hồi"]),
        ("status=unrecognised", vec!["Chưa"]),
        ("ends_within=30", vec!["Bốn"]),
        ("ends_within=1", vec![]),
        ("ends_within=30&stars=3", vec![]),
        (
            "unit=26&level=province&generation=legacy&status=valid",
            vec!["Ba", "Bốn"],
        ),
        ("unit=253&generation=legacy&status=valid&q=bon", vec!["Bốn"]),
        ("unit=01", vec![]),
        ("product_set=2", vec![]),
    ] {
        assert_eq!(names(&app, &token, query).await, expected, "{query}");
    }
    app.database
        .execute("update recognitions set extended_to = '2026-12-31' where stars = 4")
        .await;
    app.set_date("2026-08-01");
    assert_eq!(names(&app, &token, "status=extended").await, ["Bốn"]);
    for wrong in [
        "stars=2",
        "status=gone",
        "ends_within=-1",
        "sort=price",
        "changed_since=yesterday",
    ] {
        problem(
            get(&app, &token, &format!("{PRODUCTS}?{wrong}")).await,
            400,
            "invalid_query",
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_changes_with_what_it_holds() {
    let (app, token, producer) = scene("HTX Sông Lô").await;
    let first = product(&app, &token, &producer, "Một").await;
    app.set_date("2026-06-20");
    let second = product(&app, &token, &producer, "Hai").await;
    let since = async |day: &str| {
        let path = format!("{PRODUCTS}?changed_since={day}T00:00:00%2B07:00&sort=changed");
        let found = body(get(&app, &token, &path).await, 200).await;
        ids(&found).into_iter().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(since("2026-06-01").await, [first.clone(), second.clone()]);
    assert_eq!(since("2026-06-18").await, std::slice::from_ref(&second));
    let before = body(get(&app, &token, &format!("{PRODUCTS}/{first}")).await, 200).await;
    recognise(&app, &first, 3, "2026-06-15", "2029-06-15", None).await;
    let after = body(get(&app, &token, &format!("{PRODUCTS}/{first}")).await, 200).await;
    assert_eq!(after["updated_at"], before["updated_at"]);
    assert_ne!(after["changed_at"], before["changed_at"], "its stars are new");
    assert_eq!(since("2026-06-22").await, std::slice::from_ref(&first));
    assert_eq!(
        since("2026-06-18").await,
        [second, first],
        "in the order of their changes"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_goes_on_where_the_page_before_ended() {
    let (app, token, producer) = scene("HTX Sông Lô").await;
    for name in ["Ổi", "Cam", "Bưởi", "Cam", "Đào", "An xoa"] {
        product(&app, &token, &producer, name).await;
    }
    let by_name = ["An xoa", "Bưởi", "Cam", "Cam", "Đào", "Ổi"]
        .map(ToOwned::to_owned)
        .to_vec();
    let by_time = ["Ổi", "Cam", "Bưởi", "Cam", "Đào", "An xoa"]
        .map(ToOwned::to_owned)
        .to_vec();
    for (sort, mut expected) in [
        ("registered", by_time.clone()),
        ("changed", by_time.clone()),
        ("code", by_time),
        ("name", by_name),
    ] {
        for order in [sort.to_owned(), format!("{sort}_desc")] {
            let mut found: Vec<Value> = Vec::new();
            let mut next = format!("{PRODUCTS}?sort={order}&page_size=2");
            for _ in 0..3 {
                let page = body(get(&app, &token, &next).await, 200).await;
                found.extend(page["items"].as_array().unwrap().iter().cloned());
                let cursor = page["next"].as_str().unwrap_or_default();
                next = format!("{PRODUCTS}?sort={order}&page_size=2&cursor={cursor}");
            }
            let told: Vec<&str> = found.iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(told, expected, "{order}");
            assert!(next.ends_with('='), "the third page is the last: {next}");
            expected.reverse();
        }
    }
    let page = body(
        get(&app, &token, &format!("{PRODUCTS}?sort=name&page_size=2")).await,
        200,
    )
    .await;
    let cursor = page["next"].as_str().unwrap();
    let other = format!("{PRODUCTS}?sort=code&cursor={cursor}");
    problem(get(&app, &token, &other).await, 400, "invalid_query").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_other_spellings_and_tells_the_best_first() {
    let (app, token, river) = scene("Hợp tác xã Sông Lô Xanh").await;
    let hill = cooperative(&app, &token, "Cơ sở Tân Quy A Vương", "08782").await;
    for (producer, name) in [
        (&river, "Chè xanh hoà tan"),
        (&river, "Chè xanh"),
        (&river, "Bánh chè xanh"),
        (&river, "Mật ong"),
        (&hill, "Mật ong bạc hà"),
        (&hill, "Homestay Ea H'leo"),
        (&hill, "Rượu Avương"),
    ] {
        product(&app, &token, producer, name).await;
    }
    let ranked = ["Chè xanh", "Chè xanh hoà tan", "Bánh chè xanh"].as_slice();
    let in_river = ["Chè xanh", "Chè xanh hoà tan", "Bánh chè xanh", "Mật ong"].as_slice();
    for (asked, expected) in [
        ("Chè xanh", ranked),
        ("che xanh", ranked),
        ("CHÈ-XANH", ranked),
        ("xanh chè", &["Chè xanh hoà tan", "Chè xanh", "Bánh chè xanh"]),
        ("hòa tan", &["Chè xanh hoà tan"]),
        ("hoa tan", &["Chè xanh hoà tan"]),
        ("mat on", &["Mật ong", "Mật ong bạc hà"]),
        ("mâtt ong", &["Mật ong", "Mật ong bạc hà"]),
        ("mat ogn", &["Mật ong", "Mật ong bạc hà"]),
        ("mat ong tan qui", &["Mật ong bạc hà"]),
        ("ong song lo", &["Mật ong"]),
        ("ea hleo", &["Homestay Ea H'leo"]),
        ("eahleo", &["Homestay Ea H'leo"]),
        ("ruou a vuong", &["Rượu Avương"]),
        ("homestey", &["Homestay Ea H'leo"]),
        ("trau", &[]),
    ] {
        let query: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        assert_eq!(
            names(&app, &token, &format!("q={query}")).await,
            expected,
            "{asked}"
        );
    }
    // Those of the producer alone are told in the order of registration.
    let mut found = names(&app, &token, "q=song%20lo").await;
    found.sort();
    let mut expected = in_river.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(
        names(&app, &token, "q=che%20xanh&sort=name").await,
        ["Bánh chè xanh", "Chè xanh", "Chè xanh hoà tan"]
    );
    // Page by page it is the same.
    let (mut told, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = body(
            get(
                &app,
                &token,
                &format!("{PRODUCTS}?q=che%20xanh&page_size=1{cursor}"),
            )
            .await,
            200,
        )
        .await;
        told.push(page["items"][0]["name"].as_str().unwrap().to_owned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(told, ranked);

    let other = token_in(&app, Role::Province, "01").await;
    assert!(names(&app, &other, "q=che%20xanh").await.is_empty());
    let renamed = json!({"name": "Hợp tác xã Bờ Bắc"});
    let path = format!("/api/v1/producers/{river}");
    body(send(&app, Method::PATCH, &token, &path, &renamed).await, 200).await;
    assert!(names(&app, &token, "q=song%20lo").await.is_empty());
    assert_eq!(names(&app, &token, "q=ong%20bo%20bac").await, ["Mật ong"]);
    let nothing = problem(
        get(&app, &token, &format!("{PRODUCTS}?q=%25")).await,
        400,
        "invalid_query",
    )
    .await;
    assert_eq!(nothing["errors"][0]["code"], "no_words");
}

/// A page of a search goes on in records that came long after, whichever tier it is in: the register is cut in blocks of 1,024, 16,384 and
/// 262,144 records.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_goes_on_through_the_whole_register() {
    let (app, token, producer) = scene("HTX Sông Lô").await;
    let registered = [
        1, 1_023, 1_024, 2_047, 2_048, 16_384, 32_768, 262_144, 600_000, 5_000_000,
    ];
    for number in registered {
        app.database
            .execute(&format!(
                "select setval(pg_get_serial_sequence('product_listings', 'number'), {number}, false)"
            ))
            .await;
        product(&app, &token, &producer, "Cam xã Đoài").await;
    }
    let all = body(
        get(&app, &token, &format!("{PRODUCTS}?sort=registered")).await,
        200,
    )
    .await;
    let all = ids(&all);
    for asked in [
        "cam xa doai",
        "cam xa",
        "doai",
        "song lo",
        "cam lo",
        "do",
        "doaii",
    ] {
        for size in [1, 3, 200] {
            let (mut told, mut cursor) = (Vec::new(), String::new());
            while told.len() <= all.len() {
                let asked = asked.replace(' ', "%20");
                let path = format!("{PRODUCTS}?q={asked}&page_size={size}{cursor}");
                let page = body(get(&app, &token, &path).await, 200).await;
                told.extend(ids(&page).into_iter().map(ToOwned::to_owned));
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(told, all, "{asked} by {size}");
        }
    }
    // Changes of products take no numbers: blocks would be nearly empty.
    let renamed = json!({"name": "Cam xã Đoài (mới)"});
    body(
        send(
            &app,
            Method::PATCH,
            &token,
            &format!("{PRODUCTS}/{}", all[0]),
            &renamed,
        )
        .await,
        200,
    )
    .await;
    product(&app, &token, &producer, "Cam xã Đoài").await;
    let numbers = app
        .database
        .texts("select l.number::text from product_listings as l order by l.number")
        .await;
    assert_eq!(numbers.last().map(String::as_str), Some("5000001"));
}

/// The database and the domain fold names alike, or a search would miss what it is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_folds_names_as_the_domain_does() {
    let app = App::start().await;
    let mut written: Vec<String> = [Generation::Current, Generation::Legacy]
        .into_iter()
        .flat_map(|generation| registry().unwrap().units_of(generation, None))
        .map(|unit| unit.name.clone())
        .collect();
    for pair in include_str!("../../../shared/domain/tests/data/spelling-pairs.csv")
        .lines()
        .skip(1)
    {
        written.extend(pair.split(',').map(ToOwned::to_owned));
    }
    written.extend(
        [
            "Rượu 040% (0,5 l) – SỸ QUÝ",
            "Chè Shan tuyết ‘Tà Xùa’",
            "Mỳ 0",
            "Ðắk Lắk 00",
        ]
        .map(ToOwned::to_owned),
    );
    let quoted: Vec<String> = written
        .iter()
        .map(|name| format!("('{}')", name.replace('\'', "''")))
        .collect();
    let folded = app
        .database
        .texts(&format!(
            "select spelt_words(name) from (values {}) as written (name)",
            quoted.join(", ")
        ))
        .await;
    let expected: Vec<String> = written.iter().map(|name| spelling::words(name)).collect();
    assert!(folded.len() > 14_000);
    for ((name, folded), expected) in written.iter().zip(folded).zip(expected) {
        assert_eq!(folded, expected, "{name}");
    }
}

/// Names with the short words that lists have, in the database and in the domain.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_writes_short_words_out_as_the_domain_does() {
    let app = App::start().await;
    let kinds = [
        "HTX",
        "HTXNN",
        "htx.nn",
        "THT",
        "Cty",
        "CTY TNHH MTV",
        "CTCP",
        "Cty CP",
        "DNTN",
        "HKD",
        "CSSX",
        "SXKD",
        "SX-TM-DV",
        "XNK&TM",
        "Công ty TNHH SX",
        "nn",
        "Sở NN",
        "HTXa",
    ];
    let names: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{kind} Quỳnh Hoà 02/9 (Tà Xùa)"))
        .collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("('{name}')")).collect();
    let sql = format!(
        "select producer_words(name) from (values {}) as written (name)",
        quoted.join(", ")
    );
    let written = app.database.texts(&sql).await;
    let expected: Vec<String> = names.iter().map(|name| name_words(name)).collect();
    assert_eq!(written, expected);
}
