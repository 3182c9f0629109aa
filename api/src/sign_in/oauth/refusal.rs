//! Refusals of the token endpoint.

use api_http::problem::{Code, Problem};

/// A problem of the token endpoint: its code is the RFC's error word.
pub(super) fn error(code: Code, word: &'static str) -> Problem {
    Problem::new(code).oauth(word)
}

/// Whose unit has no office any more, such as a former district, is nobody's officer.
pub(super) fn without_office() -> Problem {
    Problem::new(Code::OutsideReach).detail(
        "Đơn vị của tài khoản không còn sau sắp xếp: quản trị viên phải cấp tài khoản của đơn vị hiện nay.",
        "The unit of the account has no office since the reform: an administrator has to make an account of today's unit.",
    )
}
