//! What lists of the register are asked in the same words: a search, and the end of what is held.

use api_http::problem::{ApiResult, Problem};
use chrono::{Days, NaiveDate};
use shared::domain::search::asked_words;
use shared::domain::violation::Violation;

/// The words of a search.
///
/// # Errors
/// 400 for one without a letter or digit.
pub(super) fn asked(text: &str) -> ApiResult<Vec<String>> {
    let words = asked_words(text);
    if words.is_empty() {
        return Err(Problem::query(Violation::new(
            "/q",
            "no_words",
            "cần ít nhất một chữ cái hoặc chữ số",
            "at least one letter or digit is needed",
        )));
    }
    Ok(words)
}

/// The last of the next so many days.
pub(super) fn within(today: NaiveDate, days: Option<i16>) -> Option<NaiveDate> {
    let days = Days::new(days?.unsigned_abs().into());
    today.checked_add_days(days)
}

/// The word of the order in cursors: that of `sort`, else whether a search ranks.
pub(super) fn order_word(
    sort: Option<&'static str>,
    is_search: bool,
    by_default: &'static str,
) -> &'static str {
    sort.unwrap_or(if is_search { "rank" } else { by_default })
}
