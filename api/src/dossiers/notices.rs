//! Last days of dossiers that come near or have passed (sắp đến hạn, quá hạn): `/api/v1/dossier-notices`.

use crate::caller::{Caller, DossiersRead};
use crate::places::resolve_unit;
use api_http::extract::{List, PageOf, days_in_range};
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::{ViewOf, endpoint};
use serde::{Deserialize, Serialize};
use shared::database::dossier_notices;
use shared::database::dossier_notices::{DossierNotice, DossierNoticeFilter};
use shared::domain::dossier::{DossierNoticeKind, NoticeDeadline};
use shared::domain::units::{Generation, Level};
use shared::domain::workflow::DossierState;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

api_http::routes! { list }

/// Which notices a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DossierNoticeQuery {
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
    after: Option<i64>,
}

impl DossierNoticeQuery {
    /// What the database is asked.
    ///
    /// # Errors
    /// 400 for days out of range or in the wrong order, and for an unknown unit.
    fn filter(self) -> ApiResult<DossierNoticeFilter> {
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

/// A last day of a dossier that is near or has passed.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(DossierNotice)]
struct DossierNoticeView {
    /// Its id, in the order of recording.
    id: i64,
    /// Near or passed.
    kind: DossierNoticeKind,
    /// Which last day: of the state, of the decision on a renewal, or of the round's decision.
    deadline: NoticeDeadline,
    /// The state; null for the decision and the round.
    state: Option<DossierState>,
    /// The last day.
    due_on: NaiveDate,
    /// The day it was found, Vietnamese time.
    day: NaiveDate,
    /// The dossier.
    dossier_id: Uuid,
    /// Its product.
    product_id: Uuid,
    /// Its producer.
    producer_id: Uuid,
    /// When it was written down.
    recorded_at: DateTime<Utc>,
}

/// Dossiers whose last day, of the state they are in or of the decision on a renewal, is near or has passed, in the order
/// in which it was recorded.
///
/// Recorded once a day, soon after midnight in Việt Nam, and once a state and last day. Who may see a dossier may see its
/// notices; `cursor` of the last page goes on where it ended.
#[endpoint(get "/dossier-notices", tag = "dossiers", of = "dossier_notices")]
async fn list(
    caller: Caller<DossiersRead>,
    PageOf { page, query }: PageOf<DossierNoticeQuery, i64>,
) -> ApiResult<List<DossierNoticeView>> {
    // A link to the next page repeats `after`; the cursor is further on.
    let after = page.after.or(query.after);
    let filter = query.filter()?;
    let mut connection = caller.connection().await?;
    let rows = dossier_notices::list(&mut connection, caller.scope(), &filter, after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, DossierNoticeView::from))
}
