//! The tables `decisions` and `decision_items`: decisions of the authorities, one naming many products. Rows only ever come.

use super::bounds::within_scope;
use super::error::StoreResult;
use super::schema::{certificates, decision_items, decisions, products};
use crate::domain::access::Scope;
use crate::domain::certificate::DecisionKind;
use crate::domain::criteria::RecognitionAuthority;
use crate::domain::units::Generation;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `decisions`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions, check_for_backend(diesel::pg::Pg))]
pub struct Decision {
    /// `UUIDv7`.
    pub id: Uuid,
    /// What it does.
    pub kind: DecisionKind,
    /// As written, e.g. `385/QĐ-UBND`.
    pub number: String,
    /// Its date.
    pub decided_on: NaiveDate,
    /// District, province or ministry.
    pub authority: RecognitionAuthority,
    /// The province, in today's boundaries; none for the ministry.
    pub province_code: Option<String>,
    /// Who signed it; of a recorded decision it may not be known.
    pub signer: Option<String>,
    /// The scan.
    pub file_id: Option<Uuid>,
    /// The programme's year.
    pub programme_year: i16,
    /// Why, where the decision says so.
    pub reason: Option<String>,
    /// Who recorded it.
    pub created_by: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// The unit that decided, in the boundaries of its time, e.g. `legacy-26`; none for the ministry.
    pub authority_unit: Option<String>,
    /// Made elsewhere and recorded here.
    pub recorded: bool,
}

impl Decision {
    /// The unit that decided, also of rows from before it was kept; empty for the ministry.
    #[must_use]
    pub fn office_word(&self) -> String {
        office_word(self.authority_unit.as_deref(), self.province_code.as_deref())
    }
}

/// The unit that decided, as [`crate::domain::recognition::unit_word`] writes it: the one kept, or the province of rows from before it was.
pub(super) fn office_word(unit: Option<&str>, province: Option<&str>) -> String {
    let today = || province.map(|code| format!("{}-{code}", Generation::Current));
    unit.map(str::to_owned).or_else(today).unwrap_or_default()
}

/// A row of `decision_items`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = decision_items, check_for_backend(diesel::pg::Pg))]
pub struct DecisionItem {
    /// The decision.
    pub decision_id: Uuid,
    /// The product.
    pub product_id: Uuid,
    /// The dossier decided.
    pub dossier_id: Option<Uuid>,
    /// 3 to 5.
    pub stars: i16,
    /// Proposed to the ministry.
    pub potential: bool,
    /// The star status that was opened or ended.
    pub recognition_id: Option<Uuid>,
    /// The certificate issued, revoked or corrected.
    pub certificate_id: Option<Uuid>,
    /// A renewal decided after its time.
    pub late: bool,
}

/// An item with what people call its product: code and name; and number and printed code of its certificate.
pub type ItemRecord = (DecisionItem, (String, String), Option<(Option<String>, String)>);

/// Which decisions a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct DecisionFilter {
    /// Of this kind.
    pub kind: Option<DecisionKind>,
    /// Of this programme year.
    pub programme_year: Option<i16>,
    /// With this number.
    pub number: Option<String>,
}

/// Adds a decision with the products it names.
///
/// # Errors
/// [`super::StoreError::Conflict`] on `decisions_number` where the authority has a decision of that number and year.
pub async fn insert(connection: &mut AsyncPgConnection, decision: &Decision) -> StoreResult<()> {
    diesel::insert_into(decisions::table)
        .values(decision)
        .execute(connection)
        .await?;
    Ok(())
}

/// Names products in a decision.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the decision names the product already.
pub async fn name(connection: &mut AsyncPgConnection, items: &[DecisionItem]) -> StoreResult<()> {
    diesel::insert_into(decision_items::table)
        .values(items)
        .execute(connection)
        .await?;
    Ok(())
}

/// The decision of this authority with this number in the year of `decided_on`.
pub async fn with_number(
    connection: &mut AsyncPgConnection,
    authority: RecognitionAuthority,
    province: Option<&str>,
    number: &str,
    decided_on: NaiveDate,
) -> StoreResult<Option<Decision>> {
    let year = chrono::Datelike::year(&decided_on);
    Ok(decisions::table
        .filter(decisions::authority.eq(authority))
        .filter(decisions::province_code.is_not_distinct_from(province))
        .filter(decisions::recorded.eq(false))
        .filter(decisions::number.eq(number))
        .filter(sql::<Integer>("extract(year from decided_on)::integer").eq(year))
        .select(Decision::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// All decisions with one of these numbers, of any office and year.
pub async fn with_numbers(
    connection: &mut AsyncPgConnection,
    numbers: &[&str],
) -> StoreResult<Vec<Decision>> {
    Ok(decisions::table
        .filter(decisions::number.eq_any(numbers))
        .select(Decision::as_select())
        .load(connection)
        .await?)
}

/// Ids of the decisions that name a product in reach.
macro_rules! in_reach {
    ($scope:expr) => {{
        let items = decision_items::table
            .inner_join(products::table)
            .select(decision_items::decision_id)
            .into_boxed::<diesel::pg::Pg>();
        decisions::id.eq_any(within_scope!(items, products, products::producer_id, $scope))
    }};
}

/// One decision that names a product in reach.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<Decision>> {
    Ok(decisions::table
        .filter(decisions::id.eq(id))
        .filter(in_reach!(scope))
        .select(Decision::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Up to `limit` decisions that name a product in reach, after the one with the id `after`, in the order of recording.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &DecisionFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Decision>> {
    let mut query = decisions::table
        .filter(in_reach!(scope))
        .order(decisions::id)
        .limit(limit)
        .select(Decision::as_select())
        .into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(decisions::kind.eq(kind));
    }
    if let Some(year) = filter.programme_year {
        query = query.filter(decisions::programme_year.eq(year));
    }
    if let Some(number) = &filter.number {
        query = query.filter(decisions::number.eq(number));
    }
    if let Some(after) = after {
        query = query.filter(decisions::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// What these decisions name in reach, by decision and product.
pub async fn items(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    decisions: &[Uuid],
) -> StoreResult<Vec<ItemRecord>> {
    let query = decision_items::table
        .inner_join(products::table)
        .left_join(certificates::table)
        .filter(decision_items::decision_id.eq_any(decisions))
        .order((decision_items::decision_id, decision_items::product_id))
        .select((
            DecisionItem::as_select(),
            (products::code, products::name),
            (certificates::number, certificates::code).nullable(),
        ))
        .into_boxed();
    let query = within_scope!(query, products, products::producer_id, scope);
    Ok(query.load(connection).await?)
}
