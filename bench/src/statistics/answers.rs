//! Questions that nobody has asked before, over HTTP and as plain SQL over the base tables, one after the other.

use super::questions::PollQuestion;
use crate::load::{self, Until};
use reqwest::Method;
use shared::database::statistics::{self, Area};
use shared::domain::access::Scope;
use std::sync::Arc;
use std::time::{Duration, Instant};
use test_support::{HttpClient, Service};

/// Bytes of an answer that a page can show: some thousand cells.
const SHORT: usize = 1_000_000;

/// Measures and prints. The answers of both ways must be the same.
pub(crate) async fn measure(
    service: &Service,
    client: &HttpClient,
    base: &str,
    questions: &[PollQuestion],
    in_sql: usize,
) {
    let (both, alone) = questions.split_at(in_sql.min(questions.len()));
    let (mut over_http, mut as_sql) = (Vec::new(), Vec::new());
    let mut connection = service.database.operator().await;
    for question in both {
        let start = Instant::now();
        let answer = client.get(&question.path()).await;
        over_http.push(start.elapsed());
        let area = Area {
            generation: question.generation,
            unit: question.unit.clone(),
        };
        let start = Instant::now();
        let (totals, cells) = statistics::count(
            &mut connection,
            &Scope::Nation,
            &area,
            &question.dimensions,
            question.day,
        )
        .await
        .expect("a count");
        as_sql.push(start.elapsed());
        assert_eq!(
            answer["totals"]["products"],
            totals.products,
            "{}",
            question.path()
        );
        assert_eq!(
            answer["totals"]["producers"],
            totals.producers,
            "{}",
            question.path()
        );
        assert_eq!(
            answer["cells"].as_array().map(Vec::len),
            Some(cells.len()),
            "{}",
            question.path()
        );
    }
    let token = format!("Bearer {}", client.token().expect("a token"));
    let (mut short, mut long) = (Vec::new(), Vec::new());
    for question in alone {
        let request = load::request("GET", &question.path(), &[("Authorization", &token)], "");
        let load = load::run(base, Arc::new(vec![request]), 200, 1, Until::AllSent).await;
        // Asked again, now from memory, for its length.
        let answer = client.request(Method::GET, &question.path()).send().await;
        let length = answer.expect("an answer").bytes().await.expect("a body").len();
        let times = if length <= SHORT { &mut short } else { &mut long };
        times.push(load.longest);
        eprintln!("{:?} for {length} bytes: {}", load.longest, question.path());
    }
    println!("\n### Answers that no cache knows\n");
    println!(
        "Different questions: half of them about the nation, the others about a province, district or commune, on any day of the \
         history, in either boundaries, by one to four dimensions; one at a time. The first {} were asked over HTTP and in SQL in \
         turn, and had the same answers.\n",
        both.len()
    );
    println!("| | questions | p50 | p99 | longest |\n|---|--:|--:|--:|--:|");
    row("plain SQL over the base tables", as_sql);
    row("the same over HTTP", over_http);
    row("others over HTTP", [short.as_slice(), long.as_slice()].concat());
    row("of these, answers of up to 1 MB", short);
    row("of these, longer answers", long);
}

fn row(name: &str, mut times: Vec<Duration>) {
    if times.is_empty() {
        return;
    }
    times.sort_unstable();
    let at = |percent: usize| milliseconds(times[(times.len() - 1) * percent / 100]);
    println!(
        "| {name} | {} | {} | {} | {} |",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
}

/// A time as it stands in the tables.
pub(super) fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
