//! Rules of query parameters that have the same name and mean the same everywhere, written once.

use shared::domain::application_kind::ApplicationKind;
use shared::domain::producers::{Gender, ProducerKind, Sector};
use shared::domain::statistics::{Dimension, UNKNOWN};
use shared::text_enum::Word;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema, Type};

/// Code of a province, a district or a commune.
const UNIT: &str = "[0-9]{2}|[0-9]{3}|[0-9]{5}";
/// A year as four digits.
const YEAR: &str = "20[0-9]{2}|21[0-9]{2}";

/// Adds to a parameter that is a text what its name says of it.
pub fn add_rules(parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(text))) = &mut parameter.schema else {
        return;
    };
    if text.schema_type == Type::String.into()
        && text.format.is_none()
        && text.enum_values.is_none()
        && text.pattern.is_none()
    {
        text.pattern = pattern(&parameter.name);
    }
}

/// What the parameter `name` looks like; none where any text will do.
fn pattern(name: &str) -> Option<String> {
    let pattern = match name {
        // As the service has encoded it.
        "cursor" => "^[A-Za-z0-9_-]+$".to_owned(),
        "unit" => format!("^(?:{UNIT})$"),
        "boundaries" => "^(?:current|legacy|2[01][0-9]{2}-[0-9]{2}-[0-9]{2})$".to_owned(),
        // Nothing stands for no breakdown.
        "by" => format!("(?:^$|{})", list(&words::<Dimension>())),
        "stars" => list("[345]"),
        "potential" => list("true|false"),
        "product_group" => list("I|II|III|IV|V|VI"),
        "product_set" => list("[1-9]|1[0-9]|2[0-6]"),
        "producer_type" => list(&words::<ProducerKind>()),
        "sector" => list(&words::<Sector>()),
        "gender" => list(&format!("{}|{UNKNOWN}", words::<Gender>())),
        "ethnic_minority" => list(&format!("true|false|{UNKNOWN}")),
        "province" => list("[0-9]{2}"),
        "district" => list("[0-9]{3}"),
        "commune" => list("[0-9]{5}"),
        "kind" => list(&words::<ApplicationKind>()),
        "year" | "decision_year" => list(YEAR),
        _ => return None,
    };
    Some(pattern)
}

/// Values separated by commas.
fn list(value: &str) -> String {
    format!("^(?:{value})(?:,(?:{value}))*$")
}

/// The words of an enum, one of which it is.
fn words<T: Word>() -> String {
    let words: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
    words.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_of_the_words_that_the_service_takes() {
        assert_eq!(
            pattern("sector").unwrap(),
            "^(?:collective|private)(?:,(?:collective|private))*$"
        );
        assert_eq!(pattern("q"), None);
    }
}
