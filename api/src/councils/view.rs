//! A council as JSON.

use api_http::extract::ETag;
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::councils::Council;
use shared::domain::councils::CouncilMode;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::scoring;
use utoipa::ToSchema;
use uuid::Uuid;

/// A council.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CouncilView {
    /// Its id.
    id: Uuid,
    /// Its round.
    round_id: Uuid,
    /// The round's level.
    level: EvaluationLevel,
    /// The round's province; null for the ministry's.
    #[schema(example = "25")]
    province: Option<String>,
    /// Its name.
    name: String,
    /// Number of the decision that established it.
    decision_number: String,
    /// Date of that decision.
    decision_date: NaiveDate,
    /// Meeting or written opinion.
    mode: CouncilMode,
    /// Quorum, spread and rule of the minimums.
    rules: scoring::CouncilRules,
    /// Raised with every change.
    version: i32,
    /// When it was set up.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// The name of the version of a council.
pub(super) fn tag(council: &Council) -> ETag {
    ETag::of_version(council.id, council.version)
}

/// The rules of a council.
pub(crate) fn rules(council: &Council) -> ApiResult<scoring::CouncilRules> {
    council.rules.parse().map_err(|error| Problem::internal(&error))
}

impl CouncilView {
    /// `council` as it stands.
    ///
    /// # Errors
    /// 500 where its rules cannot be read.
    pub(super) fn of(council: Council) -> ApiResult<Self> {
        Ok(Self {
            rules: rules(&council)?,
            id: council.id,
            round_id: council.round_id,
            level: council.level,
            province: council.province_code,
            name: council.name,
            decision_number: council.decision_number,
            decision_date: council.decision_date,
            mode: council.mode,
            version: council.version,
            created_at: council.created_at,
            updated_at: council.updated_at,
        })
    }

    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// The name of this version.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.id, self.version)
    }
}
