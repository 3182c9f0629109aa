//! The body of a problem as the client reads it.

use super::Problem;
use super::possible::PossibleAction;
use crate::request_context::RequestContext;
use actix_web::HttpResponse;
use actix_web::ResponseError;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, VARY};
use serde::Serialize;
use shared::domain::language::Language;
use shared::domain::violation::Violation;
use utoipa::ToSchema;

/// `application/problem+json` (RFC 9457) with the members of this service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// `urn:ocop:problem:` and the code.
    r#type: String,
    /// What kind of problem, for people.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// Stable word for programs.
    code: &'static str,
    /// What happened, for people.
    detail: String,
    /// The path that was asked.
    instance: String,
    /// The id under which the logs know this request.
    request_id: String,
    /// RFC 6749 error word; only from the token endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    /// The fields that are wrong; empty where the request as a whole is.
    errors: Vec<FieldError>,
    /// What is possible now instead; only for an action on a dossier that is out of turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    possible: Option<Vec<PossibleAction>>,
}

/// One broken rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// RFC 6901 pointer into the body, or `/name` of a query parameter or form field.
    pointer: String,
    /// Stable word of the rule.
    code: &'static str,
    /// What is wrong and what the rule is.
    message: String,
}

impl FieldError {
    /// `violation` in `language`.
    pub fn new(violation: &Violation, language: Language) -> Self {
        Self {
            pointer: violation.pointer.clone(),
            code: violation.code,
            message: violation.message.get(language).to_owned(),
        }
    }

    /// What `problem` says, where it is one of many in an answer: its broken rules, or itself where it names none.
    pub fn of_problem(problem: &Problem, language: Language) -> Vec<Self> {
        let parts = &problem.0;
        if !parts.errors.is_empty() {
            return parts.errors.iter().map(|one| Self::new(one, language)).collect();
        }
        let title = parts.code.title(language);
        let detail = parts.detail.as_ref().map_or(title, |text| text.get(language));
        vec![Self {
            pointer: String::new(),
            code: parts.code.as_str(),
            message: detail.to_owned(),
        }]
    }
}

/// Writes `problem` for the request of `context`.
pub fn render(problem: &Problem, context: &RequestContext) -> HttpResponse {
    let parts = &problem.0;
    let language = context.language;
    let title = parts.code.title(language);
    let document = ProblemDocument {
        r#type: format!("urn:ocop:problem:{}", parts.code.as_str()),
        title,
        status: problem.status_code().as_u16(),
        code: parts.oauth_error.unwrap_or(parts.code.as_str()),
        detail: parts
            .detail
            .as_ref()
            .map_or(title, |text| text.get(language))
            .to_owned(),
        instance: context.path().to_owned(),
        request_id: context.request_id().to_owned(),
        error: parts.oauth_error,
        errors: parts
            .errors
            .iter()
            .map(|violation| FieldError::new(violation, language))
            .collect(),
        possible: parts.possible.clone(),
    };
    let mut response = HttpResponse::build(problem.status_code()).json(document);
    let headers = response.headers_mut();
    for (name, value) in &parts.headers {
        headers.append(name.clone(), value.clone());
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    response
}
