//! What the document does not allow.

use super::exchange::Exchange;
use super::text::shortened;
use std::fmt::{Display, Formatter};

/// What a violation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ViolationKind {
    Operation,
    /// The status is not documented by itself; `default` says nothing that a client could rely on.
    Status,
    MediaType,
    Header,
    AnswerBody,
    /// A problem's code that the operation does not list.
    Code,
    Parameter,
    RequestBody,
}

/// One thing of an exchange that the document does not allow.
#[derive(Debug)]
pub(super) struct ContractViolation {
    kind: ViolationKind,
    /// The part of the exchange, such as `answer body /items/0/kind`.
    place: String,
    /// What is wrong with it.
    fault: String,
    /// The rule of the document that says so, a pointer into it.
    rule: Option<String>,
}

impl ContractViolation {
    pub(super) fn new(kind: ViolationKind, place: impl Into<String>, fault: impl Into<String>) -> Self {
        Self {
            kind,
            place: place.into(),
            fault: fault.into(),
            rule: None,
        }
    }

    /// Names the rule.
    pub(super) fn by(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    pub(super) fn kind(&self) -> ViolationKind {
        self.kind
    }
}

impl Display for ContractViolation {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, shortened(&self.fault, 300))?;
        match &self.rule {
            Some(rule) => write!(f, " (rule {rule})"),
            None => Ok(()),
        }
    }
}

/// The message of a test that fails for `violations`.
pub(super) fn message(exchange: &Exchange, operation: &str, violations: &[ContractViolation]) -> String {
    /// More of them say nothing new.
    const TOLD: usize = 12;
    let mut lines = vec![format!(
        "not as openapi/openapi.json says: {operation} answered {} to {} {}",
        exchange.status, exchange.method, exchange.target
    )];
    lines.extend(violations.iter().take(TOLD).map(ToString::to_string));
    if violations.len() > TOLD {
        lines.push(format!("and {} more", violations.len() - TOLD));
    }
    let sides = [
        ("request", &exchange.sent.body),
        ("answer", &exchange.answer.body),
    ];
    for (side, body) in sides {
        if let Some(body) = body.as_deref().filter(|body| !body.is_empty()) {
            let text = String::from_utf8_lossy(body);
            lines.push(format!("{side} body: {}", shortened(&text, 800)));
        }
    }
    lines.join("\n  ")
}
