//! Schemas made of other schemas, as the types that serde flattens or patches are.

use utoipa::openapi::schema::{AdditionalProperties, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{Object, ObjectBuilder, RefOr, Schema};

/// The object that has the members of `first` and of `second`.
pub fn joined(first: RefOr<Schema>, second: RefOr<Schema>) -> RefOr<Schema> {
    merged(object(first), object(second)).into()
}

fn merged(mut whole: Object, other: Object) -> Object {
    whole.properties.extend(other.properties);
    whole.required.extend(other.required);
    whole.additional_properties = None;
    whole
}

/// An object that has the members of `first` or those of `second`: all of them, none of them required. Generators of clients make
/// one type of it, where of a union they make one that needs the members of both.
pub fn either(first: RefOr<Schema>, second: RefOr<Schema>) -> RefOr<Schema> {
    let mut whole = object(joined(first, second));
    whole.required = Vec::new();
    whole.into()
}

/// What a merge patch (RFC 7396) of `whole` may say: any of its members but `fixed`, each as it is there or null.
pub fn merge_patch(whole: RefOr<Schema>, fixed: &[&str]) -> RefOr<Schema> {
    let whole = object(whole);
    let members = whole
        .properties
        .into_iter()
        .filter(|(name, _)| !fixed.contains(&name.as_str()));
    let mut patch = ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for (name, schema) in members {
        patch = patch.property(name, nullable(schema));
    }
    patch
        .description(Some("Members left out stay as they are, null removes one."))
        .into()
}

/// The object that a schema is, or that its parts make; an empty one where it is none.
fn object(schema: RefOr<Schema>) -> Object {
    match schema {
        RefOr::T(Schema::Object(object)) => object,
        RefOr::T(Schema::AllOf(made)) => {
            let mut whole = made.items.into_iter().map(object).fold(Object::new(), merged);
            whole.description = made.description;
            whole
        }
        _ => Object::new(),
    }
}

/// `schema`, or null.
pub fn nullable(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            object.schema_type = with_null(object.schema_type);
            object.into()
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.schema_type = with_null(array.schema_type);
            RefOr::T(Schema::Array(array))
        }
        RefOr::T(Schema::OneOf(one_of)) => RefOr::T(Schema::OneOf(one_of)),
        other => OneOfBuilder::new().item(null()).item(other).into(),
    }
}

fn with_null(types: SchemaType) -> SchemaType {
    match types {
        SchemaType::Type(one) if one != Type::Null => SchemaType::from_iter([one, Type::Null]),
        other => other,
    }
}

fn null() -> Object {
    ObjectBuilder::new().schema_type(Type::Null).build()
}
