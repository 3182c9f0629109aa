//! The cost of a job while few or very many wait.

use super::{done, quiet};
use crate::median::median;
use crate::programs::Programs;
use std::fmt::Write;
use test_support::{PRODUCT_SET, Service, scoring_request};

/// Different councils.
const COUNCILS: u64 = 64;
/// Jobs written with one statement.
const PORTION: usize = 50_000;
/// Jobs whose rate is measured at the most: of a million, the first.
const MEASURED: usize = 20_000;

/// Measures with ten times more jobs waiting at each step, up to `most`, and prints.
pub(crate) async fn measure(programs: &Programs, rounds: usize, most: usize) {
    println!("\n## Cost of a job by what waits\n");
    println!(
        "The jobs are written before the api and one worker start; measured are the first {MEASURED} or all that there are, \
         after the first ones; medians of up to {rounds} rounds, each on a database of its own.\n"
    );
    println!("| waiting | evaluations/s | µs each |\n|--:|--:|--:|");
    let mut waiting = 1_000;
    while waiting <= most {
        // A large backlog takes long to write and is measured for long.
        let rounds = if waiting > MEASURED { 1 } else { rounds };
        let mut rates = Vec::new();
        for round in 1..=rounds {
            eprintln!("round {round}: {waiting} jobs waiting");
            rates.push(rate(programs, waiting).await);
        }
        let rate = median(&rates);
        println!("| {waiting} | {rate:.0} | {:.0} |", 1e6 / rate);
        waiting *= 10;
    }
}

async fn rate(programs: &Programs, waiting: usize) -> f64 {
    let service = programs.service().await;
    write(&service, waiting).await;
    let _api = service.api(&quiet()).await;
    let workers = [service.worker(&quiet()).await];
    // The first portion finds cold caches and a worker that is still connecting.
    let (start, before) = done::until(&workers, waiting.min(MEASURED) / 10).await;
    let (end, after) = done::until(&workers, waiting.min(MEASURED)).await;
    (after - before) as f64 / (end - start).as_secs_f64()
}

/// Writes `count` evaluations of as many products with jobs and messages, as the api would have.
async fn write(service: &Service, count: usize) {
    let mut requests = String::new();
    for seed in 0..COUNCILS {
        let request = scoring_request(PRODUCT_SET, 5, seed);
        write!(requests, "({seed}, '{request}'),").expect("a text");
    }
    let requests = requests.trim_end_matches(',');
    service
        .database
        .execute(&format!(
            "create table councils as select * from (values {requests}) as given (number, request)"
        ))
        .await;
    let mut written = 0;
    while written < count {
        let portion = PORTION.min(count - written);
        service.products(portion).await;
        service.database.execute(&sql(written)).await;
        written += portion;
    }
    service.database.execute("drop table made; analyze").await;
}

/// Statements for the products that have no evaluation yet; ids rise as UUIDv7 do.
fn sql(written: usize) -> String {
    format!(
        "drop table if exists made;
         create table made as
             select n, product_id,
                 (lpad(to_hex(1 + n), 16, '0') || '8' || substr(md5(n::text), 1, 15))::uuid as job_id,
                 (lpad(to_hex(1 + n), 16, '0') || '9' || substr(md5(n::text), 1, 15))::uuid as evaluation_id
             from (select {written} + row_number() over () as n, id as product_id from products
                   where created_at >= (select max(created_at) from products)) as fresh;
         insert into jobs (id, kind, subject_id, queued_at, due_at, attempt_limit, lane)
             select job_id, 'evaluation', evaluation_id, now(), now(), 5, 'bulk' from made;
         insert into evaluations (id, job_id, product_id, level, kind, regime, product_set, request, requested_by, created_at)
             select evaluation_id, job_id, product_id, 'province', 'first', '26-2026', {PRODUCT_SET}, request::json, 'bench', now()
             from made join councils on number = n % {COUNCILS};
         insert into outbox (kind, lane, message)
             select 'evaluation', 'bulk', json_build_object(
                 'specversion', '1.0', 'id', min(n)::text, 'type', 'vn.ocop.evaluation.requested.v2', 'source', '/ocop/jobs',
                 'time', to_char(now() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                 'data', json_build_object('job_ids', json_agg(job_id order by n), 'attempt', 1))::text
             from made group by n / 100;"
    )
}
