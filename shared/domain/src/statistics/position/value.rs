//! A value of a dimension: its code, and what JSON tells of it.

use crate::statistics::{Dimension, POTENTIAL_FIVE};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// Value of a dimension as a code of the contract, e.g. `I` or `25`; none where it is not known.
pub type ValueCode = Option<Arc<str>>;

/// A value as JSON tells it.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum JsonValue<'a> {
    Unknown,
    Number(i64),
    Truth(bool),
    Code(&'a str),
}

impl<'a> JsonValue<'a> {
    pub(super) fn of(dimension: Dimension, code: Option<&'a str>) -> Self {
        match code {
            None => Self::Unknown,
            Some(POTENTIAL_FIVE) => Self::Number(5),
            Some(code) if dimension.is_number() => code.parse().map_or(Self::Unknown, Self::Number),
            Some("true") if dimension == Dimension::EthnicMinority => Self::Truth(true),
            Some("false") if dimension == Dimension::EthnicMinority => Self::Truth(false),
            Some(code) => Self::Code(code),
        }
    }
}

impl From<JsonValue<'_>> for Value {
    fn from(told: JsonValue<'_>) -> Self {
        match told {
            JsonValue::Unknown => Self::Null,
            JsonValue::Number(number) => number.into(),
            JsonValue::Truth(truth) => truth.into(),
            JsonValue::Code(code) => code.into(),
        }
    }
}
