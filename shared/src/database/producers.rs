//! Table `producers`.

mod known;
mod listing;
mod recognised;

pub use known::{ProducerNames, known};
pub use listing::{ProducerFilter, ProducerOrder, list};
pub use recognised::recognised;

use super::bounds::within_scope;
use super::error::StoreResult;
use super::outside_keys::{RecordKeys, keys_of};
use super::place::place_of;
use super::products::ProducerSummary;
use super::schema::producers;
use crate::domain::access::Scope;
use crate::domain::corrections::ClosingReason;
use crate::domain::producers::{Gender, ProducerDraft, ProducerKind, Representative};
use crate::domain::units::{Generation, Place};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `producers`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = producers, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct Producer {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Name as on its registration.
    pub name: String,
    /// Kind of producer.
    pub kind: ProducerKind,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Postal address below the commune.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name of the legal representative.
    pub representative_name: Option<String>,
    /// Sex of the legal representative.
    pub representative_gender: Option<Gender>,
    /// Whether the legal representative belongs to an ethnic minority.
    pub representative_ethnic_minority: Option<bool>,
    /// Whether the legal representative has a disability.
    pub representative_disability: Option<bool>,
    /// Generation in which the place was given.
    pub unit_generation: Generation,
    /// Province in today's boundaries.
    pub current_province_code: String,
    /// Commune in today's boundaries.
    pub current_commune_code: String,
    /// Province in the old boundaries.
    pub legacy_province_code: String,
    /// District in the old boundaries.
    pub legacy_district_code: String,
    /// Commune in the old boundaries; the island districts without communes have none.
    pub legacy_commune_code: Option<String>,
    /// Demonstration data.
    pub demonstration: bool,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// First day on which it is no more.
    pub closed_on: Option<NaiveDate>,
    /// Why it is no more.
    pub closing_reason: Option<ClosingReason>,
    /// The producer that stands for it, where it was a twin; written by [`super::merges`] alone.
    #[diesel(skip_update)]
    pub merged_into: Option<Uuid>,
    /// Its outside keys, kept in a table of their own.
    #[diesel(
        select_expression = keys_of("producer", producers::id),
        select_expression_type = keys_of<&'static str, producers::id>,
        skip_insertion,
        skip_update
    )]
    pub keys: RecordKeys,
}

impl Producer {
    /// A producer registered at `now`.
    #[must_use]
    pub fn new(id: Uuid, draft: ProducerDraft, place: Place, now: DateTime<Utc>) -> Self {
        Self {
            id,
            name: draft.name,
            kind: draft.kind,
            tax_code: draft.tax_code,
            address: draft.address,
            phone: draft.phone,
            email: draft.email,
            representative_name: draft.representative.name,
            representative_gender: draft.representative.gender,
            representative_ethnic_minority: draft.representative.ethnic_minority,
            representative_disability: draft.representative.disability,
            unit_generation: place.generation,
            current_province_code: place.current_province,
            current_commune_code: place.current_commune,
            legacy_province_code: place.legacy_province,
            legacy_district_code: place.legacy_district,
            legacy_commune_code: place.legacy_commune,
            demonstration: false,
            version: 1,
            created_at: now,
            updated_at: now,
            closed_on: None,
            closing_reason: None,
            merged_into: None,
            keys: RecordKeys::default(),
        }
    }

    /// The same producer after a change at `now`.
    #[must_use]
    pub fn changed(&self, draft: ProducerDraft, place: Place, now: DateTime<Utc>) -> Self {
        Self {
            demonstration: self.demonstration,
            version: self.version.saturating_add(1),
            created_at: self.created_at,
            closed_on: self.closed_on,
            closing_reason: self.closing_reason,
            merged_into: self.merged_into,
            keys: self.keys.clone(),
            ..Self::new(self.id, draft, place, now)
        }
    }

    /// What people fill in.
    #[must_use]
    pub fn draft(&self) -> ProducerDraft {
        ProducerDraft {
            name: self.name.clone(),
            kind: self.kind,
            tax_code: self.tax_code.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            representative: Representative {
                name: self.representative_name.clone(),
                gender: self.representative_gender,
                ethnic_minority: self.representative_ethnic_minority,
                disability: self.representative_disability,
            },
        }
    }

    /// What its products' answers say of it.
    #[must_use]
    pub fn summary(&self) -> ProducerSummary {
        ProducerSummary {
            id: self.id,
            name: self.name.clone(),
            kind: self.kind,
            version: self.version,
            closed_on: self.closed_on,
            merged_into: self.merged_into,
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, self.unit_generation)
    }
}

/// Adds a producer.
pub async fn insert(connection: &mut AsyncPgConnection, producer: &Producer) -> StoreResult<()> {
    diesel::insert_into(producers::table)
        .values(producer)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed producer over the row with its id.
pub async fn update(connection: &mut AsyncPgConnection, producer: &Producer) -> StoreResult<()> {
    diesel::update(producers::table.find(producer.id))
        .set(producer)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds the producers that are not there yet and writes the changed ones over theirs.
pub async fn save(connection: &mut AsyncPgConnection, rows: &[Producer]) -> StoreResult<()> {
    use producers as table;
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(table::table)
        .values(rows)
        .on_conflict(table::id)
        .do_update()
        .set((
            table::name.eq(excluded(table::name)),
            table::kind.eq(excluded(table::kind)),
            table::tax_code.eq(excluded(table::tax_code)),
            table::address.eq(excluded(table::address)),
            table::phone.eq(excluded(table::phone)),
            table::email.eq(excluded(table::email)),
            table::representative_name.eq(excluded(table::representative_name)),
            table::representative_gender.eq(excluded(table::representative_gender)),
            table::representative_ethnic_minority.eq(excluded(table::representative_ethnic_minority)),
            table::representative_disability.eq(excluded(table::representative_disability)),
            table::unit_generation.eq(excluded(table::unit_generation)),
            table::current_province_code.eq(excluded(table::current_province_code)),
            table::current_commune_code.eq(excluded(table::current_commune_code)),
            table::legacy_province_code.eq(excluded(table::legacy_province_code)),
            table::legacy_district_code.eq(excluded(table::legacy_district_code)),
            table::legacy_commune_code.eq(excluded(table::legacy_commune_code)),
            table::version.eq(excluded(table::version)),
            table::updated_at.eq(excluded(table::updated_at)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Those of `ids` that `scope` may see.
pub async fn find_all(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<Producer>> {
    let query = producers::table
        .filter(producers::id.eq_any(ids))
        .select(Producer::as_select())
        .into_boxed();
    Ok(within_scope!(query, producers, producers::id, scope)
        .load(connection)
        .await?)
}

/// What [`find_all`] finds, kept from changing until the transaction ends; always in the order of ids.
pub async fn lock_all(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<Producer>> {
    let rows = producers::table
        .filter(producers::id.eq_any(ids))
        .order(producers::id);
    rows.select(producers::id)
        .for_update()
        .load::<Uuid>(connection)
        .await?;
    find_all(connection, scope, ids).await
}

/// The producer, where `scope` may see it.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<Producer>> {
    let query = producers::table
        .filter(producers::id.eq(id))
        .select(Producer::as_select())
        .into_boxed();
    let query = within_scope!(query, producers, producers::id, scope);
    Ok(query.first(connection).await.optional()?)
}

/// What [`find`] finds, kept from changing until the transaction ends.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<Producer>> {
    let row = producers::table.find(id).select(producers::id).for_update();
    row.first::<Uuid>(connection).await.optional()?;
    find(connection, scope, id).await
}
