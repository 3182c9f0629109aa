//! The one error of every handler, answered as `application/problem+json` (RFC 9457).
//!
//! Policy:
//! * 400 what cannot be read (syntax, path, query), 401 no valid token, 403 a token without the permission,
//!   404 what is not there *or the caller may not see*, 405 with `Allow`, 409 a conflict with what is stored,
//!   412/428 `If-Match`, 413 too large, 415 not JSON, 422 read but breaks a rule, 429 and 503 with `Retry-After`.
//! * `code` is stable and belongs to the contract ([`Code`] is the catalogue); titles and details are for people, in
//!   Vietnamese or, by `Accept-Language`, in English; `errors[]` names each field by RFC 6901 pointer.
//! * An unknown failure is 500 with a fixed text. Its cause goes to the log, once, where it becomes a problem.
//! * A handler returns a [`Problem`]; the middleware `server::edge` of the api renders it, because only there are the language
//!   and the request's id known. The framework's own errors and those of other middlewares take the same way.

mod catalogue;
mod document;
mod from_status;
mod from_store;
mod possible;

pub use catalogue::Code;
pub use document::{FieldError, ProblemDocument, render};
pub use from_status::from_status;
pub use from_store::OnConflict;
pub use possible::PossibleAction;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use shared::domain::language::Text;
use shared::domain::violation::Violation;
use std::fmt;
use std::time::Duration;

/// An error on its way to the client. Boxed, because results carry it everywhere.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    code: Code,
    /// RFC 6749 error word of the token endpoint, repeated as the member `error`.
    oauth_error: Option<&'static str>,
    detail: Option<Text>,
    errors: Vec<Violation>,
    /// What can be done instead, where that is known.
    possible: Option<Vec<PossibleAction>>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// What came of something that may end in a [`Problem`].
pub type ApiResult<T> = Result<T, Problem>;

impl Problem {
    /// A problem that says no more than its code's title.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Parts {
            code,
            oauth_error: None,
            detail: None,
            errors: Vec::new(),
            possible: None,
            headers: Vec::new(),
        }))
    }

    /// Adds what happened, in both languages.
    pub fn detail(mut self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.detail = Some(Text::new(vi, en));
        self
    }

    /// Adds broken rules; each names its field.
    pub fn errors(mut self, errors: Vec<Violation>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Adds what can be done instead.
    pub fn possible(mut self, possible: Vec<PossibleAction>) -> Self {
        self.0.possible = Some(possible);
        self
    }

    /// Adds a header; a value that no header can carry is left out.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Its own headers, for an answer that says the same in another form.
    pub fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        self.0.headers.iter().cloned()
    }

    /// Marks it as an error of the token endpoint (RFC 6749 section 5.2).
    pub fn oauth(mut self, error: &'static str) -> Self {
        self.0.oauth_error = Some(error);
        self
    }

    /// Tells the client when another try may succeed, in whole seconds rounded up.
    pub fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.header(RETRY_AFTER, &seconds.to_string())
    }

    /// The thing is not there, or is not for this caller's eyes: the same answer.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// One broken rule.
    pub fn violation(violation: Violation) -> Self {
        Self::from(vec![violation])
    }

    /// A broken rule of the query: 400.
    pub fn query(violation: Violation) -> Self {
        Self::new(Code::InvalidQuery).errors(vec![violation])
    }

    /// A fault of ours: the cause is logged here, the client gets a fixed text.
    pub fn internal(cause: &dyn fmt::Display) -> Self {
        tracing::error!(error = %cause, "request failed");
        Self::new(Code::Internal)
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }
}

/// Passes where no rule is broken.
///
/// # Errors
/// 422 with every one of them.
pub fn refuse(violations: Vec<Violation>) -> ApiResult<()> {
    if violations.is_empty() {
        Ok(())
    } else {
        Err(violations.into())
    }
}

/// The broken rule where the text at `pointer` is empty or longer than so many characters.
pub fn text_length(pointer: &str, text: &str, longest: usize) -> Option<Violation> {
    let fits = (1..=longest).contains(&text.trim().chars().count());
    (!fits).then(|| {
        Violation::new(
            pointer,
            "invalid_length",
            format!("Cần 1–{longest} ký tự."),
            format!("1–{longest} characters are needed."),
        )
    })
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())?;
        match &self.0.detail {
            Some(detail) => write!(f, ": {}", detail.en),
            None => Ok(()),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.code.status()
    }

    /// Carries the problem to the middleware, which writes the body.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl From<Violation> for Problem {
    /// One broken rule: 422.
    fn from(violation: Violation) -> Self {
        vec![violation].into()
    }
}

impl From<Vec<Violation>> for Problem {
    /// Broken rules: 422 with one entry each.
    fn from(violations: Vec<Violation>) -> Self {
        Self::new(Code::InvalidFields).errors(violations)
    }
}
