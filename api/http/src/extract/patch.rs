//! Members of a JSON merge patch (RFC 7396).

use super::serde_problem::body_problem;
use crate::problem::{ApiResult, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// A member that was left out, was null, or has a value. Declared with `#[serde(default)]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Left out: stays as it is.
    #[default]
    Keep,
    /// Null: is removed.
    Clear,
    /// Has this value.
    Set(T),
}

impl<T> Patch<T> {
    /// What becomes of `current`.
    pub fn apply(self, current: Option<T>) -> Option<T> {
        match self {
            Self::Keep => current,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// `current` after the merge patch `patch` of its members: those left out stay, null removes.
///
/// # Errors
/// 422 by pointer for an unknown member or a value of another type.
pub fn merged<T: Serialize + DeserializeOwned>(current: &T, patch: Map<String, Value>) -> ApiResult<T> {
    let mut document = match serde_json::to_value(current).map_err(|error| Problem::internal(&error))? {
        Value::Object(document) => document,
        other => return Err(Problem::internal(&format!("not an object: {other}"))),
    };
    for (name, value) in patch {
        if value.is_null() {
            document.remove(&name);
        } else {
            document.insert(name, value);
        }
    }
    serde_path_to_error::deserialize(Value::Object(document)).map_err(|error| body_problem(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Record {
        #[serde(default)]
        phone: Patch<String>,
    }

    #[test]
    fn left_out_null_and_value_are_told_apart() {
        let cases = [
            ("{}", Some("old")),
            (r#"{"phone":null}"#, None),
            (r#"{"phone":"new"}"#, Some("new")),
        ];
        for (json, expected) in cases {
            let record: Record = serde_json::from_str(json).unwrap();
            assert_eq!(
                record.phone.apply(Some("old".to_owned())).as_deref(),
                expected,
                "{json}"
            );
        }
    }
}
