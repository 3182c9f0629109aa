//! Which notices clients ask for.

use crate::places::resolve_unit;
use api_http::extract::days_in_range;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Deserialize;
use shared::database::recognition_notices::RecognitionNoticeFilter;
use shared::domain::recognition::RecognitionNoticeKind;
use shared::domain::units::{Generation, Level};
use utoipa::IntoParams;

/// Which notices a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NoticeQuery {
    /// `renewal_opens`: the window of renewal has opened, 180 days before the end; `ends_with_renewal_pending`: 30 days before
    /// the end the renewal is not decided and nothing is carried over; `expired`: the time is over.
    kind: Option<RecognitionNoticeKind>,
    /// Of this day, Vietnamese time, or a later one.
    from: Option<NaiveDate>,
    /// Of this day, Vietnamese time, or an earlier one.
    to: Option<NaiveDate>,
    /// Code of the unit the products are made in.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
}

impl NoticeQuery {
    /// What the database is asked.
    ///
    /// # Errors
    /// 400 for days out of range or in the wrong order, and for an unknown unit.
    pub(super) fn filter(self) -> ApiResult<RecognitionNoticeFilter> {
        let (from, to) = days_in_range(self.from, self.to)?;
        Ok(RecognitionNoticeFilter {
            kind: self.kind,
            from,
            to,
            unit: resolve_unit(self.unit, self.level, self.generation)?,
        })
    }
}
