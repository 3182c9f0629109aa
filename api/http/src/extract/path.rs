//! Parts of the path.

use crate::contract::{Describe, Operation, PathPart};
use crate::known_paths::KnownPaths;
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use shared::domain::outside_keys::OutsideKey;
use std::future::{Ready, ready};
use utoipa::PartialSchema;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::{RefOr, Required, Schema};

/// The variable parts of the path as `T`: one value, a tuple, or a struct.
#[derive(Debug)]
pub struct PathOf<T>(pub T);

/// The variable parts of a path, one or several.
pub trait PathParts {
    /// What each looks like, in order.
    fn schemas() -> Vec<RefOr<Schema>>;
}

impl<T: PathPart> PathParts for T {
    fn schemas() -> Vec<RefOr<Schema>> {
        vec![T::schema()]
    }
}

impl<A: PathPart, B: PathPart> PathParts for (A, B) {
    fn schemas() -> Vec<RefOr<Schema>> {
        vec![A::schema(), B::schema()]
    }
}

/// `{system}/{id}`: an outside key as its two members are described.
impl PathParts for OutsideKey {
    fn schemas() -> Vec<RefOr<Schema>> {
        match <Self as PartialSchema>::schema() {
            RefOr::T(Schema::Object(key)) => key.properties.into_values().rev().collect(),
            _ => Vec::new(),
        }
    }
}

impl<A: PathPart, B: PathPart, C: PathPart> PathParts for (A, B, C) {
    fn schemas() -> Vec<RefOr<Schema>> {
        vec![A::schema(), B::schema(), C::schema()]
    }
}

impl<T: PathParts> Describe for PathOf<T> {
    fn describe(operation: &mut Operation) {
        for (name, schema) in operation.path_names().zip(T::schemas()) {
            let parameter = ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .description(Some(operation.path_words(name)))
                .schema(Some(schema));
            operation.parameter(parameter);
        }
        operation.problem(Code::MalformedPath);
        operation.problem(Code::NotFound);
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for PathOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        ready(path.map(|path| Self(path.into_inner())).map_err(|error| {
            let malformed = || {
                Problem::new(Code::MalformedPath)
                    .detail(format!("Đường dẫn: {error}"), format!("Path: {error}"))
            };
            KnownPaths::taken_for_an_id(request).unwrap_or_else(malformed)
        }))
    }
}
