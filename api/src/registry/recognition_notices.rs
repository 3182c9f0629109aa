//! What the calendar did to recognitions (mở kỳ đánh giá lại, sắp hết hạn khi chưa có kết quả, hết hạn): `/api/v1/recognition-notices`.

use crate::caller::{Caller, ProductsRead};
use crate::places::resolve_unit;
use api_http::extract::{List, PageOf, days_in_range};
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::endpoint;
use serde::{Deserialize, Serialize};
use shared::database::recognition_notices;
use shared::database::recognition_notices::{RecognitionNotice, RecognitionNoticeFilter};
use shared::domain::recognition::RecognitionNoticeKind;
use shared::domain::units::{Generation, Level};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

api_http::routes! { list }

/// Which notices a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoticeQuery {
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
    fn filter(self) -> ApiResult<RecognitionNoticeFilter> {
        let (from, to) = days_in_range(self.from, self.to)?;
        Ok(RecognitionNoticeFilter {
            kind: self.kind,
            from,
            to,
            unit: resolve_unit(self.unit, self.level, self.generation)?,
        })
    }
}

/// Something that the calendar did to a recognition.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeView {
    /// Its id, in the order of recording.
    id: i64,
    /// What happened.
    kind: RecognitionNoticeKind,
    /// The day it happened, Vietnamese time.
    day: NaiveDate,
    /// The recognition.
    recognition: NoticedRecognition,
    /// Whose it is.
    product: NoticedProduct,
    /// When it was written down.
    recorded_at: DateTime<Utc>,
}

/// The recognition of a notice.
#[derive(Debug, Serialize, ToSchema)]
struct NoticedRecognition {
    /// Its id.
    id: Uuid,
    /// 3 to 5.
    stars: i16,
    /// A province's five stars before the ministry has decided.
    potential: bool,
    /// First day.
    valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    valid_to: NaiveDate,
    /// Last day of a carry-over until the result of the renewal; null: none.
    extended_to: Option<NaiveDate>,
}

/// The product of a notice.
#[derive(Debug, Serialize, ToSchema)]
struct NoticedProduct {
    /// Its id.
    id: Uuid,
    /// Its code.
    #[schema(example = "25.08782.001.2026")]
    code: String,
    /// Name on the label.
    name: String,
    /// Who makes it.
    producer_id: Uuid,
}

impl From<RecognitionNotice> for NoticeView {
    fn from(notice: RecognitionNotice) -> Self {
        Self {
            id: notice.id,
            kind: notice.kind,
            day: notice.day,
            recognition: NoticedRecognition {
                id: notice.recognition_id,
                stars: notice.stars,
                potential: notice.potential,
                valid_from: notice.valid_from,
                valid_to: notice.valid_to,
                extended_to: notice.extended_to,
            },
            product: NoticedProduct {
                id: notice.product_id,
                code: notice.product_code,
                name: notice.product_name,
                producer_id: notice.producer_id,
            },
            recorded_at: notice.recorded_at,
        }
    }
}

/// Recognitions whose window of renewal has opened, whose end is 30 days away while the renewal is pending and not carried
/// over, or that have expired, in the order in which it was recorded.
///
/// Recorded once a day, soon after midnight in Việt Nam; a recognition that was replaced or revoked before has none. Who
/// may see a product may see its notices.
#[endpoint(get "/recognition-notices", tag = "products", of = "recognition_notices")]
async fn list(
    caller: Caller<ProductsRead>,
    PageOf { page, query }: PageOf<NoticeQuery, i64>,
) -> ApiResult<List<NoticeView>> {
    let filter = query.filter()?;
    let mut connection = caller.connection().await?;
    let (after, limit) = (page.after, page.limit());
    let rows = recognition_notices::list(&mut connection, caller.scope(), &filter, after, limit).await?;
    Ok(page.answer(rows, |row| row.id, NoticeView::from))
}
