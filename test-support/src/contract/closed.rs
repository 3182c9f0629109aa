//! Objects closed: what an answer has and its schema does not name is no part of the contract.
//!
//! A client may well pass over members that it does not know, so the published schemas leave objects open. Here each becomes one that
//! has no members but its own. Where a schema is made of several, the whole is closed, and its parts are not: each of them sees
//! the members of the others.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Schemas by name in the document.
const SCHEMAS: &str = "#/components/schemas/";
/// Ends the name of a schema as it is a part of others.
const PART: &str = ".part";

/// Closes every schema of the document.
pub(super) fn close(document: &mut Value) {
    let mut parts = BTreeSet::new();
    let mut schemas = document["components"]["schemas"].take();
    let named = schemas.as_object_mut().expect("the document's schemas");
    let original = named.clone();
    for schema in named.values_mut() {
        whole(schema, &mut parts);
    }
    let mut known = BTreeSet::new();
    while let Some(name) = parts.pop_first() {
        if known.insert(name.clone()) {
            let mut schema = original
                .get(&name)
                .cloned()
                .unwrap_or_else(|| panic!("no schema {name}"));
            part(&mut schema, &mut parts);
            named.insert(format!("{name}{PART}"), schema);
        }
    }
    document["components"]["schemas"] = schemas;
    inline(&mut document["paths"]);
}

/// Closes the schemas that stand in operations and have no name.
fn inline(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "schema" {
                    // A part of several stands in a schema with a name.
                    whole(member, &mut BTreeSet::new());
                } else if name != "example" && name != "examples" {
                    inline(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(inline),
        _ => {}
    }
}

/// A schema that stands alone.
fn whole(schema: &mut Value, parts: &mut BTreeSet<String>) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    let is_made_of_parts = members.contains_key("allOf")
        || members.contains_key("properties")
            && ["oneOf", "anyOf"].iter().any(|of| members.contains_key(*of));
    if is_made_of_parts {
        for of in ["allOf", "oneOf", "anyOf"] {
            each(members.get_mut(of), &mut |schema| part(schema, parts));
        }
        members.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
    } else {
        for of in ["oneOf", "anyOf"] {
            each(members.get_mut(of), &mut |schema| whole(schema, parts));
        }
        if members.contains_key("properties") && !members.contains_key("additionalProperties") {
            members.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
    }
    inner(members, parts);
}

/// A schema that is one of several of one object.
fn part(schema: &mut Value, parts: &mut BTreeSet<String>) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::String(reference)) = members.get_mut("$ref") {
        let name = reference.strip_prefix(SCHEMAS).expect("a reference to a schema");
        parts.insert(name.to_owned());
        reference.push_str(PART);
    }
    for of in ["allOf", "oneOf", "anyOf"] {
        each(members.get_mut(of), &mut |schema| part(schema, parts));
    }
    if members.contains_key("properties") && members.get("additionalProperties") == Some(&Value::Bool(false))
    {
        members.remove("additionalProperties");
    }
    inner(members, parts);
}

/// The schemas of an object's members and an array's items, each of which stands alone.
fn inner(members: &mut Map<String, Value>, parts: &mut BTreeSet<String>) {
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        properties.values_mut().for_each(|schema| whole(schema, parts));
    }
    for one in ["items", "additionalProperties"] {
        if let Some(schema) = members.get_mut(one) {
            whole(schema, parts);
        }
    }
    each(members.get_mut("prefixItems"), &mut |schema| whole(schema, parts));
}

fn each(list: Option<&mut Value>, change: &mut dyn FnMut(&mut Value)) {
    let items = list.and_then(Value::as_array_mut);
    items.into_iter().flatten().for_each(change);
}
