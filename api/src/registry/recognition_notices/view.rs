//! A notice as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::recognition_notices::RecognitionNotice;
use shared::domain::recognition::RecognitionNoticeKind;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that the calendar did to a recognition.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoticeView {
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
    /// First day after the last of the 36 months.
    valid_to: NaiveDate,
    /// First day after the last of a carry-over until the result of the renewal; null: none.
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
