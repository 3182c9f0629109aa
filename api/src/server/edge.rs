//! The one middleware around every route: context in, problem rendering, headers and metrics out.
//!
//! One layer and not five: each costs an allocation a request, and polls must cost next to nothing.

mod arrival;
mod head;
mod security_headers;
mod span;

use crate::dossiers::files;
use crate::limits::admission::AdmittedRequest;
use crate::server::metrics;
use crate::server::metrics::Timer;
use crate::state::AppState;
use crate::statistics;
use actix_web::HttpMessage;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, Method, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError, web};
use api_http::problem::{Code, Problem, from_status, render};
use api_http::request_context::{Ids, RequestContext};
use arrival::Arrival;
use shared::telemetry::log_context;
use shared::telemetry::traces::Span;
use std::rc::Rc;
use std::time::Duration;

/// The longest a request may take from its head to its answer: longer than any statement may (30 s) plus the wait for a
/// connection, so that it ends only what hangs for another reason, such as a client that stops sending.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Wraps a request, see the module.
pub(crate) async fn edge<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let timer = Timer::start(request.method().clone());
    let (place, span) = span::begin(&request);
    let ids = Ids::of(request.headers(), place);
    // Answered at once, such a poll is never in work; no state is held, because threads wait for each other where they count who
    // holds the same. A recorded request shows the whole way.
    if span.is_none()
        && let Some(state) = request.app_data::<web::Data<AppState>>()
        && let Some(mut answer) = statistics::repeated(request.request(), state)
    {
        metrics::record_route(timer, request.path(), answer.status());
        complete(&mut answer, ids, request.path(), state.is_leaving());
        return Ok(request.into_response(answer).map_into_right_body());
    }
    let context = RequestContext::of(request.headers(), request.uri(), ids);
    let state = request.app_data::<web::Data<AppState>>().cloned();
    let entered = match enter(state.as_ref(), &context) {
        Ok(entered) => entered,
        Err(problem) => return Err(failed(&problem, &context, timer, span)),
    };
    request.extensions_mut().insert(context.clone());
    let only_head = head::ask_as_get(&mut request);
    let arrival = Arrival::watch(&mut request);
    let answered = tokio::time::timeout(longest(&request), next.call(request));
    let called = log_context::within(Rc::new(context.clone()), answered).await;
    drop(entered);
    let problem = match called {
        Ok(Ok(response)) => {
            span::answered(span, &response);
            let mut response = finish(response, &context, timer, state.as_ref());
            if only_head {
                response = head::without_body(response);
            }
            return Ok(response);
        }
        Ok(Err(error)) => problem_of_error(&error),
        Err(_) if arrival.is_whole() => Problem::new(Code::TooSlow),
        Err(_) => Problem::new(Code::RequestTimeout),
    };
    Err(failed(&problem, &context, timer, span))
}

/// How long `request` may take.
fn longest(request: &ServiceRequest) -> Duration {
    if request.path() == files::PATH && *request.method() == Method::POST {
        files::UPLOAD_TIMEOUT
    } else {
        REQUEST_TIMEOUT
    }
}

/// The answer to a request that no handler has answered.
fn failed(problem: &Problem, context: &RequestContext, timer: Timer, span: Option<Span>) -> actix_web::Error {
    metrics::record_unanswered(timer, problem.status_code());
    span::failed(span, problem.status_code());
    RenderedProblem::of(problem, context).into()
}

/// Lets the request in; health and metrics are asked for just when there is too much to do.
fn enter(
    state: Option<&web::Data<AppState>>,
    context: &RequestContext,
) -> Result<Option<AdmittedRequest>, Problem> {
    if span::is_watching(context.path()) {
        return Ok(None);
    }
    state.map(|state| state.admission.request()).transpose()
}

/// Renders a problem where there is one, and adds what every answer carries.
fn finish<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
    context: &RequestContext,
    timer: Timer,
    state: Option<&web::Data<AppState>>,
) -> ServiceResponse<EitherBody<B>> {
    metrics::record(timer, &response);
    let mut response = match problem_of_response(&response) {
        None => response.map_into_left_body(),
        Some(problem) => replace(response, &problem, context).map_into_right_body(),
    };
    let is_leaving = state.is_some_and(|state| state.is_leaving());
    let ids = context.ids().clone();
    complete(response.response_mut(), ids, context.path(), is_leaving);
    response
}

/// Adds what every answer of a route carries.
fn complete<B>(response: &mut HttpResponse<B>, ids: Ids, path: &str, is_leaving: bool) {
    add_headers(response, ids, path);
    if is_leaving {
        // A kept connection would be cut when the process stops, perhaps under a request.
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
}

/// The problem that an answer stands for: the handler's own, or one made of a bare error status.
fn problem_of_response<B>(response: &ServiceResponse<B>) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    // A page for people says itself what is wrong.
    let content_type = response.headers().get(header::CONTENT_TYPE);
    if content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html")) {
        return None;
    }
    if let Some(problem) = response.response().extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    match response.response().error() {
        Some(error) => Some(problem_of_error(error)),
        None => Some(from_status(status)),
    }
}

/// An error of the framework or of a middleware by its status; a 5xx is logged here, once.
fn problem_of_error(error: &actix_web::Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let status = error.as_response_error().status_code();
    if status.is_server_error() {
        tracing::error!(%error, "request failed");
        return from_status(status);
    }
    let text = error.to_string();
    from_status(status).detail(text.clone(), text)
}

/// The rendered problem in place of the body, with the headers that belong to the status kept.
fn replace<B>(
    response: ServiceResponse<B>,
    problem: &Problem,
    context: &RequestContext,
) -> ServiceResponse<BoxBody> {
    let mut rendered = render(problem, context);
    for name in [header::ALLOW, header::WWW_AUTHENTICATE, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            rendered.headers_mut().insert(name, value.clone());
        }
    }
    response.into_response(rendered)
}

fn add_headers<B>(response: &mut HttpResponse<B>, ids: Ids, path: &str) {
    let status = response.status();
    let headers = response.headers_mut();
    ids.add_to(headers);
    security_headers::add(headers, status, path);
}

/// A finished answer on the error path: a middleware has no request left to build a response from.
#[derive(Debug)]
struct RenderedProblem {
    problem: Problem,
    context: RequestContext,
}

impl RenderedProblem {
    fn of(problem: &Problem, context: &RequestContext) -> Self {
        Self {
            problem: problem.clone(),
            context: context.clone(),
        }
    }
}

impl std::fmt::Display for RenderedProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.problem.fmt(f)
    }
}

impl ResponseError for RenderedProblem {
    fn status_code(&self) -> actix_web::http::StatusCode {
        self.problem.status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = render(&self.problem, &self.context);
        add_headers(&mut response, self.context.ids().clone(), self.context.path());
        response
    }
}
