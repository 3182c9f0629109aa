//! A notice as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::dossier_notices::DossierNotice;
use shared::domain::dossier::{DossierNoticeKind, NoticeDeadline};
use shared::domain::workflow::DossierState;
use utoipa::ToSchema;
use uuid::Uuid;

/// A last day of a dossier that is near or has passed.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(DossierNotice)]
pub(super) struct DossierNoticeView {
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
