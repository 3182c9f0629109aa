//! A body against the schema of its media type.

use super::Contract;
use super::document::Node;
use super::exchange::Side;
use super::violation::{ContractViolation, ViolationKind};
use serde_json::{Map, Value};

/// Media type of plain JSON.
pub(super) const JSON: &str = "application/json";
/// Media type of forms.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The documented media type that a body has: exactly, or by a range such as `image/*`.
pub(super) fn media_type(content: &Node, given: &str) -> Option<Node> {
    let family = given.split('/').next().unwrap_or_default();
    content
        .member(given)
        .or_else(|| content.member(&format!("{family}/*")))
        .or_else(|| content.member("*/*"))
}

impl Contract {
    /// Holds the body of `side` against `content`, the part of the document for its media type `given`.
    pub(super) fn check_body(
        &self,
        content: &Node,
        given: &str,
        side: &Side,
        (kind, place): (ViolationKind, &str),
    ) -> Vec<ContractViolation> {
        let (Some(schema), Some(body)) = (content.member("schema"), side.unpacked()) else {
            return Vec::new();
        };
        let values = match given {
            // The service judges each line that a client sends by itself, so an accepted body may have wrong ones.
            "application/x-ndjson" if kind == ViolationKind::RequestBody => Ok(Vec::new()),
            "application/x-ndjson" => self.lines(&schema, &body),
            FORM => Ok(vec![self.form(&schema, &body)]),
            json if json == JSON || json.ends_with("+json") => {
                serde_json::from_slice(&body).map(|value| vec![value])
            }
            // Of pages, tables and files a schema says only that they are texts or bytes.
            _ => Ok(Vec::new()),
        };
        match values {
            Ok(values) => {
                let all = values.iter();
                all.flat_map(|value| self.schemas.check(&schema, value, kind, place))
                    .collect()
            }
            Err(error) => vec![ContractViolation::new(kind, place, format!("no JSON: {error}"))],
        }
    }

    /// The values of a body that has one a line; where the schema says that the body is a text, nothing is said of its lines.
    fn lines(&self, schema: &Node, body: &[u8]) -> serde_json::Result<Vec<Value>> {
        if self.document.resolved(schema.clone()).value["type"] == "string" {
            return Ok(Vec::new());
        }
        let lines = body.split(|byte| *byte == b'\n');
        lines
            .filter(|line| !line.is_empty())
            .map(serde_json::from_slice)
            .collect()
    }

    /// The fields of a form, each as its schema has it.
    pub(super) fn form(&self, schema: &Node, body: &[u8]) -> Value {
        let schema = self.document.resolved(schema.clone());
        let fields = form_urlencoded::parse(body).map(|(name, text)| {
            let field = schema.member("properties").and_then(|all| all.member(&name));
            let value = field.map_or_else(|| Value::from(&*text), |field| self.coerced(&field, &text));
            (name.into_owned(), value)
        });
        Value::Object(fields.collect::<Map<_, _>>())
    }

    /// A text of a query, a header or a form as its schema has it: a number where it may be one, and so on.
    pub(super) fn coerced(&self, schema: &Node, text: &str) -> Value {
        let mut types = Vec::new();
        self.types(schema, &mut types);
        let allows = |names: &[&str]| types.iter().any(|name| names.contains(name));
        if allows(&["integer", "number"])
            && let Ok(number) = text.parse::<serde_json::Number>()
        {
            return number.into();
        }
        match text {
            "true" | "false" if allows(&["boolean"]) => Value::Bool(text == "true"),
            _ => text.into(),
        }
    }

    /// The types that a schema allows.
    fn types(&self, schema: &Node, found: &mut Vec<&'static str>) {
        let schema = self.document.resolved(schema.clone());
        match &schema.value["type"] {
            Value::String(name) => found.push(name),
            Value::Array(names) => found.extend(names.iter().filter_map(Value::as_str)),
            _ => {}
        }
        for of in ["allOf", "oneOf", "anyOf"] {
            if let Some(schemas) = schema.member(of) {
                self.document
                    .items(&schemas)
                    .iter()
                    .for_each(|schema| self.types(schema, found));
            }
        }
    }
}
