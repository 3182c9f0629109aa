//! The catalogue of stable problem codes: each with its status and its title in both languages.

use actix_web::http::StatusCode;
use shared::domain::language::Language;

/// Declares the catalogue once; everything else is derived from it.
macro_rules! catalogue {
    ($($(#[$meta:meta])* $variant:ident = $word:literal, $status:ident, $vi:literal, $en:literal;)+) => {
        /// A stable code of the contract. Codes are added, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$meta])* $variant),+ }

        impl Code {
            /// Every code.
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of the contract.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// A short title in `language`.
            pub const fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::Vi) => $vi, (Self::$variant, Language::En) => $en),+
                }
            }
        }
    };
}

catalogue! {
    /// The request cannot be understood at all.
    BadRequest = "bad_request", BAD_REQUEST, "Yêu cầu không đọc được", "The request cannot be read";
    /// The body is not JSON.
    MalformedJson = "malformed_json", BAD_REQUEST, "Nội dung không phải JSON hợp lệ", "The body is not valid JSON";
    /// A part of the path has the wrong form.
    MalformedPath = "malformed_path", BAD_REQUEST, "Đường dẫn không hợp lệ", "A part of the path is malformed";
    /// A query parameter is unknown or has the wrong form.
    InvalidQuery = "invalid_query", BAD_REQUEST, "Tham số truy vấn không hợp lệ", "A query parameter is invalid";
    /// A header has the wrong form.
    InvalidHeader = "invalid_header", BAD_REQUEST, "Tiêu đề HTTP không hợp lệ", "A header is invalid";
    /// No token, or none that is valid.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, "Cần mã truy cập hợp lệ", "A valid access token is needed";
    /// Wrong name or password, wrong client or secret.
    InvalidCredentials = "invalid_credentials", UNAUTHORIZED, "Thông tin đăng nhập không đúng", "The credentials are wrong";
    /// Client authentication failed (RFC 6749).
    InvalidClient = "invalid_client", UNAUTHORIZED, "Hệ thống khách không xác thực được", "Client authentication failed";
    /// The grant is not valid, expired or used (RFC 6749).
    InvalidGrant = "invalid_grant", BAD_REQUEST, "Mã làm mới không còn hiệu lực", "The grant is invalid or was used";
    /// A scope that is unknown or beyond what was granted (RFC 6749).
    InvalidScope = "invalid_scope", BAD_REQUEST, "Phạm vi yêu cầu không hợp lệ", "The scope asked for is invalid";
    /// A parameter is missing or twice there (RFC 6749).
    InvalidRequest = "invalid_request", BAD_REQUEST, "Yêu cầu cấp mã không hợp lệ", "The token request is invalid";
    /// A grant type that is not offered (RFC 6749).
    UnsupportedGrantType = "unsupported_grant_type", BAD_REQUEST, "Kiểu cấp mã không được hỗ trợ", "The grant type is not supported";
    /// The token lacks a permission.
    InsufficientScope = "insufficient_scope", FORBIDDEN, "Mã truy cập không đủ quyền", "The token lacks a permission";
    /// A record that would lie outside the caller's unit.
    OutsideReach = "outside_reach", FORBIDDEN, "Ngoài địa bàn phụ trách", "Outside the caller's unit";
    /// The next step of a dossier belongs to another party.
    NotYourTurn = "not_your_turn", FORBIDDEN, "Thao tác thuộc bên khác", "The action belongs to another party";
    /// Not there, or not for this caller.
    NotFound = "not_found", NOT_FOUND, "Không tìm thấy", "Not found";
    /// No such path.
    RouteNotFound = "route_not_found", NOT_FOUND, "Không có đường dẫn này", "There is no such path";
    /// The path is there, the method is not.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "Phương thức không được phép", "The method is not allowed";
    /// Nothing acceptable can be answered.
    NotAcceptable = "not_acceptable", NOT_ACCEPTABLE, "Không có định dạng được chấp nhận", "No acceptable format";
    /// The request did not end in time; where it had arrived, it is `TooSlow`.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, "Yêu cầu gửi quá lâu", "The request took too long to arrive";
    /// What is stored says otherwise.
    Conflict = "conflict", CONFLICT, "Xung đột với dữ liệu đã lưu", "Conflict with what is stored";
    /// A conflict of interest keeps the member away.
    Recused = "recused", CONFLICT, "Đã khai xung đột lợi ích", "Recused from the dossier";
    /// A dossier does not stand where this is possible.
    OutOfTurn = "out_of_turn", CONFLICT, "Thao tác không đúng bước của hồ sơ", "Not possible where the dossier stands";
    /// A dossier of this service decides the stars of the product.
    DecidedHere = "decided_by_dossier", CONFLICT, "Hạng sao do hồ sơ trên hệ thống quyết định", "A dossier here decides the product's stars";
    /// `If-Match` names another version.
    PreconditionFailed = "precondition_failed", PRECONDITION_FAILED, "Bản ghi đã thay đổi", "The resource has changed";
    /// `If-Match` is missing.
    PreconditionRequired = "precondition_required", PRECONDITION_REQUIRED, "Cần tiêu đề If-Match", "If-Match is required";
    /// The body is larger than this path takes.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, "Nội dung quá lớn", "The body is too large";
    /// The range lies outside the content.
    RangeNotSatisfiable = "range_not_satisfiable", RANGE_NOT_SATISFIABLE, "Khoảng byte nằm ngoài nội dung", "The range lies outside the content";
    /// The content type or encoding is another one.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "Kiểu nội dung không được hỗ trợ", "The media type is not supported";
    /// Fields that break a rule.
    InvalidFields = "invalid_fields", UNPROCESSABLE_ENTITY, "Dữ liệu không hợp lệ", "Some fields break a rule";
    /// The same idempotency key came with another request.
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "Idempotency-Key đã dùng cho yêu cầu khác", "The Idempotency-Key was used for another request";
    /// Too many tries.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "Quá nhiều yêu cầu", "Too many requests";
    /// A fault of ours.
    Internal = "internal_error", INTERNAL_SERVER_ERROR, "Lỗi hệ thống", "Internal error";
    /// More is in work than this process takes on.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "Dịch vụ đang quá tải", "The service has too much to do at the moment";
    /// More jobs wait than are taken on.
    BacklogFull = "backlog_full", SERVICE_UNAVAILABLE, "Quá nhiều hồ sơ đang chờ đánh giá", "Too many evaluations are waiting";
    /// The request had arrived, the answer did not come in time.
    TooSlow = "too_slow", SERVICE_UNAVAILABLE, "Dịch vụ không trả lời kịp thời", "The service did not answer in time";
    /// The database is away for a moment.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Dịch vụ tạm thời gián đoạn", "The service is unavailable for a moment";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_words_with_an_error_status_and_two_titles() {
        let mut words = HashSet::new();
        for code in Code::ALL {
            let word = code.as_str();
            assert!(words.insert(word), "{word} is there twice");
            assert!(
                word.chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter == '_'),
                "{word}"
            );
            assert!(
                code.status().is_client_error() || code.status().is_server_error(),
                "{word}"
            );
            assert_ne!(code.title(Language::Vi), code.title(Language::En), "{word}");
        }
    }
}
