//! Errors of the framework and of middlewares, which come with a status only.

use super::{Code, Problem};
use actix_web::http::StatusCode;

/// The problem that stands for a bare error status.
pub fn from_status(status: StatusCode) -> Problem {
    let code = match status {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::InsufficientScope,
        StatusCode::NOT_FOUND => Code::RouteNotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::NOT_ACCEPTABLE => Code::NotAcceptable,
        StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout,
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        status if status.is_server_error() => Code::Internal,
        _ => Code::BadRequest,
    };
    Problem::new(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_framework_keeps_its_class() {
        for number in 400..600_u16 {
            let status = StatusCode::from_u16(number).unwrap();
            let mapped = from_status(status).code().status();
            assert_eq!(mapped.is_client_error(), status.is_client_error(), "{number}");
        }
        assert_eq!(
            from_status(StatusCode::METHOD_NOT_ALLOWED).code(),
            Code::MethodNotAllowed
        );
        assert_eq!(from_status(StatusCode::BAD_GATEWAY).code(), Code::Internal);
        assert_eq!(from_status(StatusCode::IM_A_TEAPOT).code(), Code::BadRequest);
    }
}
