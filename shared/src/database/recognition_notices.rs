//! The table `recognition_notices`: what the calendar did to recognitions. Append-only, which a trigger enforces.

use super::bounds::{within_scope, within_unit};
use super::dossiers::PENDING_RENEWAL;
use super::error::StoreResult;
use super::last_day::{LAST_DAY, TERM, UNMERGED};
use super::schema::{products, recognition_notices, recognitions};
use crate::domain::access::Scope;
use crate::domain::recognition::{RENEWAL_OPENS_DAYS, RENEWAL_PENDING_DAYS, RecognitionNoticeKind};
use crate::domain::units::UnitRef;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Records up to `limit` notices of days up to `day` that are missing, the oldest first; returns how many. The rule is
/// that of [`crate::domain::recognition::StarStatus::notice`]. Days before `day` are looked at too, for recognitions that
/// are recorded late; a product has at most one dossier on its way. Call it from one transaction at a time.
pub async fn record(
    connection: &mut AsyncPgConnection,
    day: NaiveDate,
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<usize> {
    Ok(diesel::sql_query(format!(
        "insert into recognition_notices (recognition_id, product_id, kind, day, recorded_at)
         select r.id, r.product_id, n.kind, n.day, $2
         from recognitions r
         left join dossiers d on d.product_id = r.product_id and {PENDING_RENEWAL}
         cross join lateral (values
             ($4, greatest(r.valid_to - $6, r.valid_from)),
             ($7, case when d.handed_in_on <= r.valid_to and {LAST_DAY} = r.valid_to
                 then greatest(r.valid_to - $8, r.valid_from, d.handed_in_on) end),
             ($5, {TERM})) as n (kind, day)
         where r.valid_to <= $1 + $6 and r.{UNMERGED}
           and n.day <= $1 and (r.ended_on is null or r.ended_on >= n.day and r.ended_on > r.valid_from)
           and not exists (
               select from recognition_notices told where told.recognition_id = r.id and told.kind = n.kind
           )
         order by n.day, r.id, n.kind desc
         limit $3",
    ))
    .bind::<Date, _>(day)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .bind::<Text, _>(RecognitionNoticeKind::RenewalOpens)
    .bind::<Text, _>(RecognitionNoticeKind::Expired)
    .bind::<Integer, _>(i32::from(RENEWAL_OPENS_DAYS))
    .bind::<Text, _>(RecognitionNoticeKind::EndsWithRenewalPending)
    .bind::<Integer, _>(i32::from(RENEWAL_PENDING_DAYS))
    .execute(connection)
    .await?)
}

/// A notice with the recognition and product it is about.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct RecognitionNotice {
    /// In the order of recording.
    pub id: i64,
    /// What happened.
    pub kind: RecognitionNoticeKind,
    /// When it happened.
    pub day: NaiveDate,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// The recognition.
    pub recognition_id: Uuid,
    /// Its stars, 3 to 5.
    pub stars: i16,
    /// A province's five stars before the ministry has decided.
    pub potential: bool,
    /// First day of the recognition.
    pub valid_from: NaiveDate,
    /// Its last day.
    pub valid_to: NaiveDate,
    /// Last day of a carry-over.
    pub extended_to: Option<NaiveDate>,
    /// The product.
    pub product_id: Uuid,
    /// Its code.
    pub product_code: String,
    /// Its name.
    pub product_name: String,
    /// Its producer.
    pub producer_id: Uuid,
}

/// Which notices a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct RecognitionNoticeFilter {
    /// Of this kind.
    pub kind: Option<RecognitionNoticeKind>,
    /// Of this day or a later one.
    pub from: Option<NaiveDate>,
    /// Of this day or an earlier one.
    pub to: Option<NaiveDate>,
    /// About products in this unit of either generation.
    pub unit: Option<UnitRef>,
}

/// Up to `limit` notices after the one with the id `after`, in the order of their recording. Who may see a product may see
/// its notices.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &RecognitionNoticeFilter,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<RecognitionNotice>> {
    let query = recognition_notices::table
        .inner_join(recognitions::table)
        .inner_join(products::table)
        .select((
            recognition_notices::id,
            recognition_notices::kind,
            recognition_notices::day,
            recognition_notices::recorded_at,
            recognitions::id,
            recognitions::stars,
            recognitions::potential,
            recognitions::valid_from,
            recognitions::valid_to,
            recognitions::extended_to,
            products::id,
            products::code,
            products::name,
            products::producer_id,
        ))
        .order(recognition_notices::id)
        .limit(limit)
        .into_boxed();
    let mut query = within_scope!(query, products, products::producer_id, scope);
    if let Some(unit) = &filter.unit {
        query = within_unit!(query, products, unit);
    }
    if let Some(kind) = filter.kind {
        query = query.filter(recognition_notices::kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(recognition_notices::day.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(recognition_notices::day.le(to));
    }
    if let Some(after) = after {
        query = query.filter(recognition_notices::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
