//! The tables `programme_records`, `programme_record_files` and `programme_history`: the records of the yearly cycle, whatever
//! their kind. See [`crate::domain::cycle`] for what they say.

mod history;
mod sight;

pub use history::{HistoryAct, HistoryEntry, HistoryEvent, history};
pub use sight::{Sight, sees_file};

use super::bounds::within_unit;
use super::error::StoreResult;
use super::schema::{programme_record_files, programme_records};
use crate::domain::cycle::review::ReviewState;
use crate::domain::cycle::{OwnerLevel, RecordKind};
use crate::domain::units::{Generation, Place, UnitRef};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

/// A row of `programme_records`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = programme_records, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct ProgrammeRecord {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its kind.
    pub kind: RecordKind,
    /// The tier whose it is.
    pub level: OwnerLevel,
    /// Generation in which the unit was given.
    pub unit_generation: Generation,
    /// Code of the unit as it was given; empty for the nation.
    pub unit_code: String,
    /// Province in today's boundaries; none for the nation.
    pub current_province_code: Option<String>,
    /// Commune in today's boundaries; none for nation and provinces.
    pub current_commune_code: Option<String>,
    /// Province in the old boundaries; communes only.
    pub legacy_province_code: Option<String>,
    /// District in the old boundaries; communes only.
    pub legacy_district_code: Option<String>,
    /// Commune in the old boundaries.
    pub legacy_commune_code: Option<String>,
    /// The producer whose it is; none where it is a unit's.
    pub producer_id: Option<Uuid>,
    /// The record of the step before.
    pub earlier_id: Option<Uuid>,
    /// The product it is about.
    pub product_id: Option<Uuid>,
    /// The year it counts for.
    pub year: Option<i16>,
    /// Where its review stands, for ideas and business plans.
    pub state: Option<ReviewState>,
    /// What it says.
    pub content: Value,
    /// Who made it, as in the audit log.
    pub created_by: String,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ProgrammeRecord {
    /// The place of a commune's or producer's record; none of a unit above the communes.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(Place {
            generation: self.unit_generation,
            current_province: self.current_province_code.clone()?,
            current_commune: self.current_commune_code.clone()?,
            legacy_province: self.legacy_province_code.clone()?,
            legacy_district: self.legacy_district_code.clone()?,
            legacy_commune: self.legacy_commune_code.clone(),
        })
    }
}

/// Which records of a kind a list shows, within the caller's sight.
#[derive(Clone, Debug, Default)]
pub struct ProgrammeRecordFilter {
    /// Those that lie in this unit of either generation.
    pub unit: Option<UnitRef>,
    /// Those of this year.
    pub year: Option<i16>,
    /// Those of this producer.
    pub producer_id: Option<Uuid>,
    /// Those about this product.
    pub product_id: Option<Uuid>,
    /// Those whose review stands here.
    pub state: Option<ReviewState>,
}

/// Writes a new record with the `files` it names and its first version in the history. In a transaction.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the unit, plan or product has its one record already.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    record: &ProgrammeRecord,
    files: &[Uuid],
    event: &HistoryEvent,
) -> StoreResult<()> {
    diesel::insert_into(programme_records::table)
        .values(record)
        .execute(connection)
        .await?;
    name_files(connection, record.id, files).await?;
    history::append(connection, record, event).await
}

/// Writes a changed record over the row with its id, its `files` and its next version in the history. In a transaction.
pub async fn update(
    connection: &mut AsyncPgConnection,
    record: &ProgrammeRecord,
    files: &[Uuid],
    event: &HistoryEvent,
) -> StoreResult<()> {
    diesel::update(programme_records::table.find(record.id))
        .set(record)
        .execute(connection)
        .await?;
    diesel::delete(programme_record_files::table.filter(programme_record_files::record_id.eq(record.id)))
        .execute(connection)
        .await?;
    name_files(connection, record.id, files).await?;
    history::append(connection, record, event).await
}

async fn name_files(connection: &mut AsyncPgConnection, record: Uuid, files: &[Uuid]) -> StoreResult<()> {
    if files.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = files
        .iter()
        .map(|file| {
            (
                programme_record_files::record_id.eq(record),
                programme_record_files::file_id.eq(*file),
            )
        })
        .collect();
    diesel::insert_into(programme_record_files::table)
        .values(rows)
        // A contract of the value chain may stand in the same file as another.
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// The record `id` of `kind`, where `sight` reaches it.
pub async fn find(
    connection: &mut AsyncPgConnection,
    kind: RecordKind,
    sight: &Sight,
    id: Uuid,
) -> StoreResult<Option<ProgrammeRecord>> {
    let query = sight
        .of(kind)
        .filter(programme_records::id.eq(id))
        .select(ProgrammeRecord::as_select());
    Ok(query.first(connection).await.optional()?)
}

/// The value chain or another record of `kind` that `product` has, where `sight` reaches it.
pub async fn find_of_product(
    connection: &mut AsyncPgConnection,
    kind: RecordKind,
    sight: &Sight,
    product: Uuid,
) -> StoreResult<Option<ProgrammeRecord>> {
    let query = sight
        .of(kind)
        .filter(programme_records::product_id.eq(product))
        .order(programme_records::id)
        .select(ProgrammeRecord::as_select());
    Ok(query.first(connection).await.optional()?)
}

/// The record as [`find`], kept from changing until the transaction ends.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    kind: RecordKind,
    sight: &Sight,
    id: Uuid,
) -> StoreResult<Option<ProgrammeRecord>> {
    if find(connection, kind, sight, id).await?.is_none() {
        return Ok(None);
    }
    let query = programme_records::table
        .find(id)
        .select(ProgrammeRecord::as_select())
        .for_update();
    Ok(query.first(connection).await.optional()?)
}

/// Up to `limit` records of `kind` after the one with the id `after`, in the order in which they were made.
pub async fn list(
    connection: &mut AsyncPgConnection,
    kind: RecordKind,
    sight: &Sight,
    filter: &ProgrammeRecordFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<ProgrammeRecord>> {
    let mut query = sight.of(kind).order(programme_records::id).limit(limit);
    if let Some(unit) = &filter.unit {
        query = within_unit!(query, programme_records, unit);
    }
    if let Some(year) = filter.year {
        query = query.filter(programme_records::year.eq(year));
    }
    if let Some(producer) = filter.producer_id {
        query = query.filter(programme_records::producer_id.eq(producer));
    }
    if let Some(product) = filter.product_id {
        query = query.filter(programme_records::product_id.eq(product));
    }
    if let Some(state) = filter.state {
        query = query.filter(programme_records::state.eq(state));
    }
    if let Some(after) = after {
        query = query.filter(programme_records::id.gt(after));
    }
    Ok(query
        .select(ProgrammeRecord::as_select())
        .load(connection)
        .await?)
}
