//! Which notices clients ask for.

use crate::places::resolve_unit;
use api_http::extract::days_in_range;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Deserialize;
use shared::database::dossier_notices::DossierNoticeFilter;
use shared::domain::dossier::DossierNoticeKind;
use shared::domain::units::{Generation, Level};
use utoipa::IntoParams;
use uuid::Uuid;

/// Which notices a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DossierNoticeQuery {
    /// `due_soon`: at most three working days are left; `overdue`: the last day has passed.
    kind: Option<DossierNoticeKind>,
    /// About this dossier.
    dossier_id: Option<Uuid>,
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
    /// Those recorded after the one with this id: for programs that poll.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub(super) after: Option<i64>,
}

impl DossierNoticeQuery {
    /// What the database is asked.
    ///
    /// # Errors
    /// 400 for days out of range or in the wrong order, and for an unknown unit.
    pub(super) fn filter(self) -> ApiResult<DossierNoticeFilter> {
        let (from, to) = days_in_range(self.from, self.to)?;
        Ok(DossierNoticeFilter {
            kind: self.kind,
            dossier_id: self.dossier_id,
            from,
            to,
            unit: resolve_unit(self.unit, self.level, self.generation)?,
        })
    }
}
