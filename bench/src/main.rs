//! Measures the service against a hello-world of the same actix on the same machine in the same run, and prints the answer as
//! the Markdown of `docs/BENCHMARKS.md`. The load generator is this process; every server is a child of it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measuring tool: it stops at what it did not expect, divides and prints"
)]

mod build_time;
mod core_scoring;
mod hello;
mod http;
mod jobs;
mod load;
mod machine;
mod median;
mod programs;
mod registry;
mod statistics;

use clap::{Parser, Subcommand};
use programs::Programs;
use std::path::PathBuf;
use std::time::Duration;
use test_support::Service;

/// Measurements, printed as Markdown.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure everything but the build
    Run(Settings),
    /// Measure only the way of evaluations through outbox, broker and worker
    Jobs(Settings),
    /// Measure only HTTP
    Http(Settings),
    /// Measure the statistics over a million products
    Statistics(statistics::Settings),
    /// Measure pushes under outside keys, the import of a list and the search over a million products
    Registry(registry::RegistrySettings),
    /// The hello-world to compare with
    Hello {
        /// An answer that it gives as well, see its source
        #[arg(long, default_value = "")]
        same: String,
    },
    /// What of a cold build costs most, from the file that `cargo build --timings` writes
    BuildTime {
        /// `cargo-timing.html`
        timings: PathBuf,
        /// What the whole build took
        seconds: u64,
    },
}

#[derive(clap::Args)]
struct Settings {
    #[command(flatten)]
    programs: Programs,
    /// Rounds; every scenario is measured once in each and the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Milliseconds of each HTTP measurement
    #[arg(long, default_value_t = 3_000)]
    milliseconds: u64,
    /// Connections of the load generator
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Evaluations of each round
    #[arg(long, default_value_t = 10_000)]
    evaluations: usize,
    /// Evaluations of the batch beside which single ones are measured
    #[arg(long, default_value_t = 100_000)]
    batch: usize,
    /// The most jobs waiting in the curve of their cost
    #[arg(long, default_value_t = 1_000_000)]
    waiting: usize,
}

#[tokio::main]
async fn main() {
    match Arguments::parse().command {
        Command::Hello { same } => hello::serve(&same).await,
        Command::BuildTime { timings, seconds } => build_time::print(&timings, seconds),
        Command::Run(settings) => run(&settings).await,
        Command::Jobs(settings) => jobs(&settings).await,
        Command::Http(settings) => {
            let service = settings.programs.service().await;
            http(&settings, &service).await;
        }
        Command::Statistics(settings) => statistics::measure(&settings).await,
        Command::Registry(settings) => registry::measure(&settings).await,
    }
}

async fn run(settings: &Settings) {
    let service = settings.programs.service().await;
    machine::print(&service).await;
    core_scoring::measure(settings.rounds);
    http(settings, &service).await;
    drop(service);
    jobs(settings).await;
}

async fn http(settings: &Settings, service: &Service) {
    let api = service.api(&jobs::quiet()).await;
    let client = service.national(&api.base).await.unchecked();
    let time = Duration::from_millis(settings.milliseconds);
    let poller = service.client(&api.base, "statistics").await.unchecked();
    http::measure(
        &api,
        &client,
        &poller,
        settings.rounds,
        time,
        settings.connections,
    )
    .await;
}

async fn jobs(settings: &Settings) {
    let (programs, rounds) = (&settings.programs, settings.rounds);
    let service = programs.service().await;
    let running = service.api(&jobs::quiet()).await;
    let client = service.national(&running.base).await.unchecked();
    jobs::measure_throughput(&service, &running, &client, rounds, settings.evaluations).await;
    drop((running, service));
    jobs::measure_fleet(programs, rounds, settings.evaluations).await;
    jobs::measure_fairness(programs, settings.batch).await;
    jobs::measure_backlog(programs, rounds, settings.waiting).await;
}
