//! Answers of handlers.

use super::kind::{self, Kind};
use crate::http::contract::{Describe, Operation};
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use std::marker::PhantomData;
use utoipa::ToSchema;

/// A JSON answer of the kind `K` whose body is a `T`.
#[derive(Debug)]
pub(crate) struct Reply<K, T>(HttpResponse, PhantomData<(K, T)>);

/// 200 with one resource and its `ETag`, or 304.
pub(crate) type Resource<T> = Reply<kind::Resource, T>;
/// 200 with a resource as it is after a change, and its new `ETag`.
pub(crate) type Revision<T> = Reply<kind::Revision, T>;
/// 201 with what was made.
pub(crate) type NewResource<T> = Reply<kind::NewResource, T>;
/// 202 with the job that was started.
pub(crate) type Receipt<T> = Reply<kind::Receipt, T>;
/// 200 with what an act has led to.
pub(crate) type Effect<T> = Reply<kind::Effect, T>;
/// 200 with what was worked out for this request alone.
pub(crate) type Document<T> = Reply<kind::Document, T>;

impl<K: Kind, T> Reply<K, T> {
    /// `response`, whose body its maker has written from a `T`.
    pub(crate) fn of(response: HttpResponse) -> Self {
        Self(response, PhantomData)
    }
}

impl<T: Serialize> Document<T> {
    /// Of `body`.
    pub(crate) fn new(body: &T) -> Self {
        Self::of(HttpResponse::Ok().json(body))
    }
}

impl<K: Kind, T> Responder for Reply<K, T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<K: Kind, T: ToSchema> Describe for Reply<K, T> {
    fn describe(operation: &mut Operation) {
        operation.json_answer::<T>(K::STATUS.as_u16(), K::DESCRIPTION, K::HEADERS);
        if K::HAS_304 {
            describe_not_modified(operation);
        }
    }
}

/// The answer to a poll of what has not changed.
pub(crate) fn describe_not_modified(operation: &mut Operation) {
    operation.answer(304, "Not changed since the version of `If-None-Match`", &["ETag"], &[]);
}

/// 204: it is gone, or there is nothing to say.
#[derive(Debug)]
pub(crate) struct Removal;

impl Responder for Removal {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::new(StatusCode::NO_CONTENT)
    }
}

impl Describe for Removal {
    fn describe(operation: &mut Operation) {
        operation.answer(204, "Done; there is nothing to answer", &[], &[]);
    }
}
