//! The register: pushes of ten thousand records under outside keys, the import of a long list, and the search over a million products.

mod imports;

use crate::jobs::quiet;
use crate::programs::Programs;
use chrono::{Days, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use test_support::histories::Generator;
use test_support::{HttpClient, Service};

/// The same million at each run.
const SEED: u64 = 20_180_507;
/// Lines of a push: as many as one call may have.
const LINES: usize = 10_000;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct RegistrySettings {
    #[command(flatten)]
    programs: Programs,
    /// Products that are searched
    #[arg(long, default_value_t = 1_000_000)]
    products: usize,
    /// Rows of the list that is imported
    #[arg(long, default_value_t = 200_000)]
    rows: usize,
    /// Different searches of each kind
    #[arg(long, default_value_t = 200)]
    searches: usize,
}

/// Measures and prints.
pub(crate) async fn measure(settings: &RegistrySettings) {
    let service = settings.programs.service().await;
    let api = service.api(&quiet()).await;
    let client = service.national(&api.base).await.unchecked();
    println!("\n## The register\n");
    pushes(&client).await;
    let worker = service.worker(&quiet()).await;
    imports::measure(&client, &worker, settings.rows).await;
    drop(worker);
    let until = Utc::now().date_naive() - Days::new(1);
    let from = until - Days::new(3_650);
    eprintln!("{} products are made", settings.products);
    let made = Generator::new(SEED, settings.products, from, until);
    service.database.copy_histories(made).await;
    // One by one: a vacuum runs outside of a transaction.
    for table in ["product_listings", "products", "search_words"] {
        service.database.execute(&format!("vacuum analyze {table}")).await;
    }
    searches(&service, &client, settings).await;
}

/// What is searched for, of the name of a product and that of its producer.
type WordsOf<'a> = dyn Fn(&str, &str) -> String + 'a;

async fn pushes(client: &HttpClient) {
    let key = |number: usize| json!([{"system": "bench", "id": number.to_string()}]);
    let producers = lines(
        |number| json!({"name": format!("Hợp tác xã số {number}"), "kind": "cooperative", "commune_code": "08782", "keys": key(number)}),
    );
    let products = lines(|number| {
        json!({"producer_key": {"system": "bench", "id": number.to_string()}, "name": format!("Mật ong {number}"),
            "product_set": 1, "keys": key(number)})
    });
    println!("### Pushes of {LINES} lines under outside keys\n");
    println!("One call each: all of it new, then the same again, which changes nothing.\n");
    println!("| | new | the same again |\n|---|--:|--:|");
    for (name, path, body) in [
        ("producers", "/api/v1/producers/by-key", &producers),
        (
            "products of as many producers",
            "/api/v1/products/by-key",
            &products,
        ),
    ] {
        let new = push(client, path, body, "created").await;
        let again = push(client, path, body, "unchanged").await;
        println!(
            "| {name} | {:.2} s | {:.2} s |",
            new.as_secs_f64(),
            again.as_secs_f64()
        );
    }
}

fn lines(line: impl Fn(usize) -> Value) -> String {
    (0..LINES).map(|number| format!("{}\n", line(number))).collect()
}

async fn push(client: &HttpClient, path: &str, body: &str, outcome: &str) -> Duration {
    let start = Instant::now();
    let request = client
        .request(Method::PUT, path)
        .header("Content-Type", "application/x-ndjson")
        .body(body.to_owned());
    let answer = request.send().await.expect("an answer");
    let report: Value = answer.json().await.expect("a report");
    assert_eq!(report[outcome], LINES, "{report}");
    start.elapsed()
}

/// Searches that somebody may write for each of some products and producers, one after the other.
async fn searches(service: &Service, client: &HttpClient, settings: &RegistrySettings) {
    let step = (settings.products / settings.searches).max(1);
    let names = service
        .database
        .texts(&format!(
            "select p.name || '|' || m.name from product_listings as l join products as p on p.id = l.product_id
             join producers as m on m.id = p.producer_id where l.number % {step} = 0 order by l.number"
        ))
        .await;
    println!("\n### Search over {} products\n", settings.products);
    println!("By the names of their products and producers over HTTP, a page of 50, one at a time.\n");
    println!("| | searches | p50 | p99 | longest |\n|---|--:|--:|--:|--:|");
    let first = |name: &str, words: usize| name.split(' ').take(words).collect::<Vec<_>>().join(" ");
    let kinds: [(&str, &WordsOf<'_>); 6] = [
        ("the whole name", &|name, _| name.to_owned()),
        ("its first word", &|name, _| first(name, 1)),
        ("its first two words", &|name, _| first(name, 2)),
        (
            "first two words and the producer's last two",
            &|name, producer| {
                let mut last: Vec<&str> = producer.rsplit(' ').take(2).collect();
                last.reverse();
                format!("{} {}", first(name, 2), last.join(" "))
            },
        ),
        ("the producer's name", &|_, producer| producer.to_owned()),
        ("the name with a letter too many", &|name, _| {
            name.replacen('n', "nm", 1)
        }),
    ];
    let mut all = Vec::new();
    for (kind, asked) in kinds {
        let mut times = Vec::new();
        for pair in &names {
            let (name, producer) = pair.split_once('|').expect("two names");
            let query: String = form_urlencoded::byte_serialize(asked(name, producer).as_bytes()).collect();
            let start = Instant::now();
            client.get(&format!("/api/v1/products?q={query}")).await;
            times.push(start.elapsed());
        }
        all.extend(times.iter().copied());
        row(kind, times);
    }
    row("all of them", all);
}

fn row(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!(
        "| {name} | {} | {:.1} ms | {:.1} ms | {:.1} ms |",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
}
