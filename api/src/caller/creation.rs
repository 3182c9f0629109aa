//! Bodies of what is made at most once.

use super::idempotency::Idempotency;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use api_http::contract::{Describe, Operation};
use api_http::extract::{parse, read_json};
use api_http::problem::Problem;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// A JSON body that creates or starts something, with the request's idempotency key.
#[derive(Debug)]
pub(crate) struct Creation<T> {
    /// The body.
    pub(crate) body: T,
    /// Runs the work once a key, see [`Idempotency::once`].
    pub(crate) idempotency: Idempotency,
}

impl<T: ToSchema> Describe for Creation<T> {
    fn describe(operation: &mut Operation) {
        operation.json_body::<T>();
        Idempotency::describe(operation);
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Creation<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, read) = (request.clone(), read_json(request, payload));
        Box::pin(async move {
            let bytes = read.await?;
            let idempotency = Idempotency::of(&request, &bytes)?;
            Ok(Self {
                body: parse(&bytes)?,
                idempotency,
            })
        })
    }
}
