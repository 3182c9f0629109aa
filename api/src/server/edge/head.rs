//! `HEAD` (RFC 9110 section 9.3.2): what `GET` would answer, without the body. Every path that takes `GET` takes it.

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use bytes::Bytes;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Makes a `HEAD` a `GET` for the routes; true where it was one.
pub(super) fn ask_as_get(request: &mut ServiceRequest) -> bool {
    let is_head = *request.method() == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
    }
    is_head
}

/// The answer with a body that is as long and never sent: the encoder knows the method, but would wait for a stream to end.
pub(super) fn without_body<B: MessageBody + 'static>(
    response: ServiceResponse<EitherBody<B>>,
) -> ServiceResponse<EitherBody<B>> {
    response.map_body(|_, body| EitherBody::Right {
        body: BoxBody::new(Unsent(body.size())),
    })
}

/// A body of which only the size is told.
struct Unsent(BodySize);

impl MessageBody for Unsent {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
