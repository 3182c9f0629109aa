//! Refusals of what a statistic is asked.

use api_http::problem::Problem;
use shared::domain::violation::Violation;

/// 400 naming the parameter at `pointer`.
pub(super) fn invalid(
    pointer: &str,
    code: &'static str,
    vi: impl Into<String>,
    en: impl Into<String>,
) -> Problem {
    Problem::query(Violation::new(pointer, code, vi, en))
}
