//! A request for evidence as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::evidence_requests::{
    EvidenceRequestItem, EvidenceRequestOutcome, EvidenceRequestRecord,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// A request for evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dossiers) struct RequestView {
    /// Its id.
    id: Uuid,
    /// Why the evidence is asked for.
    reason: String,
    /// Last day to supply.
    due_on: NaiveDate,
    /// Whether that day has passed and the request is still open.
    overdue: bool,
    /// How it ended; null while it is open.
    outcome: Option<EvidenceRequestOutcome>,
    /// What is asked for. The dossier's documents name the item they answer.
    items: Vec<ItemView>,
    /// Who asked.
    asked_by: String,
    /// When.
    asked_at: DateTime<Utc>,
    /// Who ended it.
    ended_by: Option<String>,
    /// When.
    ended_at: Option<DateTime<Utc>>,
}

/// One piece of evidence asked for.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(EvidenceRequestItem)]
struct ItemView {
    /// From 1.
    #[view_of(number)]
    item: i16,
    /// The criterion it is for.
    criterion: Option<String>,
    /// What is wanted.
    wanted: String,
    /// What the producer said to it.
    answer: Option<String>,
}

impl RequestView {
    /// Of a record on the day `today`.
    pub(in crate::dossiers) fn of((request, items): EvidenceRequestRecord, today: NaiveDate) -> Self {
        Self {
            id: request.id,
            reason: request.reason,
            due_on: request.due_on,
            overdue: request.outcome.is_none() && request.due_on < today,
            outcome: request.outcome,
            items: items.into_iter().map(ItemView::from).collect(),
            asked_by: request.asked_by,
            asked_at: request.asked_at,
            ended_by: request.ended_by,
            ended_at: request.ended_at,
        }
    }
}
