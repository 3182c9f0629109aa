//! Records of the cycle as JSON.

use crate::http::extract::ETag;
use crate::http::problem::{Answer, Problem};
use crate::places::registry;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::database::programme_records::{HistoryAct, Record, Recorded};
use shared::domain::cycle::review::{ReviewAct, ReviewState};
use shared::domain::cycle::{Content, OwnerLevel};
use shared::domain::units::{Generation, Level, UnitRef};
use utoipa::ToSchema;
use uuid::Uuid;

/// A record with what it says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecordView<C: ToSchema> {
    /// Its id.
    id: Uuid,
    /// Whose it is.
    owner: OwnerView,
    /// Where its review stands; ideas and business plans only.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<ReviewState>,
    /// What can be done with it now; ideas and business plans only.
    #[serde(skip_serializing_if = "Option::is_none")]
    possible: Option<Vec<ReviewAct>>,
    #[serde(flatten)]
    content: C,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
    #[serde(skip)]
    version: i32,
}

/// Whose a record is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnerView {
    /// Tier.
    level: OwnerLevel,
    /// Side of the reform of 1 July 2025 on which the unit was given.
    generation: Generation,
    /// Code of the unit; null for the nation.
    code: Option<String>,
    /// Name of the unit; null for the nation.
    name: Option<String>,
    /// The producer, where it is one's.
    producer_id: Option<Uuid>,
    /// The product, where it is about one.
    product_id: Option<Uuid>,
}

/// One version of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HistoryView<C: ToSchema> {
    /// Rises by one a change or decision.
    version: i32,
    /// What was done.
    act: HistoryAct,
    /// Where its review stood afterwards.
    state: Option<ReviewState>,
    /// Why, where it is a decision.
    reason: Option<String>,
    /// Who.
    actor: String,
    /// When.
    occurred_at: DateTime<Utc>,
    /// What the record said afterwards.
    content: C,
}

impl<C: Content + ToSchema> RecordView<C> {
    /// Of a row.
    ///
    /// # Errors
    /// 500 where the row says something else than its kind.
    pub(super) fn of(record: Record) -> Answer<Self> {
        Ok(Self {
            id: record.id,
            owner: OwnerView::of(&record)?,
            state: record.state,
            possible: record.state.map(ReviewState::possible),
            content: parsed(record.content)?,
            created_at: record.created_at,
            updated_at: record.updated_at,
            version: record.version,
        })
    }

    /// Its id.
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// Names this version.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.id, self.version)
    }
}

impl<C: Content + ToSchema> HistoryView<C> {
    /// Of a row.
    ///
    /// # Errors
    /// 500 where the row says something else than its kind.
    pub(super) fn of(recorded: Recorded) -> Answer<Self> {
        Ok(Self {
            version: recorded.version,
            act: recorded.act,
            state: recorded.state,
            reason: recorded.reason,
            actor: recorded.actor,
            occurred_at: recorded.occurred_at,
            content: parsed(recorded.content)?,
        })
    }
}

impl OwnerView {
    fn of(record: &Record) -> Answer<Self> {
        let level = match record.level {
            OwnerLevel::National => None,
            OwnerLevel::Province => Some(Level::Province),
            OwnerLevel::Commune => Some(Level::Commune),
        };
        let registry = registry()?;
        let unit = level
            .map(|level| UnitRef::new(record.unit_generation, level, &record.unit_code))
            .and_then(|unit| registry.find(&unit));
        Ok(Self {
            level: record.level,
            generation: record.unit_generation,
            code: level.map(|_| record.unit_code.clone()),
            name: unit.map(|unit| unit.name.clone()),
            producer_id: record.producer_id,
            product_id: record.product_id,
        })
    }
}

/// What a stored document says.
///
/// # Errors
/// 500 where it says something else.
pub(super) fn parsed<C: DeserializeOwned>(content: Value) -> Answer<C> {
    serde_json::from_value(content).map_err(|error| Problem::internal(&error))
}
