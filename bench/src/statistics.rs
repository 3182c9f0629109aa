//! Statistics over a million certified products with ten years of history: how long the api takes to have them, to answer
//! what nobody asked before, and to follow changes; beside the same questions as plain SQL.

mod answers;
mod following;
mod questions;

use crate::jobs::quiet;
use crate::machine;
use crate::programs::Programs;
use chrono::{Days, NaiveDate, Utc};
use std::time::Instant;
use test_support::histories::Generator;
use test_support::{Running, Service};

/// The same million at each run.
const SEED: u64 = 20_180_507;
/// Years of history, up to yesterday.
const YEARS: u64 = 10;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Settings {
    #[command(flatten)]
    programs: Programs,
    /// Certified products
    #[arg(long, default_value_t = 1_000_000)]
    products: usize,
    /// Different questions over HTTP
    #[arg(long, default_value_t = 400)]
    questions: usize,
    /// Of these, the first so many are also asked in SQL
    #[arg(long, default_value_t = 40)]
    in_sql: usize,
    /// Starts of the api, each of which has the statistics to build
    #[arg(long, default_value_t = 3)]
    starts: usize,
}

/// Measures and prints.
pub(crate) async fn measure(settings: &Settings) {
    let service = settings.programs.service().await;
    let until = Utc::now().date_naive() - Days::new(1);
    let from = until - Days::new(365 * YEARS);
    generate(&service, settings.products, from, until).await;
    let api = rebuild(&service, settings.starts).await;
    let client = service.national(&api.base).await.unchecked();
    let questions = questions::different(SEED, settings.questions, from, until);
    answers::measure(&service, &client, &api.base, &questions, settings.in_sql).await;
    let worker = following::measure(&service, &client).await;
    machine::print_memory("###", &[("api", &api), ("worker", &worker)]);
}

async fn generate(service: &Service, products: usize, from: NaiveDate, until: NaiveDate) {
    eprintln!("{products} products are made");
    let start = Instant::now();
    let copied = service
        .database
        .copy_histories(Generator::new(SEED, products, from, until))
        .await;
    let seconds = start.elapsed().as_secs();
    println!("\n## Statistics of {products} certified products\n");
    println!(
        "Made from one seed in {seconds} s: {} producers, {} products, {} star statuses from {from} to {until}, in the communes of \
         both generations.",
        copied.producers, copied.products, copied.recognitions
    );
}

/// Starts the api several times; the last one goes on.
async fn rebuild(service: &Service, starts: usize) -> Running {
    println!("\n### Start of the api\n");
    println!(
        "From the start of the process until every statistic is counted in memory, and what of it loading them took.\n"
    );
    println!("| start | in memory after | loading |\n|--:|--:|--:|");
    let mut running = None;
    for start in 1..=starts {
        drop(running.take());
        eprintln!("start {start} of the api");
        let begun = Instant::now();
        let mut api = service.api(&quiet()).await;
        let loading = api.child.printed(loaded).await;
        println!("| {start} | {:.2} s | {loading} |", begun.elapsed().as_secs_f64());
        running = Some(api);
    }
    running.expect("a start")
}

/// How long the api says that loading took, once it says so.
fn loaded(output: &str) -> Option<String> {
    let line = output
        .lines()
        .find(|line| line.contains("the statistics are in memory"))?;
    let (_, rest) = line.split_once("\"elapsed\":\"")?;
    rest.split_once('"').map(|(elapsed, _)| elapsed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loading_is_read_from_the_log() {
        let line =
            r#"{"message":"the statistics are in memory","intervals":9,"version":2,"elapsed":"2.65s"}"#;
        assert_eq!(loaded(&format!("listening\n{line}")), Some("2.65s".to_owned()));
        assert_eq!(loaded("listening"), None);
    }
}
