//! The form of a token request.

use super::refusal::error;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use api_http::contract::{Describe, Operation, content};
use api_http::extract::{JSON_LIMIT, nul, read_body, require_content_type};
use api_http::problem::{Code, Problem};
use futures_util::future::LocalBoxFuture;
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use utoipa::openapi::request_body::RequestBodyBuilder;

/// The fields as the document shows them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only for the document: the form is read by name")]
pub(crate) struct TokenRequest {
    /// `client_credentials` or `refresh_token`.
    grant_type: String,
    /// Permissions separated by spaces; all that were granted where it is left out.
    scope: Option<String>,
    /// Where HTTP Basic is not used.
    client_id: Option<String>,
    /// Where HTTP Basic is not used.
    client_secret: Option<String>,
    /// With `refresh_token`.
    refresh_token: Option<String>,
}

/// The pairs of the form. RFC 6749: unknown ones are ignored, a known one twice is an error.
#[derive(Debug)]
pub(crate) struct TokenForm(Vec<(String, String)>);

impl TokenForm {
    /// The value of a field, if it is there and not empty.
    pub(super) fn one(&self, name: &'static str) -> Result<Option<String>, Problem> {
        let mut values = self
            .0
            .iter()
            .filter(|(known, value)| known == name && !value.is_empty());
        let first = values.next().map(|(_, value)| value.clone());
        if values.next().is_some() {
            return Err(wrong(
                name,
                "duplicate_field",
                "xuất hiện hai lần",
                "is there twice",
            ));
        }
        Ok(first)
    }

    /// The value of a field that must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<String, Problem> {
        self.one(name)?.ok_or_else(|| missing(name))
    }
}

impl Describe for TokenForm {
    fn describe(operation: &mut Operation) {
        let schema = operation.schema::<TokenRequest>();
        let body = RequestBodyBuilder::new()
            .content("application/x-www-form-urlencoded", content(schema))
            .required(Some(Required::True));
        operation.body(body.build());
        let codes = [
            Code::InvalidRequest,
            Code::InvalidGrant,
            Code::InvalidScope,
            Code::UnsupportedGrantType,
            Code::InvalidClient,
            Code::OutsideReach,
            Code::TooManyRequests,
        ];
        codes.into_iter().for_each(|code| operation.problem(code));
    }
}

impl FromRequest for TokenForm {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let accepted = require_content_type(request, "application/x-www-form-urlencoded");
        let read = read_body(request, payload, JSON_LIMIT);
        Box::pin(async move {
            accepted?;
            let pairs: Vec<(String, String)> = form_urlencoded::parse(&read.await?).into_owned().collect();
            match pairs
                .iter()
                .find(|(name, value)| name.contains('\0') || value.contains('\0'))
            {
                None => Ok(Self(pairs)),
                Some((name, _)) => Err(error(Code::InvalidRequest, "invalid_request")
                    .errors(vec![nul::violation(&format!("/{}", name.replace('\0', "")))])),
            }
        })
    }
}

/// A field is missing.
pub(super) fn missing(name: &'static str) -> Problem {
    wrong(name, "missing_field", "bị thiếu", "is missing")
}

fn wrong(name: &str, code: &'static str, vi: &str, en: &str) -> Problem {
    let (vi, en) = (
        format!("Trường `{name}` {vi}."),
        format!("The field `{name}` {en}."),
    );
    error(Code::InvalidRequest, "invalid_request")
        .detail(vi.clone(), en.clone())
        .errors(vec![Violation::new(format!("/{name}"), code, vi, en)])
}
