//! One council of five in the domain core, without HTTP and JSON.

use crate::median::median;
use shared::domain::criteria::Regimes;
use shared::domain::language::Language;
use shared::domain::scoring::{ScoringRequest, score, validate};
use std::hint::black_box;
use std::time::{Duration, Instant};
use test_support::{PRODUCT_SET, scoring_request};

const COUNCILS: u64 = 64;
/// Long enough that the clock's own cost vanishes.
const ROUND: Duration = Duration::from_millis(500);

/// Measures and prints.
pub(crate) fn measure(rounds: usize) {
    let regimes = Regimes::embedded().expect("the regimes");
    let requests: Vec<ScoringRequest> = (0..COUNCILS)
        .map(|seed| serde_json::from_value(scoring_request(PRODUCT_SET, 5, seed)).expect("a request"))
        .collect();
    let checked: Vec<_> = requests
        .iter()
        .map(|request| validate(&regimes, request).expect("a good request"))
        .collect();
    let (mut scored, mut both) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        scored.push(nanoseconds(|number| {
            black_box(score(black_box(&checked[number % checked.len()]), Language::Vi));
        }));
        both.push(nanoseconds(|number| {
            let request = black_box(&requests[number % requests.len()]);
            let checked = validate(&regimes, request).expect("a good request");
            black_box(score(&checked, Language::Vi));
        }));
    }
    println!("\n## Scoring in the domain core\n");
    println!(
        "A council of 5 on product set {PRODUCT_SET}, with unmet minimums and the way to the next star; one core.\n"
    );
    println!("| | time |\n|---|--:|");
    println!("| score a checked request | {:.2} µs |", median(&scored) / 1e3);
    println!("| check and score | {:.2} µs |", median(&both) / 1e3);
}

fn nanoseconds(mut work: impl FnMut(usize)) -> f64 {
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < ROUND {
        for number in done..done + 256 {
            work(number);
        }
        done += 256;
    }
    start.elapsed().as_nanos() as f64 / done as f64
}
