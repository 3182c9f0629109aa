//! Polls that repeat what this thread has answered lately: told again before a route is looked for, which costs more than
//! all the rest of such an answer.

use super::RecentPolls;
use super::formats::Form;
use super::polled::respond;
use super::recent::Asked;
use crate::auth::{StatisticsRead, remembered};
use crate::extract::IfNoneMatch;
use crate::server::AppState;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use shared::domain::language::Language;

/// What stands in the path before the name of a statistic.
const PATH: &str = "/api/v1/statistics/";

/// What the handler would answer to `request` now, where this thread has answered it lately to somebody of the same reach.
/// None for every other request, right or wrong: those take the whole way.
pub(crate) fn repeated(request: &HttpRequest, state: &AppState, language: Language) -> Option<HttpResponse> {
    let name = request.path().strip_prefix(PATH)?;
    if *request.method() != Method::GET {
        return None;
    }
    let (recent, version) = (request.app_data::<RecentPolls>()?, state.statistics.followed_version()?);
    let caller = remembered::<StatisticsRead>(request, &state.authority)?;
    let form = Form::in_language(language, request).ok()?;
    let asked = Asked::new(name, form, state.clock.today());
    let kept = recent.find(&caller.scope, request.query_string(), asked, version)?;
    Some(respond(&kept, form, &IfNoneMatch::of(request.headers())))
}
