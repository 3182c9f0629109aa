//! Documents that are stored whole as JSON.

use crate::problem::{ApiResult, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::database::JsonText;

/// `value` as it is stored.
///
/// # Errors
/// 500 where it has no JSON form.
pub fn stored(value: &impl Serialize) -> ApiResult<JsonText> {
    JsonText::of(value).map_err(|error| Problem::internal(&error))
}

/// What is stored, read.
///
/// # Errors
/// 500 where it is something else.
pub fn read<T: DeserializeOwned>(json: &JsonText) -> ApiResult<T> {
    json.parse().map_err(|error| Problem::internal(&error))
}
