//! Every exchange of the tests is held against `openapi/openapi.json`: a request that was accepted and each answer, problems too.
//!
//! The document is read once a process, and each of its schemas is compiled when an answer first needs it. What the document does not
//! allow fails the test that saw it. Where the folder `target/contract` exists, each process also writes there what it saw, so that
//! `scripts/contract-coverage` can tell which operations no test reaches.

mod answer;
mod body;
mod closed;
mod document;
mod example;
mod exchange;
mod middleware;
mod record;
mod request;
mod schemas;
#[cfg(test)]
mod tests;
mod text;
mod violation;

use closed::close;
use document::ContractDocument;
use exchange::Exchange;
use schemas::Schemas;
use serde_json::Value;
use std::sync::OnceLock;
use violation::{ContractViolation, ViolationKind};

pub use middleware::checked;

/// The document as the tests hold it against the service.
struct Contract {
    document: ContractDocument,
    schemas: Schemas,
}

/// Of this workspace.
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Answers of the service that the document says nothing of, by the beginning of their path.
const PASSED_OVER: [(&str, &str); 3] = [
    ("/openapi.json", "the document itself"),
    ("/docs", "a page for people: the document, readable"),
    ("/dashboard", "a page for people, its scripts and styles"),
];

impl Contract {
    /// The one of this process.
    fn get() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| {
            let path = format!("{WORKSPACE}/openapi/openapi.json");
            let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            Self::of(serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{path}: {error}")))
        })
    }

    /// Kept until the process ends: compiled schemas point into the document.
    fn of(mut document: Value) -> Self {
        close(&mut document);
        let document: &'static Value = Box::leak(Box::new(document));
        Self {
            document: ContractDocument::new(document),
            schemas: Schemas::new(document),
        }
    }

    /// What the document does not allow of an exchange.
    fn violations(&self, exchange: &Exchange) -> Vec<ContractViolation> {
        let mut found = Vec::new();
        match self.document.find(&exchange.method, &exchange.path) {
            _ if is_of_worker(exchange) => {}
            Some(operation) => {
                answer::check(self, &operation, exchange, &mut found);
                if exchange.is_accepted() {
                    request::check(self, &operation, exchange, &mut found);
                }
                record::seen(&operation, exchange.status);
                if found.is_empty() {
                    example::keep(self, &operation, exchange);
                }
            }
            None if is_passed_over(&exchange.path) || exchange.is_refused() => {}
            None => found.push(ContractViolation::new(
                ViolationKind::Operation,
                "it is not documented",
                "and was not refused".to_owned(),
            )),
        }
        found
    }
}

fn is_passed_over(path: &str) -> bool {
    PASSED_OVER.iter().any(|(start, _)| path.starts_with(start))
}

/// A worker answers probes on the paths of the api's, in plain text, and is no part of the API. The api gives each answer an id.
fn is_of_worker(exchange: &Exchange) -> bool {
    let is_probe = exchange.path.starts_with("/health/") || exchange.path == "/metrics";
    is_probe && !exchange.answer.headers.contains_key("x-request-id")
}
