//! Whether a request has arrived whole, so that a client is not blamed for what took the service long.

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use futures_util::StreamExt;
use std::cell::Cell;
use std::rc::Rc;

/// Tells whether the body of a request has come to its end; none where there is no body, as in every poll.
pub(super) struct Arrival(Option<Rc<Cell<bool>>>);

impl Arrival {
    /// Watches the body of `request`; one without a body is here.
    pub(super) fn watch(request: &mut ServiceRequest) -> Self {
        let headers = request.headers();
        let length = headers
            .get(CONTENT_LENGTH)
            .map(|length| length.as_bytes() != b"0");
        let is_awaited = length.unwrap_or_else(|| headers.contains_key(TRANSFER_ENCODING));
        if !is_awaited {
            return Self(None);
        }
        let ended = Rc::new(Cell::new(false));
        let arrival = Self(Some(Rc::clone(&ended)));
        let end = futures_util::stream::poll_fn(move |_| {
            ended.set(true);
            std::task::Poll::Ready(None)
        });
        let payload = request.take_payload().chain(end);
        request.set_payload(Payload::Stream {
            payload: Box::pin(payload),
        });
        arrival
    }

    /// Whether all of it was read.
    pub(super) fn is_whole(&self) -> bool {
        self.0.as_ref().is_none_or(|ended| ended.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[tokio::test]
    async fn a_request_is_whole_when_its_body_has_ended() {
        assert!(Arrival::watch(&mut TestRequest::get().to_srv_request()).is_whole());
        let mut request = TestRequest::post()
            .insert_header((CONTENT_LENGTH, "4"))
            .set_payload("body")
            .to_srv_request();
        let arrival = Arrival::watch(&mut request);
        let mut body = request.take_payload();
        assert!(!arrival.is_whole(), "nothing was read");
        assert_eq!(body.next().await.unwrap().unwrap(), "body");
        assert!(!arrival.is_whole(), "more could come");
        assert!(body.next().await.is_none());
        assert!(arrival.is_whole());
    }
}
