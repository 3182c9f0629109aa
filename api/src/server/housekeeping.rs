//! What a server does beside answering: metrics stay small, and what waits is sampled.

use crate::state::AppState;
use actix_web::web;
use shared::database::backlog::Backlog;
use shared::queue::gauges;
use std::time::Duration;

/// Histograms are folded this often; between two folds they grow with each request.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// Runs for ever.
pub(super) async fn run(state: web::Data<AppState>) {
    let mut interval = tokio::time::interval(UPKEEP_INTERVAL);
    loop {
        interval.tick().await;
        if let Some(metrics) = &state.metrics {
            metrics.run_upkeep();
        }
    }
}

/// Samples the gauges of what waits, for ever; without a transport there is nothing that could wait.
pub(super) async fn sample(state: web::Data<AppState>) {
    match &state.transport {
        Some(transport) => {
            let seen = |waiting: &Backlog| state.admission.sampled(waiting.unfinished());
            gauges::run(state.database.clone(), transport.as_ref(), state.clock, seen).await;
        }
        None => std::future::pending().await,
    }
}
