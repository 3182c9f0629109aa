//! A call with a batch: who calls, the lines, and the key that lets it have one effect.

use crate::caller::{EvaluationsWrite, Idempotency, Lines};
use crate::evaluations::EvaluationRequest;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use api_http::contract::{Describe, Operation};
use api_http::problem::{Code, Problem};
use futures_util::future::LocalBoxFuture;

/// The lines of a batch with the request's idempotency key.
#[derive(Debug)]
pub(super) struct BatchCall {
    /// Who calls, and the lines.
    pub(super) lines: Lines<EvaluationsWrite, EvaluationRequest>,
    /// Runs the work once a key, see [`Idempotency::once`].
    pub(super) idempotency: Idempotency,
}

impl Describe for BatchCall {
    fn describe(operation: &mut Operation) {
        Lines::<EvaluationsWrite, EvaluationRequest>::describe(operation);
        operation.problem(Code::BacklogFull);
        Idempotency::describe(operation);
    }
}

impl FromRequest for BatchCall {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, lines) = (request.clone(), Lines::of(request, payload, true));
        Box::pin(async move {
            let lines = lines.await?;
            let idempotency = Idempotency::of(&request, &lines.bytes)?;
            Ok(Self { lines, idempotency })
        })
    }
}
