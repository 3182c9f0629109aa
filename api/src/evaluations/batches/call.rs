//! A call with a batch: who calls, and the lines, which are read only once there is room for them.

use crate::caller::{Caller, EvaluationsWrite, Idempotency};
use crate::evaluations::EvaluationRequest;
use crate::limits::admission::BatchSlot;
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use api_http::contract::{Describe, Operation, content};
use api_http::extract::{announced_length, read_body, require_content_type};
use api_http::problem::{Code, Problem};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use std::sync::Arc;
use utoipa::openapi::Required;
use utoipa::openapi::request_body::RequestBodyBuilder;

/// The most bytes of a batch: ten thousand councils of five take half of it.
const BATCH_LIMIT: usize = 64 * 1024 * 1024;

/// Lines of JSON (NDJSON), unparsed, of a caller who may submit them.
#[derive(Debug)]
pub(super) struct BatchCall {
    /// Who calls.
    pub(super) caller: Caller<EvaluationsWrite>,
    /// The lines.
    pub(super) bytes: Bytes,
    /// Runs the work once a key, see [`Idempotency::once`].
    pub(super) idempotency: Idempotency,
    /// Held as long as the batch is in work.
    pub(super) slot: BatchSlot,
}

impl Describe for BatchCall {
    fn describe(operation: &mut Operation) {
        Caller::<EvaluationsWrite>::describe(operation);
        let line = operation.lines::<EvaluationRequest>();
        let body = RequestBodyBuilder::new()
            .description(Some(
                "One request of `POST /evaluations` a line, ten thousand at the most",
            ))
            .content("application/x-ndjson", content(line))
            .required(Some(Required::True));
        operation.body(body.build());
        operation.problem(Code::InvalidFields);
        operation.problem(Code::TooManyRequests);
        operation.problem(Code::BacklogFull);
        Idempotency::describe(operation);
    }
}

impl FromRequest for BatchCall {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let accepted = require_content_type(request, "application/x-ndjson");
        // A chunked body may become as large as any.
        let size = announced_length(request).unwrap_or(BATCH_LIMIT).min(BATCH_LIMIT);
        let (request, read) = (request.clone(), read_body(request, payload, BATCH_LIMIT));
        Box::pin(async move {
            let caller: Caller<EvaluationsWrite> = caller.await?;
            accepted?;
            let admission = Arc::clone(&AppState::of(&request)?.admission);
            let slot = admission.batch(caller.principal.name(), size).await?;
            let bytes = read.await?;
            let idempotency = Idempotency::of(&request, &bytes)?;
            Ok(Self {
                caller,
                bytes,
                idempotency,
                slot,
            })
        })
    }
}
