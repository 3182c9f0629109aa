//! The schemas of the document, each compiled when it is first needed.

use super::document::Node;
use super::violation::{ContractViolation, ViolationKind};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The name of the document within this process.
const DOCUMENT: &str = "urn:ocop:openapi";

/// Validators by the pointer of their schema.
pub(super) struct Schemas {
    registry: Registry<'static>,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Schemas {
    pub(super) fn new(document: &'static Value) -> Self {
        let registry = Registry::new().draft(Draft::Draft202012).add(DOCUMENT, document);
        Self {
            registry: registry
                .and_then(jsonschema::RegistryBuilder::prepare)
                .expect("a document whose references lead somewhere"),
            compiled: Mutex::default(),
        }
    }

    /// Holds `value` against `schema`; `place` is where the value stands in its exchange.
    pub(super) fn check(
        &self,
        schema: &Node,
        value: &Value,
        kind: ViolationKind,
        place: &str,
    ) -> Vec<ContractViolation> {
        /// A list of items that are all wrong in the same way says it once too often.
        const MOST: usize = 30;
        let validator = self.validator(schema);
        let mut found = Vec::new();
        for error in validator.iter_errors(value).take(MOST) {
            closest(&error, &mut |error| {
                let place = format!("{place} {}", error.instance_path());
                let rule = error.absolute_keyword_location();
                let rule = rule.map_or_else(|| error.schema_path().to_string(), ToString::to_string);
                let rule = rule.trim_start_matches(DOCUMENT).to_owned();
                found.push(ContractViolation::new(kind, place.trim_end(), error.to_string()).by(rule));
            });
        }
        found
    }

    /// True where `schema` allows `value`.
    pub(super) fn allows(&self, schema: &Node, value: &Value) -> bool {
        self.validator(schema).is_valid(value)
    }

    fn validator(&self, schema: &Node) -> Arc<Validator> {
        // Operations share the schemas that they only name.
        let reference = schema.value["$ref"].as_str().unwrap_or(&schema.reference);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = compiled.get(reference) {
            return Arc::clone(validator);
        }
        let schema = json!({ "$ref": format!("{DOCUMENT}{reference}") });
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .offline()
            .build(&schema);
        let validator = Arc::new(validator.unwrap_or_else(|error| panic!("{reference}: {error}")));
        compiled.insert(reference.to_owned(), Arc::clone(&validator));
        validator
    }
}

/// Tells the error; of a value that is none of several things, the errors of the one that it comes closest to: where only something
/// deep inside is wrong.
fn closest(error: &ValidationError<'_>, tell: &mut dyn FnMut(&ValidationError<'_>)) {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return tell(error);
    };
    let depth = |errors: &Vec<ValidationError<'static>>| {
        let depths = errors
            .iter()
            .map(|error| error.instance_path().as_str().matches('/').count());
        (depths.max(), std::cmp::Reverse(errors.len()))
    };
    let is_closer = |errors: &&Vec<ValidationError<'static>>| {
        let of_type = |error: &ValidationError<'_>| matches!(error.kind(), ValidationErrorKind::Type { .. });
        !matches!(&errors[..], [one] if of_type(one))
    };
    match context
        .iter()
        .filter(is_closer)
        .max_by_key(|errors| depth(errors))
    {
        Some(errors) => errors.iter().for_each(|error| closest(error, tell)),
        None => tell(error),
    }
}
