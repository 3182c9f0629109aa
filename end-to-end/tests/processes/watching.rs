//! Alert rules and dashboard speak of metrics that the processes really have, and of runbooks that are there.

use crate::support::{service, submit, succeeded};
use std::collections::BTreeSet;
use test_support::{HttpClient, eventually};

const RULES: &str = include_str!("../../../deploy/prometheus/ocop-alerts.yml");
const DASHBOARD: &str = include_str!("../../../deploy/grafana/ocop.json");
const OPERATIONS: &str = include_str!("../../../docs/OPERATIONS.md");
/// How the names of our metrics begin.
const FAMILIES: [&str; 3] = ["ocop_", "http_", "database_"];

/// The expressions of the rules and of the dashboard.
fn expressions() -> Vec<String> {
    let mut found: Vec<String> = RULES
        .lines()
        .filter_map(|line| line.trim().strip_prefix("expr: "))
        .map(ToOwned::to_owned)
        .collect();
    assert!(found.len() > 10, "{found:?}");
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).expect("JSON");
    for panel in dashboard["panels"].as_array().expect("panels") {
        for target in panel["targets"].as_array().expect("targets") {
            found.push(target["expr"].as_str().expect("an expression").to_owned());
        }
    }
    found
}

/// The names of our metrics in a text.
fn names(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| FAMILIES.iter().any(|family| word.starts_with(family)))
        .map(ToOwned::to_owned)
        .collect()
}

#[tokio::test]
async fn every_metric_of_the_rules_and_the_dashboard_is_on_the_processes() {
    let service = service().await;
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let products = service.products(1).await;
    succeeded(&client, &submit(&client, &products[0], 1).await).await;
    let wanted: BTreeSet<String> = expressions().iter().flat_map(|text| names(text)).collect();
    assert!(wanted.len() > 15, "{wanted:?}");
    let bases = [&api.base, &worker.base];
    eventually(|| async {
        let mut exposed = BTreeSet::new();
        for base in bases {
            let text = HttpClient::anonymous(base).metrics().await;
            exposed.extend(
                text.lines()
                    .filter(|line| !line.starts_with('#'))
                    .flat_map(|line| {
                        let end = line.find(['{', ' ']).unwrap_or(line.len());
                        names(&line[..end])
                    }),
            );
        }
        let missing: Vec<_> = wanted.difference(&exposed).collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(format!("not exposed: {missing:?}"))
        }
    })
    .await;
}

#[test]
fn every_alert_waits_before_it_calls_and_leads_to_a_runbook() {
    let anchors: BTreeSet<String> = OPERATIONS
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .replace(' ', "-")
        })
        .collect();
    let alerts: Vec<&str> = RULES.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 10);
    for alert in alerts {
        let field = |name: &str| {
            let found = alert.lines().find_map(|line| line.trim().strip_prefix(name));
            found.unwrap_or_else(|| panic!("no {name} in {alert}"))
        };
        assert!(field("for: ").ends_with('m'), "{alert}");
        assert!(["warning", "critical"].contains(&field("severity: ")), "{alert}");
        let runbook = field("runbook_url: docs/OPERATIONS.md#");
        assert!(
            anchors.contains(runbook),
            "{runbook} is no heading of OPERATIONS.md"
        );
    }
}
