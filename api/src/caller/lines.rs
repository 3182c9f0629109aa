//! Bodies of many lines (NDJSON), which are read only once there is room for them.

use super::access::Caller;
use super::requirements::Requirement;
use crate::limits::admission::BatchSlot;
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use api_http::contract::{Describe, Operation, content};
use api_http::extract::{announced_length, read_body, require_content_type};
use api_http::problem::{Code, Problem};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use std::marker::PhantomData;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use utoipa::openapi::request_body::RequestBodyBuilder;

/// The most bytes of a body: ten thousand councils of five take half of it.
const LINES_LIMIT: usize = 64 * 1024 * 1024;

/// Lines of JSON, each a `T`, unparsed, of a caller whose token carries the permission `R` asks for.
#[derive(Debug)]
pub(crate) struct Lines<R, T> {
    /// Who calls.
    pub(crate) caller: Caller<R>,
    /// The lines.
    pub(crate) bytes: Bytes,
    /// Held as long as they are in work.
    pub(crate) slot: BatchSlot,
    line: PhantomData<T>,
}

impl<R: Requirement, T: 'static> Lines<R, T> {
    /// The lines of `request`; `jobs` where they become jobs, which are refused while too many wait.
    pub(crate) fn of(
        request: &HttpRequest,
        payload: &mut Payload,
        jobs: bool,
    ) -> LocalBoxFuture<'static, Result<Self, Problem>> {
        let caller = Caller::from_request(request, payload);
        let accepted = require_content_type(request, "application/x-ndjson");
        // A chunked body may become as large as any.
        let size = announced_length(request).unwrap_or(LINES_LIMIT).min(LINES_LIMIT);
        let (request, read) = (request.clone(), read_body(request, payload, LINES_LIMIT));
        Box::pin(async move {
            let caller: Caller<R> = caller.await?;
            accepted?;
            let admission = Arc::clone(&AppState::of(&request)?.admission);
            if jobs {
                admission.backlog()?;
            }
            Ok(Self {
                slot: admission.lines(caller.principal.name(), size).await?,
                bytes: read.await?,
                caller,
                line: PhantomData,
            })
        })
    }
}

impl<R: Requirement, T: ToSchema> Describe for Lines<R, T> {
    fn describe(operation: &mut Operation) {
        Caller::<R>::describe(operation);
        let line = operation.lines::<T>();
        let body = RequestBodyBuilder::new()
            .description(Some("One JSON object a line, ten thousand at the most"))
            .content("application/x-ndjson", content(line))
            .required(Some(Required::True));
        operation.body(body.build());
        operation.problem(Code::InvalidFields);
        operation.problem(Code::TooManyRequests);
    }
}

impl<R: Requirement, T: 'static> FromRequest for Lines<R, T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        Self::of(request, payload, false)
    }
}
