//! A request that was accepted against its operation: a client that keeps to the document could have sent it.

use super::Contract;
use super::body::media_type;
use super::document::{ContractOperation, Node};
use super::exchange::Exchange;
use super::violation::{ContractViolation, ViolationKind};
use percent_encoding::percent_decode_str;

/// Headers that have an effect: sent and heeded, they are documented.
const HEEDED: [&str; 7] = [
    "accept-language",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "if-range",
    "last-event-id",
    "range",
];

/// Adds to `found` what the operation does not allow of the request.
pub(super) fn check(
    contract: &Contract,
    operation: &ContractOperation,
    exchange: &Exchange,
    found: &mut Vec<ContractViolation>,
) {
    path(contract, operation, found);
    query(contract, operation, exchange, found);
    headers(contract, operation, exchange, found);
    body(contract, operation, exchange, found);
}

fn path(contract: &Contract, operation: &ContractOperation, found: &mut Vec<ContractViolation>) {
    let documented = contract.document.parameters(operation, "path");
    for (name, value) in &operation.path_values {
        let value = percent_decode_str(value).decode_utf8_lossy();
        let place = format!("path parameter {name}");
        match documented
            .iter()
            .find(|parameter| parameter.text("name") == *name)
        {
            Some(parameter) => found.extend(contract.parameter(parameter, &value, &place)),
            None => found.push(undocumented(place)),
        }
    }
}

fn query(
    contract: &Contract,
    operation: &ContractOperation,
    exchange: &Exchange,
    found: &mut Vec<ContractViolation>,
) {
    let documented = contract.document.parameters(operation, "query");
    for (name, value) in &exchange.query {
        let place = format!("query parameter {name}");
        match documented.iter().find(|parameter| parameter.text("name") == name) {
            Some(parameter) => found.extend(contract.parameter(parameter, value, &place)),
            None => found.push(undocumented(place)),
        }
    }
    for parameter in documented {
        let name = parameter.text("name");
        let is_given = exchange.query.iter().any(|(given, _)| given == name);
        if parameter.value["required"] == true && !is_given {
            found.push(missing(format!("query parameter {name}")));
        }
    }
}

fn headers(
    contract: &Contract,
    operation: &ContractOperation,
    exchange: &Exchange,
    found: &mut Vec<ContractViolation>,
) {
    let documented = contract.document.parameters(operation, "header");
    for parameter in &documented {
        let name = parameter.text("name");
        let place = format!("request header {name}");
        match exchange.sent.headers.get(name).map(|value| value.to_str()) {
            Some(Ok(value)) => found.extend(contract.parameter(parameter, value, &place)),
            None if parameter.value["required"] == true => found.push(missing(place)),
            _ => {}
        }
    }
    for name in HEEDED {
        let is_known = |parameter: &Node| parameter.text("name").eq_ignore_ascii_case(name);
        if exchange.sent.headers.contains_key(name) && !documented.iter().any(is_known) {
            let fault = "it is not documented, and the request was accepted";
            found.push(ContractViolation::new(
                ViolationKind::Header,
                format!("request header {name}"),
                fault,
            ));
        }
    }
}

fn body(
    contract: &Contract,
    operation: &ContractOperation,
    exchange: &Exchange,
    found: &mut Vec<ContractViolation>,
) {
    let is_sent = exchange.sent.body.as_ref().is_none_or(|body| !body.is_empty());
    let Some(documented) = operation.node.member("requestBody") else {
        if is_sent {
            found.push(undocumented("request body"));
        }
        return;
    };
    let documented = contract.document.resolved(documented);
    if !is_sent {
        if documented.value["required"] == true {
            found.push(missing("request body"));
        }
        return;
    }
    let given = exchange.sent.media_type().unwrap_or_default();
    let content = documented.member("content");
    match content.and_then(|content| media_type(&content, &given)) {
        Some(content) => {
            let place = (ViolationKind::RequestBody, "request body");
            found.extend(contract.check_body(&content, &given, &exchange.sent, place));
        }
        None => found.push(ContractViolation::new(
            ViolationKind::MediaType,
            "request media type",
            format!("{given:?} is not documented"),
        )),
    }
}

impl Contract {
    /// Holds a parameter's text against its schema.
    fn parameter(&self, parameter: &Node, text: &str, place: &str) -> Vec<ContractViolation> {
        let Some(schema) = parameter.member("schema") else {
            return Vec::new();
        };
        let value = self.coerced(&schema, text);
        self.schemas
            .check(&schema, &value, ViolationKind::Parameter, place)
    }
}

fn undocumented(place: impl Into<String>) -> ContractViolation {
    ContractViolation::new(
        ViolationKind::Parameter,
        place,
        "it is not documented, and the request was accepted",
    )
}

fn missing(place: impl Into<String>) -> ContractViolation {
    ContractViolation::new(
        ViolationKind::Parameter,
        place,
        "it is required and missing, and the request was accepted",
    )
}
