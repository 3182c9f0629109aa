//! The parts of the document: its operations, the schemas that they lead to, and those that are made of several objects, as types are
//! that serde flattens into one.

use crate::state::StartError;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Object, OpenApi as Model, RefOr, Schema};

/// Writes each schema that is made of several objects, as types are that serde flattens into one, as the one object that is on the
/// wire: clients get one type for it, and no member is unknown to a part that refuses others.
pub(crate) fn join_parts(document: &mut Model) {
    let Some(components) = &mut document.components else {
        return;
    };
    let named = components.schemas.clone();
    for schema in components.schemas.values_mut() {
        if let RefOr::T(Schema::AllOf(_)) = schema
            && let Some(whole) = joined(schema, &named)
        {
            *schema = whole.into();
        }
    }
}

/// Leaves out the schemas that no operation leads to: parts that have been written into a whole.
///
/// # Errors
/// [`StartError::Other`] where the document cannot be written as JSON.
pub(crate) fn drop_unused(document: &mut Model) -> Result<(), StartError> {
    let Some(components) = &mut document.components else {
        return Ok(());
    };
    let named = reached(&components.schemas, &document.paths)?;
    components.schemas.retain(|name, _| named.contains(name));
    Ok(())
}

/// The names of those `schemas` that a part of the document leads to, however long the way.
///
/// # Errors
/// [`StartError::Other`] where it cannot be written as JSON.
pub(crate) fn reached(
    schemas: &BTreeMap<String, RefOr<Schema>>,
    part: &impl Serialize,
) -> Result<BTreeSet<String>, StartError> {
    let mut named = BTreeSet::new();
    let mut found = names_in(part)?;
    while let Some(name) = found.pop() {
        if let Some(schema) = schemas.get(&name)
            && named.insert(name)
        {
            found.extend(names_in(schema)?);
        }
    }
    Ok(named)
}

/// The schemas that a part of the document refers to.
fn names_in(part: &impl Serialize) -> Result<Vec<String>, StartError> {
    let json = serde_json::to_string(part).map_err(|error| StartError::Other(error.to_string()))?;
    let references = json.split("\"#/components/schemas/").skip(1);
    Ok(references
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect())
}

/// The object that a schema is; none where it is no object, nor made of objects.
fn joined(schema: &RefOr<Schema>, named: &BTreeMap<String, RefOr<Schema>>) -> Option<Object> {
    match schema {
        RefOr::Ref(reference) => joined(named.get(reference.ref_location.rsplit('/').next()?)?, named),
        RefOr::T(Schema::Object(object)) => Some(object.clone()),
        RefOr::T(Schema::AllOf(made)) => {
            let mut whole = Object::new();
            for part in &made.items {
                let part = joined(part, named)?;
                whole.properties.extend(part.properties);
                whole.required.extend(part.required);
            }
            whole.description.clone_from(&made.description);
            Some(whole)
        }
        RefOr::T(_) => None,
    }
}

/// The operations of a path.
pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}
