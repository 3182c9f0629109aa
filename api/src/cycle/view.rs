//! Records of the cycle as JSON.

use crate::places::unit_name;
use api_http::contract::{NamedSchema, joined};
use api_http::extract::ETag;
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::database::programme_records::{HistoryAct, HistoryEntry, ProgrammeRecord};
use shared::domain::cycle::review::{ReviewAct, ReviewState};
use shared::domain::cycle::{Content, OwnerLevel};
use shared::domain::units::{Generation, UnitRef};
use std::borrow::Cow;
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// A record with what it says: the members of `C` stand beside those that all records have.
#[derive(Debug, Serialize)]
pub(super) struct RecordView<C> {
    #[serde(flatten)]
    head: RecordHead,
    #[serde(flatten)]
    content: C,
    #[serde(skip)]
    version: i32,
}

/// What every record of the cycle has.
#[derive(Debug, Serialize, ToSchema)]
struct RecordHead {
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
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// Named after what it says, so that each kind of record has a name of its own in the document.
impl<C: ToSchema> ToSchema for RecordView<C> {
    fn name() -> Cow<'static, str> {
        format!("{}Record", C::name()).into()
    }

    fn schemas(schemas: &mut Vec<NamedSchema>) {
        RecordHead::schemas(schemas);
        C::schemas(schemas);
    }
}

impl<C: ToSchema> PartialSchema for RecordView<C> {
    fn schema() -> RefOr<Schema> {
        joined(RecordHead::schema(), C::schema())
    }
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
#[derive(Debug, Serialize)]
pub(super) struct HistoryView<C> {
    #[serde(flatten)]
    step: HistoryStep,
    /// What the record said afterwards.
    content: C,
}

/// What was done to a record, and by whom.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryStep {
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
}

/// Named after what the record says, as [`RecordView`] is.
impl<C: ToSchema> ToSchema for HistoryView<C> {
    fn name() -> Cow<'static, str> {
        format!("{}Version", C::name()).into()
    }

    fn schemas(schemas: &mut Vec<NamedSchema>) {
        HistoryStep::schemas(schemas);
        schemas.push((C::name().into_owned(), C::schema()));
        C::schemas(schemas);
    }
}

impl<C: ToSchema> PartialSchema for HistoryView<C> {
    fn schema() -> RefOr<Schema> {
        let content = ObjectBuilder::new().property("content", Ref::from_schema_name(C::name()));
        joined(HistoryStep::schema(), content.required("content").into())
    }
}

impl<C: Content + ToSchema> RecordView<C> {
    /// Of a row, its unit by the name of `today`.
    pub(super) fn of(record: ProgrammeRecord, today: NaiveDate) -> ApiResult<Self> {
        Ok(Self {
            head: RecordHead {
                id: record.id,
                owner: OwnerView::of(&record, today)?,
                state: record.state,
                possible: record.state.map(ReviewState::possible),
                created_at: record.created_at,
                updated_at: record.updated_at,
            },
            content: parsed(record.content)?,
            version: record.version,
        })
    }

    /// Its id.
    pub(super) fn id(&self) -> Uuid {
        self.head.id
    }

    /// Names this version.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.head.id, self.version)
    }
}

impl<C: Content + ToSchema> HistoryView<C> {
    /// Of a row.
    pub(super) fn of(recorded: HistoryEntry) -> ApiResult<Self> {
        Ok(Self {
            step: HistoryStep {
                version: recorded.version,
                act: recorded.act,
                state: recorded.state,
                reason: recorded.reason,
                actor: recorded.actor,
                occurred_at: recorded.occurred_at,
            },
            content: parsed(recorded.content)?,
        })
    }
}

impl OwnerView {
    fn of(record: &ProgrammeRecord, today: NaiveDate) -> ApiResult<Self> {
        let level = record.level.unit_level();
        let unit = level.map(|level| UnitRef::new(record.unit_generation, level, &record.unit_code));
        Ok(Self {
            level: record.level,
            generation: record.unit_generation,
            code: level.map(|_| record.unit_code.clone()),
            name: unit.map(|unit| unit_name(&unit, today)).transpose()?,
            producer_id: record.producer_id,
            product_id: record.product_id,
        })
    }
}

/// What a stored document says.
///
/// # Errors
/// 500 where it says something else.
pub(super) fn parsed<C: DeserializeOwned>(content: Value) -> ApiResult<C> {
    serde_json::from_value(content).map_err(|error| Problem::internal(&error))
}
