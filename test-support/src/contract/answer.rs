//! An answer against its operation: status, headers, media type, body.

use super::Contract;
use super::body::media_type;
use super::document::{ContractOperation, Node};
use super::exchange::Exchange;
use super::violation::{ContractViolation, ViolationKind};
use reqwest::{Method, StatusCode};
use serde_json::Value;

/// Headers that a client acts on: sent, they are documented.
const TELLING: [&str; 8] = [
    "allow",
    "content-disposition",
    "etag",
    "idempotency-replayed",
    "link",
    "location",
    "retry-after",
    "www-authenticate",
];
/// Begins the names of those that tell a client's limits.
const LIMITS: &str = "ratelimit";

/// Adds to `found` what the operation does not say of the answer.
pub(super) fn check(
    contract: &Contract,
    operation: &ContractOperation,
    exchange: &Exchange,
    found: &mut Vec<ContractViolation>,
) {
    let Some(response) = response(contract, operation, exchange.status, found) else {
        return;
    };
    headers(contract, &response, exchange, found);
    body(contract, &response, exchange, found);
    if let Some(codes) = response.member("x-codes") {
        code(&codes, exchange, found);
    }
}

/// What the operation says of a status: of itself, of its hundred, or of all that it does not name.
fn response(
    contract: &Contract,
    operation: &ContractOperation,
    status: StatusCode,
    found: &mut Vec<ContractViolation>,
) -> Option<Node> {
    let responses = operation.node.member("responses")?;
    let of_hundred = format!("{}XX", status.as_u16() / 100);
    let exact = responses
        .member(status.as_str())
        .or_else(|| responses.member(&of_hundred));
    if exact.is_none() {
        found.push(ContractViolation::new(
            ViolationKind::Status,
            "answer status",
            format!("{} is not documented", status.as_u16()),
        ));
    }
    let response = exact.or_else(|| responses.member("default"))?;
    Some(contract.document.resolved(response))
}

fn headers(contract: &Contract, response: &Node, exchange: &Exchange, found: &mut Vec<ContractViolation>) {
    let mut documented = Vec::new();
    for (name, header) in response.member("headers").iter().flat_map(Node::members) {
        let header = contract.document.resolved(header);
        let place = format!("answer header {name}");
        match exchange.answer.headers.get(name.as_str()) {
            Some(value) => {
                let (Some(schema), Ok(text)) = (header.member("schema"), value.to_str()) else {
                    continue;
                };
                let value = contract.coerced(&schema, text);
                found.extend(
                    contract
                        .schemas
                        .check(&schema, &value, ViolationKind::Header, &place),
                );
            }
            None if header.value["required"] == true => {
                found.push(ContractViolation::new(
                    ViolationKind::Header,
                    place,
                    "it is required and missing",
                ));
            }
            None => {}
        }
        documented.push(name.to_ascii_lowercase());
    }
    for name in exchange
        .answer
        .headers
        .keys()
        .map(reqwest::header::HeaderName::as_str)
    {
        let is_telling = TELLING.contains(&name) || name.starts_with(LIMITS);
        if is_telling && !documented.iter().any(|known| known == name) {
            let place = format!("answer header {name}");
            let status = exchange.status.as_u16();
            found.push(ContractViolation::new(
                ViolationKind::Header,
                place,
                format!("it is not documented for {status}"),
            ));
        }
    }
}

fn body(contract: &Contract, response: &Node, exchange: &Exchange, found: &mut Vec<ContractViolation>) {
    let content = response.member("content").filter(|content| {
        let types = content.value.as_object();
        types.is_some_and(|types| !types.is_empty())
    });
    match (content, exchange.answer.media_type()) {
        (Some(content), Some(given)) => match media_type(&content, &given) {
            Some(content) => {
                let place = (ViolationKind::AnswerBody, "answer body");
                found.extend(contract.check_body(&content, &given, &exchange.answer, place));
            }
            None => {
                let fault = format!("{given} is not documented for {}", exchange.status.as_u16());
                found.push(ContractViolation::new(
                    ViolationKind::MediaType,
                    "answer media type",
                    fault,
                ));
            }
        },
        (Some(_), None) if exchange.method != Method::HEAD => {
            found.push(ContractViolation::new(
                ViolationKind::MediaType,
                "answer media type",
                "it is missing",
            ));
        }
        (None, _) if exchange.answer.has_body() => {
            let fault = format!("a body is not documented for {}", exchange.status.as_u16());
            found.push(ContractViolation::new(
                ViolationKind::AnswerBody,
                "answer body",
                fault,
            ));
        }
        _ => {}
    }
}

/// A problem's code, which must be one of those that the operation has for this status.
fn code(codes: &Node, exchange: &Exchange, found: &mut Vec<ContractViolation>) {
    let Some(body) = exchange.answer.unpacked() else {
        return;
    };
    let Ok(problem) = serde_json::from_slice::<Value>(&body) else {
        return;
    };
    let is_listed = |codes: &Vec<Value>| codes.contains(&problem["code"]);
    if !problem["code"].is_null() && !codes.value.as_array().is_some_and(is_listed) {
        let fault = format!(
            "{} is not one of {}'s codes",
            problem["code"],
            exchange.status.as_u16()
        );
        found.push(
            ContractViolation::new(ViolationKind::Code, "answer body /code", fault).by(&codes.reference),
        );
    }
}
