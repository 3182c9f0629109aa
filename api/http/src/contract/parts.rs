//! Parts of operations that are the same for all resources.

use super::headers::text;
use super::operation::{Describe, Operation};
use crate::problem::{Code, Problem};
use crate::request_context::RequestContext;
use actix_web::{HttpRequest, web};
use shared::domain::products::MinistryCatalogue;
use shared::domain::units::{Generation, Level};
use utoipa::PartialSchema;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use uuid::Uuid;

impl<T: Describe> Describe for Result<T, Problem> {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}

/// What handlers share says nothing to clients.
impl<T> Describe for web::Data<T> {
    fn describe(_: &mut Operation) {}
}

/// Parts of the request that are described by those who read them.
impl Describe for HttpRequest {
    fn describe(_: &mut Operation) {}
}

/// Its language is `Accept-Language`, which every operation takes.
impl Describe for RequestContext {
    fn describe(_: &mut Operation) {}
}

/// A body that is read in pieces; the handler's head describes its media types.
impl Describe for web::Payload {
    fn describe(operation: &mut Operation) {
        operation.problem(Code::BadRequest);
    }
}

/// A variable part of a path.
pub trait PathPart {
    /// What it looks like.
    fn schema() -> RefOr<Schema>;
}

impl PathPart for Uuid {
    fn schema() -> RefOr<Schema> {
        text()
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .into()
    }
}

impl PathPart for String {
    fn schema() -> RefOr<Schema> {
        text().min_length(Some(1)).into()
    }
}

impl PathPart for i16 {
    fn schema() -> RefOr<Schema> {
        whole_number(Self::MAX)
    }
}

impl PathPart for i32 {
    fn schema() -> RefOr<Schema> {
        whole_number(Self::MAX)
    }
}

impl PathPart for u32 {
    fn schema() -> RefOr<Schema> {
        whole_number(i32::MAX)
    }
}

impl PathPart for MinistryCatalogue {
    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

impl PathPart for Generation {
    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

impl PathPart for Level {
    fn schema() -> RefOr<Schema> {
        <Self as PartialSchema>::schema()
    }
}

/// Numbers of things that are counted from 0 or 1.
fn whole_number(largest: impl Into<i32>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .maximum(Some(largest.into()))
        .into()
}
