//! Parser errors as problems: the field by pointer, the rule by a stable code.

use super::parser_words;
use crate::problem::{Code, Problem};
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};
use shared::domain::violation::Violation;

/// The body could not be read into its type.
pub(super) fn body_problem(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    if inner.classify() == Category::Data {
        Problem::violation(violation(&pointer(error.path()), &without_position(inner)))
    } else {
        syntax_problem(inner)
    }
}

/// A line of NDJSON could not be read into its type.
pub(super) fn line_violation(error: &serde_path_to_error::Error<serde_json::Error>) -> Violation {
    let inner = error.inner();
    if inner.classify() == Category::Data {
        violation(&pointer(error.path()), &without_position(inner))
    } else {
        malformed_line(inner)
    }
}

/// A line that is no JSON.
pub(super) fn malformed_line(error: &serde_json::Error) -> Violation {
    let message = without_position(error);
    Violation::new(
        "",
        "malformed_json",
        format!("Dòng không phải JSON hợp lệ: {}", parser_words::syntax(&message)),
        format!("The line is not valid JSON: {message}"),
    )
}

/// The body is no JSON: where the parser stopped.
pub(super) fn syntax_problem(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::new(Code::MalformedJson).detail(
        format!(
            "Lỗi cú pháp JSON tại dòng {line}, cột {column}: {}",
            parser_words::syntax(&without_position(error))
        ),
        format!(
            "JSON syntax error at line {line}, column {column}: {}",
            without_position(error)
        ),
    )
}

/// serde's message as a violation at `pointer` of the surrounding object.
pub(super) fn violation(pointer: &str, message: &str) -> Violation {
    if let Some(field) = quoted_after(message, "unknown field") {
        return Violation::new(
            // The path ends with the unknown field itself where the parser had read its name.
            with_field(pointer, field),
            "unknown_field",
            format!(
                "Trường `{field}` không được biết{}",
                parser_words::instead(message)
            ),
            format!("The field `{field}` is not known: {message}"),
        );
    }
    if let Some(field) = quoted_after(message, "missing field") {
        return Violation::new(
            with_field(pointer, field),
            "missing_field",
            format!("Thiếu trường `{field}`"),
            format!("The field `{field}` is missing"),
        );
    }
    if let Some(field) = quoted_after(message, "duplicate field") {
        return Violation::new(
            with_field(pointer, field),
            "duplicate_field",
            format!("Trường `{field}` xuất hiện hai lần"),
            format!("The field `{field}` is there twice"),
        );
    }
    Violation::new(
        pointer,
        "invalid_value",
        parser_words::value(message),
        format!("Invalid value: {message}"),
    )
}

/// The name in backquotes that follows `prefix`.
fn quoted_after<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = message.strip_prefix(prefix)?.trim_start().strip_prefix('`')?;
    rest.split('`').next()
}

/// The pointer of `field` inside `pointer`, which may already end with it.
fn with_field(pointer: &str, field: &str) -> String {
    let last = format!("/{}", escaped(field));
    if pointer.ends_with(&last) {
        pointer.to_owned()
    } else {
        format!("{pointer}{last}")
    }
}

/// RFC 6901: `~` and `/` inside a name.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The path of the parser as an RFC 6901 pointer.
pub(super) fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escaped(key)),
            Segment::Enum { variant } => format!("/{}", escaped(variant)),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// serde_json's message without its ` at line 1 column 2`.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_once_with_their_pointer() {
        let unknown = violation("/sheets/0", "unknown field `starz`, expected `stars`");
        assert_eq!(
            (unknown.pointer.as_str(), unknown.code),
            ("/sheets/0/starz", "unknown_field")
        );
        assert_eq!(
            violation("/sheets/0/starz", "unknown field `starz`").pointer,
            "/sheets/0/starz"
        );
        assert_eq!(violation("", "missing field `name`").pointer, "/name");
        assert_eq!(violation("/a", "invalid type: string").code, "invalid_value");
    }
}
