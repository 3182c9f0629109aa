//! The calendar by which deadlines are counted.

use api_http::problem::{ApiResult, Problem};
use shared::domain::calendar::{self, Calendar};

/// The working days.
///
/// # Errors
/// 500 where the data compiled in is broken; a test holds that it is not.
pub(crate) fn working_calendar() -> ApiResult<&'static Calendar> {
    calendar::embedded().map_err(|error| Problem::internal(error))
}
