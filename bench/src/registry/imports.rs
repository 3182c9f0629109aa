//! A long list that comes into the register: rows a second, and what the worker holds at most.

use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::spelling;
use shared::domain::units::{Generation, Level, UnitRef, registry};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};
use test_support::{HttpClient, Running};

/// Longest wait for a stage: a list of 200,000 rows takes some minutes.
const PATIENCE: Duration = Duration::from_secs(1_800);
/// How often its state is looked at.
const PERIOD: Duration = Duration::from_millis(200);
const HEADINGS: &str = "TT,Tên sản phẩm,Bộ sản phẩm,Chủ thể,Loại chủ thể,Điện thoại,Xã,Tỉnh,Hạng sao,Ngày công nhận,Số quyết định";

/// Imports a list of `rows` rows twice.
pub(super) async fn measure(client: &HttpClient, worker: &Running, rows: usize) {
    println!("\n### Import of a list of {rows} rows\n");
    println!("CSV, five products a producer, each with a recognition; the second time nothing changes.\n");
    println!("| | rows a second | of it | worker's peak memory until then |\n|---|--:|--:|--:|");
    let list = list(rows);
    for turn in ["new", "the same again"] {
        let file = upload(client, &list).await;
        let given = json!({"kind": "products", "file_id": file, "reading": {"generation": "current"}});
        let start = Instant::now();
        let import = client.post("/api/v1/imports", &given, 202).await;
        let path = format!("/api/v1/imports/{}", import["id"].as_str().expect("an id"));
        settled(client, &path, "checked").await;
        row(&format!("checked, {turn}"), rows, start.elapsed(), worker);
        let start = Instant::now();
        client.post(&format!("{path}/commit"), &json!({}), 202).await;
        let import = settled(client, &path, "committed").await;
        row(&format!("taken over, {turn}"), rows, start.elapsed(), worker);
        assert_eq!(import["progress"]["counts"]["taken"], rows, "{import}");
    }
}

/// Producers all over the country, as they lie.
fn list(rows: usize) -> String {
    let communes = communes();
    let mut list = HEADINGS.to_owned();
    for row in 0..rows {
        let producer = row / 5;
        let (commune, province) = &communes[producer % communes.len()];
        let (day, month, year) = (row % 28 + 1, row % 12 + 1, 2023 + row % 2);
        write!(
            list,
            "\n{row},Sản phẩm số {row},{},Hợp tác xã nông nghiệp số {producer},HTX,09{producer:08},{commune},{province},3 sao,{day}/{month}/{year},{}/QĐ-UBND",
            row % 8 + 1,
            month * 100 + day,
        )
        .expect("memory");
    }
    list
}

/// Communes of today with their provinces, those whose name is the only one of its province.
fn communes() -> Vec<(String, String)> {
    let units = registry().expect("units");
    let mut names: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for unit in units.units_of(Generation::Current, Some(Level::Commune)) {
        let name = (unit.province_code.as_str(), spelling::bare(&unit.name));
        names.entry(name).or_default().push(&unit.name);
    }
    let alone = names.into_iter().filter(|(_, names)| names.len() == 1);
    alone
        .map(|((province, _), names)| {
            let province = units.find(&UnitRef::new(Generation::Current, Level::Province, province));
            (names[0].to_owned(), province.expect("a province").name.clone())
        })
        .collect()
}

async fn upload(client: &HttpClient, list: &str) -> Value {
    let request = client.request(Method::POST, "/api/v1/files?name=danh-sach.csv");
    let request = request.header("content-type", "text/csv").body(list.to_owned());
    let answer: Value = request
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    answer["id"].clone()
}

async fn settled(client: &HttpClient, path: &str, state: &str) -> Value {
    let start = Instant::now();
    loop {
        let import = client.get(path).await;
        if import["state"] == state {
            return import;
        }
        let goes_on = matches!(import["state"].as_str(), Some("checking" | "committing"));
        assert!(goes_on && start.elapsed() < PATIENCE, "{import}");
        tokio::time::sleep(PERIOD).await;
    }
}

fn row(name: &str, rows: usize, took: Duration, worker: &Running) {
    let seconds = took.as_secs_f64();
    println!(
        "| {name} | {:.0} | {seconds:.1} s | {} MiB |",
        rows as f64 / seconds,
        peak(worker)
    );
}

/// What the worker has held at most, in mebibytes.
fn peak(worker: &Running) -> u64 {
    let id = worker.child.id().expect("a running worker");
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.expect("a number") / 1024
}
