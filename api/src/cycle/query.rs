//! What lists of the cycle's records can be asked for.

use crate::places::resolve_unit;
use api_http::extract::Page;
use api_http::problem::ApiResult;
use serde::Deserialize;
use shared::database::programme_records::ProgrammeRecordFilter;
use shared::domain::cycle::review::ReviewState;
use shared::domain::units::{Generation, Level};
use utoipa::IntoParams;
use uuid::Uuid;

/// A query that becomes a filter and a page.
pub(super) trait RecordQuery {
    /// Both.
    ///
    /// # Errors
    /// 400 for a unit that does not exist or a page that is none.
    fn resolve(self) -> ApiResult<(ProgrammeRecordFilter, Page)>;
}

/// Which records of units a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OwnerUnitQuery {
    /// Code of the unit they lie in; a province's own lie in it too.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
    /// Those of this year.
    #[param(minimum = 2018, maximum = 2100)]
    year: Option<i16>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// Entries a page, 50 by default, at most 500.
    #[param(minimum = 1, maximum = 500)]
    page_size: Option<u16>,
}

/// Which records of producers and products a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PlanQuery {
    /// Code of the unit they lie in.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
    /// Those of this year.
    #[param(minimum = 2018, maximum = 2100)]
    year: Option<i16>,
    /// Those of this producer.
    producer_id: Option<Uuid>,
    /// Those about this product.
    product_id: Option<Uuid>,
    /// Those whose review stands here; reports have none.
    state: Option<ReviewState>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// Entries a page, 50 by default, at most 500.
    #[param(minimum = 1, maximum = 500)]
    page_size: Option<u16>,
}

/// Where a history goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryQuery {
    /// Where to go on: `next` of the page before.
    pub(super) cursor: Option<String>,
    /// Entries a page, 50 by default, at most 500.
    #[param(minimum = 1, maximum = 500)]
    pub(super) page_size: Option<u16>,
}

impl RecordQuery for OwnerUnitQuery {
    fn resolve(self) -> ApiResult<(ProgrammeRecordFilter, Page)> {
        let filter = ProgrammeRecordFilter {
            unit: resolve_unit(self.unit, self.level, self.generation)?,
            year: self.year,
            ..ProgrammeRecordFilter::default()
        };
        Ok((filter, Page::new(self.cursor.as_deref(), self.page_size)?))
    }
}

impl RecordQuery for PlanQuery {
    fn resolve(self) -> ApiResult<(ProgrammeRecordFilter, Page)> {
        let filter = ProgrammeRecordFilter {
            unit: resolve_unit(self.unit, self.level, self.generation)?,
            year: self.year,
            producer_id: self.producer_id,
            product_id: self.product_id,
            state: self.state,
        };
        Ok((filter, Page::new(self.cursor.as_deref(), self.page_size)?))
    }
}
