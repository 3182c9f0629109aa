//! The indicator of new rural areas and progress against targets, polled like every statistic: tags, 304, formats, reach.

use crate::app::{App, body, problem};
use crate::registration::{get, send, token_in};
use crate::statistics::app;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::database::recognitions;
use shared::domain::access::Role;
use std::io::{Cursor, Read};
use zip::ZipArchive;

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const JSON_STAT: &str = "application/vnd.json-stat+json";
const SUMMARY: &str = "/api/v1/ntm/summary?unit=25&as_of=2022-01-01";
const COMMUNES: &str = "/api/v1/ntm/communes?unit=25&as_of=2022-01-01";

async fn ask(app: &App, token: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = app.request(Method::GET, path).bearer_auth(token);
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

async fn file(app: &App, token: &str, path: &str, format: &str) -> Response {
    let answer = ask(app, token, path, &[("accept", format), ("accept-language", "en")]).await;
    assert_eq!(answer.status(), 200, "{path} as {format}");
    let given = answer.headers()["content-type"].to_str().unwrap();
    assert!(given.starts_with(format), "{path}: {given}");
    answer
}

fn tag(answer: &Response) -> String {
    answer.headers()["etag"].to_str().unwrap().to_owned()
}

/// The path of the progress of province 25 against its targets of 2020.
async fn progress(app: &App, token: &str) -> String {
    let given = json!({"unit": "25", "year": 2020, "three_star_products": 20, "new_producers": 13});
    let made = body(
        send(app, Method::POST, token, "/api/v1/targets", &given).await,
        201,
    )
    .await;
    format!(
        "/api/v1/targets/{}/progress?as_of=2021-02-17",
        made["id"].as_str().unwrap()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_costs_a_304_to_whoever_has_it() {
    let (app, token) = app().await;
    let progress = progress(&app, &token).await;
    for path in [SUMMARY, COMMUNES, &progress] {
        let answer = get(&app, &token, path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let seen = tag(&answer);
        assert!(seen.starts_with('"'), "{path}: {seen} is not strong");
        for (header, value) in [
            ("cache-control", "private, no-cache"),
            ("vary", "Accept, Accept-Language, Authorization"),
        ] {
            assert_eq!(answer.headers()[header], value, "{path}");
        }
        let again = ask(&app, &token, path, &[("if-none-match", &seen)]).await;
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(tag(&again), seen);
        let other = ask(&app, &token, path, &[("if-none-match", &seen), ("accept", CSV)]).await;
        assert_eq!(other.status(), 200, "{path}: another format is another answer");
        assert_ne!(tag(&other), seen);
        let none = ask(&app, &token, path, &[("accept", "image/png")]).await;
        problem(none, 406, "not_acceptable").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_of_the_recognitions_is_another_answer() {
    let (app, token) = app().await;
    let seen = get(&app, &token, SUMMARY).await;
    let (tag_before, before) = (tag(&seen), body(seen, 200).await);
    app.database
        .execute("update recognitions set valid_to = '2021-06-01', ended_on = null")
        .await;
    recognitions::raise_version(&mut app.database.operator().await)
        .await
        .unwrap();
    let now = ask(&app, &token, SUMMARY, &[("if-none-match", &tag_before)]).await;
    let now = body(now, 200).await;
    assert!(before["total"]["met"].as_i64().unwrap() > 0, "{before}");
    assert_eq!(now["total"]["met"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_and_database_count_the_same() {
    let (app, token) = app().await;
    let province = token_in(&app, Role::Province, "25").await;
    let paths = [
        "communes?met=true&page_size=500",
        "summary?generation=current",
        "communes?met=true&generation=legacy",
    ];
    let paths = paths.map(|path| format!("/api/v1/ntm/{path}&as_of=2022-01-01"));
    let mut counted = Vec::new();
    for path in &paths {
        counted.push(body(get(&app, &token, path).await, 200).await);
    }
    app.load_statistics().await;
    for (path, counted) in paths.iter().zip(&counted) {
        // Of another reach, so that no answer is kept; all products of the demonstration lie in it.
        let now = body(get(&app, &province, path).await, 200).await;
        let whole = |answer: &Value| match answer.get("items") {
            Some(items) => items.clone(),
            None => answer["total"]["met"].clone(),
        };
        assert_eq!(whole(&now), whole(counted), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_answer_is_told_to_nobody_of_another_reach() {
    let (app, nation) = app().await;
    app.statistics.set_followed(true);
    let progress = progress(&app, &nation).await;
    let other = token_in(&app, Role::Province, "01").await;
    let everywhere = "/api/v1/ntm/communes?met=true&as_of=2022-01-01";
    for path in [SUMMARY, COMMUNES, everywhere, &progress] {
        for _ in 0..2 {
            assert_eq!(get(&app, &nation, path).await.status(), 200, "{path}");
        }
    }
    for path in [SUMMARY, COMMUNES, &progress] {
        problem(get(&app, &other, path).await, 404, "not_found").await;
    }
    let own = body(get(&app, &other, everywhere).await, 200).await;
    assert_eq!(own["items"], json!([]));
    for path in [
        "/api/v1/statistics/summary",
        "/api/v1/statistics/communes",
        "/api/v1/ntm/products",
    ] {
        let query = SUMMARY.split_once('?').unwrap().1;
        let nowhere = get(&app, &nation, &format!("{path}?{query}")).await;
        assert_eq!(nowhere.status(), 404, "{path} is no path");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_page_links_to_the_next_like_the_first_answer() {
    let (app, token) = app().await;
    let path = format!("{COMMUNES}&page_size=10");
    let first = get(&app, &token, &path).await;
    let link = first.headers()["link"].to_str().unwrap().to_owned();
    let next = body(first, 200).await["next"].as_str().unwrap().to_owned();
    assert!(link.contains(&format!("cursor={next}")), "{link}");
    app.statistics.set_followed(true);
    for _ in 0..2 {
        let again = get(&app, &token, &path).await;
        assert_eq!(again.headers()["link"], link);
    }
    let (address, _) = link[1..].split_once('>').unwrap();
    let second = body(get(&app, &token, address).await, 200).await;
    assert_eq!(second["items"].as_array().unwrap().len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_reads_the_indicator_and_the_progress() {
    let (app, token) = app().await;
    let counted = body(get(&app, &token, SUMMARY).await, 200).await;
    let of_province = &counted["provinces"][0];
    let csv = file(&app, &token, SUMMARY, CSV).await;
    assert_eq!(
        csv.headers()["content-disposition"],
        "attachment; filename=\"ocop-ntm-summary.csv\""
    );
    let numbers =
        ["communes", "met", "unmet", "rural", "rural_met"].map(|name| of_province[name].to_string());
    let csv = csv.text().await.unwrap();
    let line = format!("25,Tỉnh Phú Thọ,{}", numbers.join(","));
    assert!(csv.lines().any(|one| one == line), "{line}\n{csv}");

    let all = file(&app, &token, COMMUNES, CSV).await.text().await.unwrap();
    let communes = usize::try_from(of_province["communes"].as_u64().unwrap()).unwrap();
    assert_eq!(all.lines().count(), communes + 1, "all, not a page");
    let met = all.lines().filter(|line| line.ends_with(",1")).count();
    assert_eq!(met.to_string(), numbers[1]);
    let page = file(&app, &token, &format!("{COMMUNES}&page_size=10"), CSV).await;
    assert!(page.headers().contains_key("link"));
    assert_eq!(page.text().await.unwrap().lines().count(), 11);

    let progress = progress(&app, &token).await;
    let csv = file(&app, &token, &progress, CSV).await.text().await.unwrap();
    assert!(
        csv.contains("three_star_products,Three-star products,20,17,3\r\n"),
        "{csv}"
    );
    assert!(csv.contains("new_producers,New producers,13,13,0\r\n"), "{csv}");
    for path in [SUMMARY, COMMUNES, &progress] {
        let bytes = file(&app, &token, path, XLSX).await.bytes().await.unwrap();
        let mut workbook = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        workbook
            .by_name("xl/worksheets/sheet1.xml")
            .unwrap()
            .read_to_string(&mut sheet)
            .unwrap();
        assert!(sheet.contains("<row "), "{path}: {sheet}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_reads_the_indicator_and_the_progress_as_json_stat() {
    let (app, token) = app().await;
    let cube = async |path: &str| body(file(&app, &token, path, JSON_STAT).await, 200).await;
    let counted = body(get(&app, &token, SUMMARY).await, 200).await;
    let summary = cube(SUMMARY).await;
    assert_eq!(summary["id"], json!(["province", "measure"]));
    assert_eq!(summary["value"][1], counted["provinces"][0]["met"]);
    assert_eq!(summary["extension"]["totals"]["met"], counted["total"]["met"]);
    let communes = cube(COMMUNES).await;
    assert_eq!(communes["id"], json!(["province", "kind", "commune", "measure"]));
    assert_eq!(communes["size"][2], counted["total"]["communes"]);
    let progress = cube(&progress(&app, &token).await).await;
    assert_eq!(progress["size"], json!([2, 3]));
    assert_eq!(progress["value"], json!([13, 13, 0, 20, 17, 3]));
}
