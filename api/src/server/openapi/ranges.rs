//! Whole numbers and how far they go.

use super::parts::{operations, reached};
use crate::state::StartError;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, SchemaType};
use utoipa::openapi::{KnownFormat, Object, OpenApi as Model, RefOr, Schema, SchemaFormat, Type};

/// The largest whole number that every reader of JSON keeps (RFC 8259, section 6).
const LARGEST: i64 = 9_007_199_254_740_991;

/// Gives each whole number that clients send the range of its Rust type where no rule of the field says a narrower one. Sums in answers
/// may be larger.
///
/// # Errors
/// [`StartError::Other`] where the document cannot be written as JSON.
pub(crate) fn add_ranges(document: &mut Model) -> Result<(), StartError> {
    let items = document.paths.paths.values_mut();
    let bodies: Vec<_> = items
        .flat_map(operations)
        .filter_map(|operation| operation.request_body.as_ref())
        .collect();
    if let Some(components) = &mut document.components {
        let sent = reached(&components.schemas, &bodies)?;
        let schemas = components.schemas.iter_mut();
        schemas
            .filter(|(name, _)| sent.contains(*name))
            .for_each(|(_, schema)| bound(schema));
    }
    Ok(())
}

fn bound(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            bound_number(object);
            object.properties.values_mut().for_each(bound);
            if let Some(AdditionalProperties::RefOr(value)) = object.additional_properties.as_deref_mut() {
                bound(value);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(item) = &mut array.items {
                bound(item);
            }
        }
        Schema::AllOf(whole) => whole.items.iter_mut().for_each(bound),
        Schema::OneOf(choice) => choice.items.iter_mut().for_each(bound),
        Schema::AnyOf(choice) => choice.items.iter_mut().for_each(bound),
        _ => {}
    }
}

fn bound_number(object: &mut Object) {
    let is_whole = match &object.schema_type {
        SchemaType::Type(one) => *one == Type::Integer,
        SchemaType::Array(all) => all.contains(&Type::Integer),
        SchemaType::AnyValue => false,
    };
    if !is_whole || object.enum_values.is_some() || object.maximum.is_some() {
        return;
    }
    // utoipa says `int32` of a u32 as well. What that holds more would be no `int32`, and nothing counted here comes near.
    let (least, most) = match &object.format {
        Some(SchemaFormat::KnownFormat(KnownFormat::Int32)) => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (-LARGEST, LARGEST),
    };
    object.minimum = object.minimum.take().or(Some(number(least)));
    object.maximum = Some(number(most));
}

fn number(value: i64) -> utoipa::Number {
    utoipa::Number::Int(isize::try_from(value).unwrap_or(isize::MAX))
}
