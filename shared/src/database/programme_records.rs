//! The tables `programme_records`, `programme_record_files` and `programme_history`: the records of the yearly cycle, whatever
//! their kind. See [`crate::domain::cycle`] for what they say.

mod history;
mod record;
mod sight;

pub use history::{HistoryAct, HistoryEntry, HistoryEvent, history};
pub use record::ProgrammeRecord;
pub use sight::{Sight, sees_file};

use super::bounds::within_unit;
use super::error::StoreResult;
use super::schema::{programme_record_files, programme_records};
use crate::domain::cycle::RecordKind;
use crate::domain::cycle::review::ReviewState;
use crate::domain::units::UnitRef;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

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
    let row = programme_records::table
        .find(id)
        .select(programme_records::id)
        .for_update();
    row.first::<Uuid>(connection).await.optional()?;
    find(connection, kind, sight, id).await
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
