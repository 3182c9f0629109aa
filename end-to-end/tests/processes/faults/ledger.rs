//! The check after every fault: what was accepted is what there is, each thing once.

use crate::support::assert_statistics_recounted;
use std::collections::BTreeSet;
use test_support::{HttpClient, Service, eventually};

/// More unfinished jobs than this are still being worked at; only a rest is looked for among the dead letters.
const REST: usize = 20;

/// How the accepted evaluations ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ledger {
    pub(super) succeeded: usize,
    pub(super) failed: usize,
    pub(super) dead_lettered: usize,
}

impl Ledger {
    /// All of them well.
    pub(super) fn of_succeeded(succeeded: usize) -> Self {
        Self {
            succeeded,
            failed: 0,
            dead_lettered: 0,
        }
    }
}

/// Waits until nothing is on its way, then: the evaluations in the database are those `accepted`, by id, and each has
/// succeeded, failed or is a dead letter; each that succeeded has one result and nothing else has any; the statistics of
/// all `clients` are a recount of the results. The api of the last one reaches the broker.
pub(super) async fn closes(
    service: &Service,
    clients: &[&HttpClient],
    accepted: &BTreeSet<String>,
) -> Ledger {
    let dead = eventually(|| async {
        let open = ids(
            service,
            "select id::text from jobs where status in ('queued', 'running')",
        )
        .await;
        if open.is_empty() {
            return Ok(open);
        }
        if open.len() > REST {
            return Err(format!("{} unfinished", open.len()));
        }
        let asked = clients.last().expect("a client");
        let letters = asked.get("/api/v1/dead-letters").await;
        let letters = letters["items"].as_array().expect("items").iter();
        let dead: BTreeSet<String> = letters
            .flat_map(|letter| letter["job_ids"].as_array().expect("ids"))
            .map(|id| id.as_str().expect("an id").to_owned())
            .collect();
        if open.is_subset(&dead) {
            Ok(open)
        } else {
            Err(format!("unfinished: {open:?}, dead letters: {dead:?}"))
        }
    })
    .await;
    let stored = ids(service, "select id::text from evaluations").await;
    let (lost, unknown): (Vec<_>, Vec<_>) = (
        accepted.difference(&stored).collect(),
        stored.difference(accepted).collect(),
    );
    assert!(
        lost.is_empty() && unknown.is_empty(),
        "accepted and not stored: {lost:?}; stored and never accepted: {unknown:?}"
    );
    let evaluations_in = |status: &str| {
        format!(
            "select evaluations.id::text from evaluations join jobs on jobs.id = job_id where status = '{status}'"
        )
    };
    let succeeded = ids(service, &evaluations_in("succeeded")).await;
    let failed = ids(service, &evaluations_in("failed")).await;
    let results = service
        .database
        .texts("select evaluation_id::text from evaluation_results")
        .await;
    let distinct: BTreeSet<String> = results.iter().cloned().collect();
    assert_eq!(results.len(), distinct.len(), "an evaluation has two results");
    assert_eq!(distinct, succeeded, "results on the left, succeeded on the right");
    assert_eq!(accepted.len(), succeeded.len() + failed.len() + dead.len());
    assert_statistics_recounted(service, clients).await;
    Ledger {
        succeeded: succeeded.len(),
        failed: failed.len(),
        dead_lettered: dead.len(),
    }
}

async fn ids(service: &Service, sql: &str) -> BTreeSet<String> {
    service.database.texts(sql).await.into_iter().collect()
}
