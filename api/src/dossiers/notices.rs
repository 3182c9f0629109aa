//! Last days of dossiers that come near or have passed (sắp đến hạn, quá hạn): `/api/v1/dossier-notices`.

mod request;
mod view;

use crate::caller::{Authorized, DossiersRead};
use api_http::extract::{Listing, PageOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use request::DossierNoticeQuery;
use shared::database::dossier_notices;
use utoipa_actix_web::service_config::ServiceConfig;
use view::DossierNoticeView;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Dossiers whose last day, of the state they are in or of the decision on a renewal, is near or has passed, in the order
/// in which it was recorded.
///
/// Recorded once a day, soon after midnight in Việt Nam, and once a state and last day. Who may see a dossier may see its
/// notices; `cursor` of the last page goes on where it ended.
#[endpoint(get "/dossier-notices", tag = "dossiers", of = "dossier_notices")]
async fn list(
    caller: Authorized<DossiersRead>,
    PageOf { page, query }: PageOf<DossierNoticeQuery, i64>,
) -> ApiResult<Listing<DossierNoticeView>> {
    // A link to the next page repeats `after`; the cursor is further on.
    let after = page.after.or(query.after);
    let filter = query.filter()?;
    let mut connection = caller.connection().await?;
    let rows = dossier_notices::list(&mut connection, caller.scope(), &filter, after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, DossierNoticeView::from))
}
