//! Star statuses over time (table `recognitions`): histories, new intervals, ends, and the statistics' version.

mod continuation;
mod lapse;
mod list;
mod opening;
pub mod past;
mod restate;

pub use continuation::{PendingRenewal, go_on, unheard};
pub use lapse::{DossierEnding, UnrecognisedDossier, lapse};
pub use list::{RecognitionFilter, RecognitionRecord, certificate_numbers, find, list};
pub use opening::RecognitionOpening;
pub use restate::{DimensionOwner, Restatement, restate};

use super::column::column;
use super::error::StoreResult;
use super::place::place_of;
use super::schema::{recognitions, statistics_version};
use crate::domain::application_kind::ApplicationKind;
use crate::domain::criteria::RecognitionAuthority;
use crate::domain::producers::{Gender, ProducerKind, Sector};
use crate::domain::recognition::{RecognitionEndReason, RecognitionEntry, StarStatus};
use crate::domain::units::{Generation, Place};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `recognitions`: one interval with the dimensions of its first day.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = recognitions, check_for_backend(diesel::pg::Pg))]
pub struct Recognition {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The product that holds the stars.
    pub product_id: Uuid,
    /// Its producer on the first day.
    pub producer_id: Uuid,
    /// The evaluation it came from; none for a recorded result of the past.
    pub evaluation_id: Option<Uuid>,
    /// Regime of the rating, e.g. `26-2026`.
    pub regime: String,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// 3 to 5.
    pub stars: i16,
    /// A province's five stars before the ministry has decided.
    pub potential: bool,
    /// The programme's year, not that of the decision.
    pub programme_year: i16,
    /// Number of the decision, where one is recorded.
    pub decision_number: Option<String>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    pub valid_to: NaiveDate,
    /// The day from which something replaced or revoked it.
    pub ended_on: Option<NaiveDate>,
    /// What that was.
    pub end_reason: Option<RecognitionEndReason>,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// Group of the set, I to VI.
    pub product_group: String,
    /// Kind of producer.
    pub producer_type: ProducerKind,
    /// Collective or private.
    pub sector: Sector,
    /// Sex of the representative, where known.
    pub gender: Option<Gender>,
    /// Whether the representative belongs to an ethnic minority, where known.
    pub ethnic_minority: Option<bool>,
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
    /// Last day of a carry-over until the result of the renewal.
    pub extended_to: Option<NaiveDate>,
    /// Who recognised: district, province or ministry, where that is on record.
    pub authority: Option<RecognitionAuthority>,
    /// Its unit in the boundaries of its time, e.g. `legacy-26`; none for the ministry.
    pub authority_unit: Option<String>,
}

impl Recognition {
    /// Where the product was made on its first day; places are kept in both generations, so the generation it was given in does not matter.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, Generation::Current)
    }

    /// The interval with what ended it.
    #[must_use]
    pub fn entry(&self) -> RecognitionEntry {
        RecognitionEntry {
            status: self.status(),
            end_reason: self.end_reason,
        }
    }

    /// The interval as the domain sees it.
    #[must_use]
    pub fn status(&self) -> StarStatus {
        StarStatus {
            stars: u8::try_from(self.stars).unwrap_or_default(),
            potential: self.potential,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            extended_to: self.extended_to,
            ended_on: self.ended_on,
        }
    }
}

/// The day from which a revocation took what a product with this `history`, oldest first, held last; none where nothing was
/// revoked or it was recognised anew since.
#[must_use]
pub fn revoked_on<'a>(history: impl IntoIterator<Item = &'a Recognition>) -> Option<NaiveDate> {
    let last = history.into_iter().last()?;
    last.ended_on
        .filter(|_| last.end_reason == Some(RecognitionEndReason::Revoked))
}

/// The histories of `products`, oldest first.
pub async fn histories(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
) -> StoreResult<Vec<Recognition>> {
    Ok(recognitions::table
        .filter(recognitions::product_id.eq_any(products))
        .order((
            recognitions::product_id,
            recognitions::valid_from,
            recognitions::id,
        ))
        .select(Recognition::as_select())
        .load(connection)
        .await?)
}

/// Adds new intervals.
pub async fn insert(connection: &mut AsyncPgConnection, rows: &[Recognition]) -> StoreResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "insert into recognitions (
             id, product_id, producer_id, evaluation_id, regime, kind, stars, potential, programme_year,
             decision_number, valid_from, valid_to, ended_on, end_reason, product_set, product_group, producer_type,
             sector, gender, ethnic_minority, current_province_code, current_commune_code, legacy_province_code,
             legacy_district_code, legacy_commune_code, demonstration,
             extended_to, authority, authority_unit)
         select * from unnest(
             $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27, $28, $29)",
    )
    .bind::<Array<SqlUuid>, _>(column(rows, |one| one.id))
    .bind::<Array<SqlUuid>, _>(column(rows, |one| one.product_id))
    .bind::<Array<SqlUuid>, _>(column(rows, |one| one.producer_id))
    .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |one| one.evaluation_id))
    .bind::<Array<Text>, _>(column(rows, |one| one.regime.as_str()))
    .bind::<Array<Text>, _>(column(rows, |one| one.kind))
    .bind::<Array<SmallInt>, _>(column(rows, |one| one.stars))
    .bind::<Array<Bool>, _>(column(rows, |one| one.potential))
    .bind::<Array<SmallInt>, _>(column(rows, |one| one.programme_year))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |one| one.decision_number.as_deref()))
    .bind::<Array<Date>, _>(column(rows, |one| one.valid_from))
    .bind::<Array<Date>, _>(column(rows, |one| one.valid_to))
    .bind::<Array<Nullable<Date>>, _>(column(rows, |one| one.ended_on))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |one| one.end_reason))
    .bind::<Array<SmallInt>, _>(column(rows, |one| one.product_set))
    .bind::<Array<Text>, _>(column(rows, |one| one.product_group.as_str()))
    .bind::<Array<Text>, _>(column(rows, |one| one.producer_type))
    .bind::<Array<Text>, _>(column(rows, |one| one.sector))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |one| one.gender))
    .bind::<Array<Nullable<Bool>>, _>(column(rows, |one| one.ethnic_minority))
    .bind::<Array<Text>, _>(column(rows, |one| one.current_province_code.as_str()))
    .bind::<Array<Text>, _>(column(rows, |one| one.current_commune_code.as_str()))
    .bind::<Array<Text>, _>(column(rows, |one| one.legacy_province_code.as_str()))
    .bind::<Array<Text>, _>(column(rows, |one| one.legacy_district_code.as_str()))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |one| one.legacy_commune_code.as_deref()))
    .bind::<Array<Bool>, _>(column(rows, |one| one.demonstration))
    .bind::<Array<Nullable<Date>>, _>(column(rows, |one| one.extended_to))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |one| one.authority))
    .bind::<Array<Nullable<Text>>, _>(column(rows, |one| one.authority_unit.as_deref()))
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends intervals because others replace them: pairs of interval and first day of its successor.
pub async fn replace(connection: &mut AsyncPgConnection, ended: &[(Uuid, NaiveDate)]) -> StoreResult<()> {
    end(connection, ended, RecognitionEndReason::Replaced).await
}

/// Ends intervals for `reason`: pairs of interval and first day on which it no longer holds.
pub async fn end(
    connection: &mut AsyncPgConnection,
    ended: &[(Uuid, NaiveDate)],
    reason: RecognitionEndReason,
) -> StoreResult<()> {
    if ended.is_empty() {
        return Ok(());
    }
    let (ids, days): (Vec<Uuid>, Vec<NaiveDate>) = ended.iter().copied().unzip();
    diesel::sql_query(
        "update recognitions set ended_on = e.day, end_reason = $3 \
         from unnest($1, $2) as e (id, day) where recognitions.id = e.id and recognitions.ended_on is null",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Date>, _>(days)
    .bind::<Text, _>(reason)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends intervals because others take their place, earlier than they may have ended before: pairs of interval and first day of its
/// successor.
pub async fn cut(connection: &mut AsyncPgConnection, ended: &[(Uuid, NaiveDate)]) -> StoreResult<()> {
    if ended.is_empty() {
        return Ok(());
    }
    let (ids, days): (Vec<Uuid>, Vec<NaiveDate>) = ended.iter().copied().unzip();
    diesel::sql_query(
        "update recognitions set ended_on = e.day, end_reason = 'replaced' \
         from unnest($1, $2) as e (id, day) where recognitions.id = e.id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Date>, _>(days)
    .execute(connection)
    .await?;
    Ok(())
}

/// Carries an interval over until before `until`.
pub async fn extend(connection: &mut AsyncPgConnection, id: Uuid, until: NaiveDate) -> StoreResult<()> {
    diesel::update(recognitions::table.find(id))
        .set(recognitions::extended_to.eq(until))
        .execute(connection)
        .await?;
    Ok(())
}

/// The version of the statistics now.
pub async fn version(connection: &mut AsyncPgConnection) -> StoreResult<i64> {
    Ok(statistics_version::table
        .select(statistics_version::version)
        .first(connection)
        .await?)
}

/// Raises the version for this transaction, where a changed interval has not done so, and tells the listeners of
/// [`VERSION_CHANNEL`] when it commits. Transactions that raise it commit one after the other, so versions come in their order.
pub async fn raise_version(connection: &mut AsyncPgConnection) -> StoreResult<i64> {
    let raised: RaisedVersion = diesel::sql_query("select raise_statistics_version() as version")
        .get_result(connection)
        .await?;
    Ok(raised.version)
}

#[derive(QueryableByName)]
struct RaisedVersion {
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// Channel of `NOTIFY` on which new versions are told.
pub const VERSION_CHANNEL: &str = "ocop_statistics_version";
