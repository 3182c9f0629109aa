//! Lists of certificates by how they stand on a day.

use super::{CertificateRecord, records};
use crate::database::bounds::{within_scope, within_unit};
use crate::database::error::StoreResult;
use crate::database::last_day::{LAST_DAY, TERM, UNMERGED};
use crate::database::schema::{certificate_states, certificates, decisions};
use crate::domain::access::Scope;
use crate::domain::certificate::CertificateStatus;
use crate::domain::recognition::RENEWAL_OPENS_DAYS;
use crate::domain::units::UnitRef;
use chrono::{Days, NaiveDate};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Which certificates a list shows, within the caller's scope.
#[derive(Clone, Debug)]
pub struct CertificateFilter {
    /// The day whose status is asked for.
    pub as_of: NaiveDate,
    /// Those that hold on that day.
    pub holding: bool,
    /// Those that stand so on that day.
    pub status: Option<CertificateStatus>,
    /// Those whose last day, carried over or not, lies at most so many days after that day, and that hold on it.
    pub expiring_within: Option<u16>,
    /// Of products in this unit of either generation.
    pub unit: Option<UnitRef>,
    /// With so many stars.
    pub stars: Option<i16>,
    /// Of this product.
    pub product_id: Option<Uuid>,
    /// Those that hold on that day and whose product's producer is closed by then, or all others.
    pub revocation_due: Option<bool>,
    /// Of this producer.
    pub producer_id: Option<Uuid>,
}

/// The status on a day, as [`crate::domain::certificate::CertificateValidity::status_on`] has it; a test compares the two.
fn status_sql(day: NaiveDate) -> String {
    let opens = day + Days::new(RENEWAL_OPENS_DAYS.into());
    format!(
        "case when date '{day}' < certificates.issued_on then 'not_yet_valid'
              when certificate_states.ended_on <= date '{day}' and certificate_states.ended_on <= {TERM}
                  then certificate_states.end_kind
              when date '{day}' >= {TERM} then 'expired'
              when date '{day}' > certificates.valid_to then 'extended'
              when certificates.valid_to <= date '{opens}' then 'expiring'
              else 'valid' end"
    )
}

/// Whether it holds on a day.
fn holds_sql(day: NaiveDate) -> String {
    format!("{} in ('valid', 'expiring', 'extended')", status_sql(day))
}

/// Whether it holds on a day on which who makes the product is closed.
fn revocation_due_sql(day: NaiveDate) -> String {
    let holds = holds_sql(day);
    format!(
        "({holds} and exists (select from products join producers on producers.id = products.producer_id
             where products.id = certificates.product_id and producers.closed_on <= date '{day}'))"
    )
}

/// Up to `limit` certificates after the one with the id `after`, in the order of their issue.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &CertificateFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<CertificateRecord>> {
    let query = records!()
        .filter(sql::<Bool>(&format!("certificates.{UNMERGED}")))
        .order(certificates::id)
        .limit(limit)
        .into_boxed();
    let mut query = within_scope!(query, certificates, certificates::producer_id, scope);
    if let Some(unit) = &filter.unit {
        query = within_unit!(query, certificates, unit);
    }
    if let Some(stars) = filter.stars {
        query = query.filter(certificates::stars.eq(stars));
    }
    if let Some(product) = filter.product_id {
        query = query.filter(certificates::product_id.eq(product));
    }
    if let Some(producer) = filter.producer_id {
        query = query.filter(certificates::producer_id.eq(producer));
    }
    // A day is written as digits and hyphens, so it can stand in the text.
    if let Some(status) = filter.status {
        query = query.filter(sql::<Text>(&status_sql(filter.as_of)).eq(status));
    }
    if filter.holding || filter.expiring_within.is_some() {
        query = query.filter(sql::<Bool>(&holds_sql(filter.as_of)));
    }
    if let Some(due) = filter.revocation_due {
        query = query.filter(sql::<Bool>(&revocation_due_sql(filter.as_of)).eq(due));
    }
    if let Some(days) = filter.expiring_within {
        let last = filter.as_of + Days::new(days.into());
        query = query.filter(sql::<Date>(LAST_DAY).le(last));
    }
    if let Some(after) = after {
        query = query.filter(certificates::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
