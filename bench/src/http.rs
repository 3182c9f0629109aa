//! Requests a second of stateless scoring and of a statistics poll, beside a hello-world.

use crate::load::{self, Load, Until};
use crate::median::median;
use reqwest::Method;
use std::sync::Arc;
use std::time::Duration;
use test_support::{Child, HttpClient, PRODUCT_SET, Running, scoring_request};

/// The poll: the national overview.
const POLL: &str = "/api/v1/statistics/products?by=stars,product_group";
/// Different councils, so that no cache can know the answer.
const COUNCILS: u64 = 64;

struct Scenario {
    name: &'static str,
    base: String,
    requests: Arc<Vec<Vec<u8>>>,
    status: u16,
    rounds: Vec<Load>,
}

/// Measures all scenarios in turn, round after round, and prints them: scoring for `client`, polls for `poller`, whose role is the one
/// for those who only poll.
pub(crate) async fn measure(
    api: &Running,
    client: &HttpClient,
    poller: &HttpClient,
    rounds: usize,
    time: Duration,
    connections: usize,
) {
    let own = std::env::current_exe().expect("this program");
    let same = same(poller).await;
    let mut hello = Child::start(&own.to_string_lossy(), &["hello", "--same", &same], &[]);
    let address = hello
        .printed(|output| {
            output
                .lines()
                .find_map(|line| line.strip_prefix("hello on ").map(ToOwned::to_owned))
        })
        .await;
    let mut scenarios = scenarios(api, client, poller, format!("http://{address}")).await;
    for round in 1..=rounds {
        for scenario in &mut scenarios {
            eprintln!("round {round}: {}", scenario.name);
            let requests = Arc::clone(&scenario.requests);
            let until = Until::Elapsed(time);
            let load = load::run(&scenario.base, requests, scenario.status, connections, until).await;
            scenario.rounds.push(load);
        }
    }
    print(&scenarios, rounds, time, connections);
    hello.kill().await;
}

/// Head and body of a poll's answer, without what actix writes itself.
async fn same(client: &HttpClient) -> String {
    let answer = client.request(Method::GET, POLL).send().await.expect("a poll");
    let own = ["content-length", "date"];
    let lines: String = answer
        .headers()
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().expect("visible ASCII")))
        .collect();
    format!("{lines}\n{}", answer.text().await.expect("a body"))
}

async fn scenarios(api: &Running, client: &HttpClient, poller: &HttpClient, hello: String) -> Vec<Scenario> {
    let token = |client: &HttpClient| format!("Bearer {}", client.token().expect("a token"));
    let (scoring, polling) = (token(client), token(poller));
    let authorized = ("Authorization", polling.as_str());
    let answer = poller.request(Method::GET, POLL).send().await.expect("a poll");
    let etag = answer.headers()["etag"].to_str().expect("an ETag").to_owned();
    let scorings = (0..COUNCILS)
        .map(|seed| scoring_request(PRODUCT_SET, 5, seed).to_string())
        .map(|body| load::request("POST", "/api/v1/scorings", &[("Authorization", &scoring)], &body))
        .collect();
    let scenario = |name, base: &str, requests, status| Scenario {
        name,
        base: base.to_owned(),
        requests: Arc::new(requests),
        status,
        rounds: Vec::new(),
    };
    let get = |path, headers: &[(&str, &str)]| vec![load::request("GET", path, headers, "")];
    vec![
        scenario("actix \"hello\" as JSON", &hello, get("/health/ready", &[]), 200),
        scenario(
            "the bytes of the poll by bare actix",
            &hello,
            get("/same", &[authorized]),
            200,
        ),
        scenario("statistics poll, 200", &api.base, get(POLL, &[authorized]), 200),
        scenario(
            "statistics poll, 304",
            &api.base,
            get(POLL, &[authorized, ("If-None-Match", &etag)]),
            304,
        ),
        scenario("scoring of a council of 5", &api.base, scorings, 200),
    ]
}

fn print(scenarios: &[Scenario], rounds: usize, time: Duration, connections: usize) {
    println!("\n## HTTP\n");
    println!(
        "{connections} connections, {rounds} rounds of {time:?} each in turn, medians; \"of hello\" is the median of each round's ratio.\n"
    );
    println!("| | requests/s | of \"hello\" | p50 | p99 |\n|---|--:|--:|--:|--:|");
    let middle = |scenario: &Scenario, of: fn(&Load) -> f64| {
        median(&scenario.rounds.iter().map(of).collect::<Vec<_>>())
    };
    for scenario in scenarios {
        let rate = middle(scenario, |load| load.per_second);
        let p50 = middle(scenario, |load| load.p50.as_secs_f64() * 1e3);
        let p99 = middle(scenario, |load| load.p99.as_secs_f64() * 1e3);
        let pairs = scenario.rounds.iter().zip(&scenarios[0].rounds);
        let ratios: Vec<f64> = pairs
            .map(|(own, hello)| own.per_second / hello.per_second)
            .collect();
        println!(
            "| {} | {rate:.0} | {:.2} | {p50:.2} ms | {p99:.2} ms |",
            scenario.name,
            median(&ratios)
        );
    }
}
