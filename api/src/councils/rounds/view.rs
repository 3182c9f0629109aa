//! A round as JSON.

use api_http::extract::ETag;
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::rounds::Round;
use shared::domain::evaluation::EvaluationLevel;
use utoipa::ToSchema;
use uuid::Uuid;

/// A round of evaluation.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(Round)]
pub(super) struct RoundView {
    /// Its id.
    id: Uuid,
    /// Whose councils score.
    level: EvaluationLevel,
    /// Today's province; null for the ministry's.
    #[schema(example = "25")]
    #[view_of(province_code)]
    province: Option<String>,
    /// Its year.
    year: i16,
    /// Its number within the year.
    number: i16,
    /// A dossier is sent on before this day.
    sent_before: NaiveDate,
    /// It is decided before this day.
    decided_before: NaiveDate,
    /// Remarks.
    note: Option<String>,
    /// Raised with every change.
    version: i32,
    /// When it was set up.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// The name of the version of a round.
pub(super) fn tag(round: &Round) -> ETag {
    ETag::of_version(round.id, round.version)
}

impl RoundView {
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// The name of this version.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.id, self.version)
    }
}
