//! Examples: bodies that a test has sent and been answered, by `operationId`.

use super::parts::operations;
use crate::state::StartError;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::openapi::{Content, OpenApi as Model, RefOr};

/// What clients have seen of the service: an example of each body, by `operationId`. A run of the tests writes them.
const EXAMPLES: &str = include_str!("../../../../openapi/examples.json");

/// Gives each operation the example of its request and of its answer that a test has seen.
///
/// # Errors
/// [`StartError::Other`] where the examples compiled in cannot be read.
pub(crate) fn add_examples(document: &mut Model) -> Result<(), StartError> {
    let examples: BTreeMap<String, Example> =
        serde_json::from_str(EXAMPLES).map_err(|error| StartError::Other(error.to_string()))?;
    let items = document.paths.paths.values_mut();
    for operation in items.flat_map(operations) {
        let id = operation.operation_id.clone().unwrap_or_default();
        let Some(example) = examples.get(&id) else {
            continue;
        };
        if let Some(RefOr::T(body)) = &mut operation.request_body
            && let Some(content) = body.content.values_mut().next()
        {
            show(content, example.request.as_ref());
        }
        let answers = operation.responses.responses.iter_mut();
        let success = answers
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(_, answer)| answer)
            .next();
        if let Some(RefOr::T(answer)) = success
            && let Some(content) = answer.content.get_mut("application/json")
        {
            show(content, example.answer.as_ref());
        }
    }
    Ok(())
}

/// What a test has sent and been answered.
#[derive(Deserialize)]
struct Example {
    request: Option<Value>,
    answer: Option<Value>,
}

fn show(content: &mut RefOr<Content>, example: Option<&Value>) {
    if let RefOr::T(content) = content {
        content.example = example.cloned();
    }
}
