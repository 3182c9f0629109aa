//! U+0000: JSON, queries and forms can say it, PostgreSQL's text cannot hold it, and no name or code has it.

use serde_json::Value;
use shared::domain::violation::Violation;

/// Refuses a JSON text with U+0000 in any string, by pointer. What is no JSON is left to the parser.
pub(super) fn refuse_in_json(json: &[u8]) -> Result<(), Violation> {
    // Most bodies have no such escape; only one that may have it is parsed for the pointer.
    if memchr::memmem::find(json, br"\u0000").is_none() {
        return Ok(());
    }
    let parsed: Option<Value> = serde_json::from_slice(json).ok();
    parsed
        .and_then(|value| pointer(&value))
        .map_or(Ok(()), |pointer| Err(violation(&pointer)))
}

/// The broken rule at `pointer`.
pub fn violation(pointer: &str) -> Violation {
    Violation::new(
        pointer,
        "nul_character",
        "Không được chứa ký tự U+0000.",
        "The character U+0000 is not allowed.",
    )
}

fn pointer(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => items
            .iter()
            .zip(0..)
            .find_map(|(item, index): (_, usize)| Some(format!("/{index}{}", pointer(item)?))),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') {
                return Some(String::new());
            }
            let name = name.replace('~', "~0").replace('/', "~1");
            Some(format!("/{name}{}", pointer(member)?))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_in_values_and_names_and_not_in_an_escaped_backslash() {
        let pointer = |json: &str| {
            refuse_in_json(json.as_bytes())
                .err()
                .map(|violation| violation.pointer)
        };
        assert_eq!(
            pointer(r#"{"sheets":[{"assessor":"a\u0000"}]}"#).unwrap(),
            "/sheets/0/assessor"
        );
        assert_eq!(pointer(r#"{"answers":{"A\u0000":1}}"#).unwrap(), "/answers");
        assert_eq!(pointer(r#"{"name":"\\u0000"}"#), None);
        assert_eq!(pointer(r#"{"name":"\u0000"#), None);
    }
}
