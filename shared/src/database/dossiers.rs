//! The tables `dossiers` and `dossier_events`: dossiers (hồ sơ) within a caller's scope, and their way through the workflow.

mod advance;
mod drafts;
mod events;
mod listed;
mod rated;

pub use advance::{DossierStep, advance};
pub use drafts::{follow, handed_in_of, insert, last_of, open_of, product_name, rewrite};
pub use events::{DossierEvent, events, last_day};
pub use listed::{DossierFilter, list};
pub use rated::{DossierInRating, RatingStep, advance_rated, lock_being_rated, lock_failed_ratings};

use super::bounds::dossiers_within;
use super::error::StoreResult;
use super::json_text::JsonText;
use super::outside_keys::{RecordKeys, keys_of};
use super::place::place_of;
use super::schema::dossiers;
use crate::domain::access::Scope;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::regime_choice::DossierDates;
use crate::domain::units::{Generation, Place};
use crate::domain::workflow::DossierState;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `dossiers`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = dossiers, check_for_backend(diesel::pg::Pg))]
pub struct Dossier {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The product it is about.
    pub product_id: Uuid,
    /// Who makes it.
    pub producer_id: Uuid,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// The dossier it was started from.
    pub copied_from: Option<Uuid>,
    /// The regime it is evaluated under.
    pub regime: String,
    /// Where it stands.
    pub state: DossierState,
    /// Form 01 (Mẫu 01).
    pub registration: JsonText,
    /// Form 02 (Mẫu 02).
    pub self_assessment: JsonText,
    /// Form 03 (Mẫu 03), once the commune has sent it on.
    pub commune_report: Option<JsonText>,
    /// Day on which it was first handed in.
    pub handed_in_on: Option<NaiveDate>,
    /// Day on which the province found it complete.
    pub complete_on: Option<NaiveDate>,
    /// Last day of the state it is in, where that has one.
    pub due_on: Option<NaiveDate>,
    /// Last day to decide a renewal.
    pub decide_by: Option<NaiveDate>,
    /// Turn of scoring, from 1; 0 before the first.
    pub turn: i16,
    /// What the last rated turn gave.
    pub stars: Option<i16>,
    /// Its evaluation.
    pub evaluation_id: Option<Uuid>,
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
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Why a renewal was filed after its window; none where it was filed in time.
    pub late_reason: Option<String>,
    /// Its outside keys, kept in a table of their own.
    #[diesel(
        select_expression = keys_of("dossier", dossiers::id),
        select_expression_type = keys_of<&'static str, dossiers::id>,
        skip_insertion
    )]
    pub keys: RecordKeys,
}

impl Dossier {
    /// Where the product is made.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, self.unit_generation)
    }

    /// Its product set as the criteria number it.
    #[must_use]
    pub fn set(&self) -> u32 {
        u32::try_from(self.product_set).unwrap_or_default()
    }

    /// The dates that choose its regime where it is evaluated on `evaluated`, which is also when it counts as handed in as long as
    /// it is a draft.
    #[must_use]
    pub fn dates(&self, evaluated: NaiveDate) -> DossierDates {
        DossierDates {
            handed_in: self.handed_in_on.unwrap_or(evaluated),
            kind: self.kind,
            evaluated,
        }
    }

    /// Whether the last day of its state or of its decision has passed by `today` and it is still on its way.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        let passed = |day: Option<NaiveDate>| day.is_some_and(|day| day < today);
        !self.state.is_final() && (passed(self.due_on) || passed(self.decide_by))
    }
}

/// One dossier in reach.
///
/// # Errors
/// [`crate::database::StoreError::NotFound`] where there is none or it lies outside.
pub async fn find(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Dossier> {
    let query = dossiers::table.find(id).select(Dossier::as_select()).into_boxed();
    Ok(dossiers_within!(query, scope).first(connection).await?)
}

/// One dossier in reach, held until the transaction ends: two steps of one dossier never cross.
///
/// # Errors
/// [`crate::database::StoreError::NotFound`] where there is none or it lies outside.
pub async fn lock(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Dossier> {
    let row = dossiers::table.find(id).select(dossiers::id).for_no_key_update();
    row.first::<Uuid>(connection).await?;
    find(connection, scope, id).await
}

/// Those of `ids` that are in reach, held until the transaction ends, always in the order of ids.
pub async fn lock_all(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<Dossier>> {
    let held: Vec<Uuid> = dossiers::table
        .filter(dossiers::id.eq_any(ids))
        .order(dossiers::id)
        .select(dossiers::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    let query = dossiers::table
        .filter(dossiers::id.eq_any(held))
        .order(dossiers::id)
        .select(Dossier::as_select())
        .into_boxed();
    Ok(dossiers_within!(query, scope).load(connection).await?)
}

/// That the dossier `d` is a renewal that was handed in and is not decided, as SQL.
pub(super) const PENDING_RENEWAL: &str = "d.kind = 'renewal' and d.handed_in_on is not null
    and d.state not in ('recognised', 'not_recognised', 'withdrawn')";

/// The renewal of `product` that was handed in and is not decided.
pub async fn pending_renewal(connection: &mut AsyncPgConnection, product: Uuid) -> StoreResult<Option<Uuid>> {
    let ended = DossierState::ALL.iter().filter(|state| state.is_final());
    let closed: Vec<DossierState> = ended.copied().chain([DossierState::Draft]).collect();
    Ok(dossiers::table
        .filter(dossiers::product_id.eq(product))
        .filter(dossiers::kind.eq(ApplicationKind::Renewal))
        .filter(dossiers::state.ne_all(closed))
        .select(dossiers::id)
        .first(connection)
        .await
        .optional()?)
}
