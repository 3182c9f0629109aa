//! What a server does beside answering: metrics stay small, and what has run out is deleted.

use super::state::AppState;
use actix_web::web;
use chrono::{TimeDelta, Utc};
use shared::database::backlog::Backlog;
use shared::database::{StoreResult, idempotency_keys, refresh_tokens};
use shared::queue::gauges;
use std::time::Duration;

/// Histograms are folded this often; between two folds they grow with each request.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);
/// Folds between two looks for what has run out: about an hour.
const UPKEEPS_PER_PURGE: u32 = 720;
/// How long an idempotency key is remembered: longer than any client retries.
const KEY_LIFE: TimeDelta = TimeDelta::hours(24);

/// Runs for ever.
pub(super) async fn run(state: web::Data<AppState>) {
    let mut interval = tokio::time::interval(UPKEEP_INTERVAL);
    for round in 0_u32.. {
        interval.tick().await;
        if let Some(metrics) = &state.metrics {
            metrics.run_upkeep();
        }
        if round % UPKEEPS_PER_PURGE == UPKEEPS_PER_PURGE - 1
            && let Err(error) = purge(&state).await
        {
            tracing::warn!(%error, "what has run out could not be deleted; the next round tries again");
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

async fn purge(state: &AppState) -> StoreResult<()> {
    let mut connection = state.database.connection().await?;
    let now = Utc::now();
    let keys = idempotency_keys::purge(&mut connection, now - KEY_LIFE).await?;
    let tokens = refresh_tokens::purge(&mut connection, now).await?;
    tracing::debug!(keys, tokens, "deleted what has run out");
    Ok(())
}
