//! Answers of handlers.

use super::kind::{self, AnswerKind};
use crate::contract::{Describe, Operation};
use crate::extract::ETag;
use crate::problem::Code;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderName, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use serde::Serialize;
use std::marker::PhantomData;
use utoipa::ToSchema;

/// A JSON answer of the kind `K` whose body is a `T`.
#[derive(Debug)]
pub struct Reply<K, T>(HttpResponse, PhantomData<(K, T)>);

/// 200 with one resource and its `ETag`, or 304.
pub type Resource<T> = Reply<kind::Resource, T>;
/// 200 with a resource as it is after a change, and its new `ETag`.
pub type Revision<T> = Reply<kind::Revision, T>;
/// 201 with what was made.
pub type NewResource<T> = Reply<kind::NewResource, T>;
/// 202 with the job that was started.
pub type Receipt<T> = Reply<kind::Receipt, T>;
/// 200 with what an act has led to.
pub type Effect<T> = Reply<kind::Effect, T>;
/// 200 with what was worked out for this request alone.
pub type Document<T> = Reply<kind::Document, T>;

impl<K: AnswerKind, T> Reply<K, T> {
    /// `response`, whose body its maker has written from a `T`.
    pub fn of(response: HttpResponse) -> Self {
        Self(response, PhantomData)
    }

    /// With another header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers_mut().insert(name, value);
        self
    }
}

impl<T: Serialize> Document<T> {
    /// Of `body`.
    pub fn new(body: &T) -> Self {
        Self::of(HttpResponse::Ok().json(body))
    }
}

impl<K: AnswerKind, T> Responder for Reply<K, T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<K: AnswerKind, T: ToSchema> Describe for Reply<K, T> {
    fn describe(operation: &mut Operation) {
        operation.json_answer::<T>(K::STATUS.as_u16(), K::DESCRIPTION, K::HEADERS);
    }
}

/// The head of an answer to `PUT`: 201 where it made something, otherwise 200, with the tag of what is there now.
fn put(made: bool, tag: &ETag) -> HttpResponseBuilder {
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response.insert_header((ETAG, tag.header()));
    response
}

/// The answer to a `PUT` of the whole: 201 where it is the first version, 200 where it replaces one, with its `ETag`.
#[derive(Debug)]
pub struct Replacement<T>(HttpResponse, PhantomData<T>);

impl<T: Serialize> Replacement<T> {
    /// Of `body`, which is the `first` version or a later one.
    pub fn new(first: bool, tag: &ETag, body: &T) -> Self {
        Self(put(first, tag).json(body), PhantomData)
    }
}

impl<T> Responder for Replacement<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<T: ToSchema> Describe for Replacement<T> {
    fn describe(operation: &mut Operation) {
        operation.json_answer::<T>(200, "What has replaced the version before", &["ETag"]);
        operation.json_answer::<T>(201, "The first version", &["ETag"]);
        operation.problem(Code::PreconditionRequired);
    }
}

/// The answer to a `PUT` under an outside key: 201 where it made something, 200 where that was there, with its `ETag` and `Location`.
#[derive(Debug)]
pub struct Upsert<T>(HttpResponse, PhantomData<T>);

impl<T: Serialize> Upsert<T> {
    /// Of `body`, which was `made` or was there, at `location`.
    pub fn new(made: bool, location: String, tag: &ETag, body: &T) -> Self {
        let response = put(made, tag).insert_header((LOCATION, location)).json(body);
        Self(response, PhantomData)
    }
}

impl<T> Responder for Upsert<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<T: ToSchema> Describe for Upsert<T> {
    fn describe(operation: &mut Operation) {
        let headers = &["ETag", "Location"];
        operation.json_answer::<T>(200, "What is there now, changed or as it was", headers);
        operation.json_answer::<T>(201, "Made; `Location` names it", headers);
    }
}

/// 204: it is gone, or there is nothing to say; with the tag of what it was removed from, where that has one.
#[derive(Debug, Default)]
pub struct Removal(Option<ETag>);

impl Removal {
    /// With the tag of what is left.
    pub fn from(rest: ETag) -> Self {
        Self(Some(rest))
    }
}

impl Responder for Removal {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::new(StatusCode::NO_CONTENT);
        if let Some(tag) = self.0 {
            response.headers_mut().insert(ETAG, tag.header());
        }
        response
    }
}

impl Describe for Removal {
    fn describe(operation: &mut Operation) {
        operation.answer(204, "Done; there is nothing to answer", &["ETag"], &[]);
    }
}
