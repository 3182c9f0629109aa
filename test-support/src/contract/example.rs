//! Examples of requests and answers for the document, as tests have really seen them: kept where `OCOP_RECORD_EXAMPLES` is set.

use super::Contract;
use super::body::{FORM, JSON};
use super::document::{ContractOperation, Node};
use super::exchange::{Exchange, Side};
use super::record;
use serde_json::Value;

/// The longest example, in bytes of JSON without spaces.
const LONGEST: usize = 4096;
/// What a reader need not see: members whose text is a secret.
const SECRETS: [&str; 7] = [
    "access_token",
    "client_secret",
    "credential",
    "new_password",
    "password",
    "refresh_token",
    "secret",
];
/// Stands for a secret.
const HIDDEN: &str = "…";

/// Keeps the bodies of an exchange that is as the document says.
pub(super) fn keep(contract: &Contract, operation: &ContractOperation, exchange: &Exchange) {
    if !exchange.status.is_success() || std::env::var_os("OCOP_RECORD_EXAMPLES").is_none() {
        return;
    }
    let document = &contract.document;
    let request = operation.node.member("requestBody");
    let responses = operation.node.member("responses");
    let answer = responses.and_then(|all| all.member(exchange.status.as_str()));
    for (side, part, sent) in [
        ("request", request, &exchange.sent),
        ("answer", answer, &exchange.answer),
    ] {
        let Some(part) = part.map(|part| document.resolved(part)) else {
            continue;
        };
        if let Some((schema, value)) = read(contract, &part, sent)
            && let Some(example) = example(contract, &schema, value)
        {
            record::example(operation, side, exchange.status, &example);
        }
    }
}

/// The JSON of a body, or the fields of a form, with its schema.
fn read(contract: &Contract, part: &Node, side: &Side) -> Option<(Node, Value)> {
    let given = side.media_type()?;
    let content = part.member("content")?;
    // Where there is plain JSON, the example is of that.
    if given != JSON && content.member(JSON).is_some() {
        return None;
    }
    let schema = content.member(&given)?.member("schema")?;
    let body = side.unpacked()?;
    let value = match given.as_str() {
        FORM => contract.form(&schema, &body),
        json if json == JSON || json.ends_with("+json") => serde_json::from_slice(&body).ok()?,
        _ => return None,
    };
    Some((schema, value))
}

/// The value with short lists and without secrets, as far as its schema allows it.
fn example(contract: &Contract, schema: &Node, value: Value) -> Option<Value> {
    let mut example = value;
    hide(&mut example);
    if !contract.schemas.allows(schema, &example) {
        return None;
    }
    for most in [2, 1] {
        let mut short = example.clone();
        shorten(&mut short, most);
        if contract.schemas.allows(schema, &short) {
            example = short;
        }
        if length(&example) <= LONGEST {
            return Some(example);
        }
    }
    None
}

fn length(value: &Value) -> usize {
    value.to_string().len()
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if SECRETS.contains(&name.as_str()) && member.is_string() {
                    *member = HIDDEN.into();
                } else {
                    hide(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

fn shorten(value: &mut Value, most: usize) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| shorten(member, most)),
        Value::Array(items) => {
            items.truncate(most);
            items.iter_mut().for_each(|item| shorten(item, most));
        }
        _ => {}
    }
}
