//! What the calendar did to recognitions (mở kỳ đánh giá lại, sắp hết hạn khi chưa có kết quả, hết hạn): `/api/v1/recognition-notices`.

mod request;
mod view;

use crate::caller::{Authorized, ProductsRead};
use api_http::extract::{Listing, PageOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use request::NoticeQuery;
use shared::database::recognition_notices;
use utoipa_actix_web::service_config::ServiceConfig;
use view::NoticeView;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Recognitions whose window of renewal has opened, whose end is 30 days away while the renewal is pending and not carried
/// over, or that have expired, in the order in which it was recorded.
///
/// Recorded once a day, soon after midnight in Việt Nam; a recognition that was replaced or revoked before has none. Who
/// may see a product may see its notices.
#[endpoint(get "/recognition-notices", tag = "products", of = "recognition_notices")]
async fn list(
    caller: Authorized<ProductsRead>,
    PageOf { page, query }: PageOf<NoticeQuery, i64>,
) -> ApiResult<Listing<NoticeView>> {
    let filter = query.filter()?;
    let mut connection = caller.connection().await?;
    let (after, limit) = (page.after, page.limit());
    let rows = recognition_notices::list(&mut connection, caller.scope(), &filter, after, limit).await?;
    Ok(page.answer(rows, |row| row.id, NoticeView::from))
}
