//! The table `dossier_notices`: last days that come near or have passed. Append-only, which a trigger enforces.

use super::bounds::{dossiers_within, within_unit};
use super::error::StoreResult;
use super::schema::{dossier_notices, dossiers};
use crate::domain::access::Scope;
use crate::domain::dossier::{DossierNoticeKind, NoticeDeadline};
use crate::domain::units::UnitRef;
use crate::domain::workflow::DossierState;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Records up to `limit` notices that are missing on `day`, the oldest last day first; returns how many. Soon is what is due
/// up to `soon`, overdue what was due before `day`. Call it from one transaction at a time.
pub async fn record(
    connection: &mut AsyncPgConnection,
    day: NaiveDate,
    soon: NaiveDate,
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<usize> {
    let ended = DossierState::ALL.iter().filter(|state| state.is_final());
    let ended: Vec<&str> = ended.map(|state| state.as_str()).collect();
    Ok(diesel::sql_query(
        "insert into dossier_notices (dossier_id, kind, deadline, state, due_on, day, recorded_at)
         select d.id, n.kind, n.deadline, n.state, n.due_on, $1, $3
         from dossiers d
         left join lateral (
             select min(r.decided_before) - 1 as due_on from dossier_rounds r
             where r.dossier_id = d.id and r.decided_on is null
         ) as round on true
         cross join lateral (
             select case when last.due_on < $1 then $6 else $5 end, last.deadline, last.state, last.due_on
             from (values ($7, d.state, d.due_on), ($8, null, d.decide_by), ($10, null, round.due_on))
                 as last (deadline, state, due_on)
             where last.due_on <= $2
         ) as n (kind, deadline, state, due_on)
         where d.state <> all ($9)
           and not exists (
               select from dossier_notices told
               where told.dossier_id = d.id and told.kind = n.kind and told.deadline = n.deadline
                 and told.state is not distinct from n.state and told.due_on = n.due_on
           )
         order by n.due_on, d.id, n.deadline desc
         limit $4",
    )
    .bind::<Date, _>(day)
    .bind::<Date, _>(soon)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .bind::<Text, _>(DossierNoticeKind::DueSoon)
    .bind::<Text, _>(DossierNoticeKind::Overdue)
    .bind::<Text, _>(NoticeDeadline::State)
    .bind::<Text, _>(NoticeDeadline::Decision)
    .bind::<Array<Text>, _>(ended)
    .bind::<Text, _>(NoticeDeadline::Round)
    .execute(connection)
    .await?)
}

/// A notice with the dossier it is about.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct DossierNotice {
    /// In the order of recording.
    pub id: i64,
    /// What is the matter.
    pub kind: DossierNoticeKind,
    /// Which last day.
    pub deadline: NoticeDeadline,
    /// The state that it is the last day of; none for the decision and the round.
    pub state: Option<DossierState>,
    /// The last day.
    pub due_on: NaiveDate,
    /// The day it was found.
    pub day: NaiveDate,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Its product.
    pub product_id: Uuid,
    /// Its producer.
    pub producer_id: Uuid,
}

/// Which notices a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct DossierNoticeFilter {
    /// Of this kind.
    pub kind: Option<DossierNoticeKind>,
    /// About this dossier.
    pub dossier_id: Option<Uuid>,
    /// Of this day or a later one.
    pub from: Option<NaiveDate>,
    /// Of this day or an earlier one.
    pub to: Option<NaiveDate>,
    /// About products in this unit of either generation.
    pub unit: Option<UnitRef>,
}

/// Up to `limit` notices after the one with the id `after`, in the order of their recording. Who may see a dossier may see
/// its notices.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &DossierNoticeFilter,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<DossierNotice>> {
    let query = dossier_notices::table
        .inner_join(dossiers::table)
        .select((
            dossier_notices::id,
            dossier_notices::kind,
            dossier_notices::deadline,
            dossier_notices::state,
            dossier_notices::due_on,
            dossier_notices::day,
            dossier_notices::recorded_at,
            dossiers::id,
            dossiers::product_id,
            dossiers::producer_id,
        ))
        .order(dossier_notices::id)
        .limit(limit)
        .into_boxed();
    let mut query = dossiers_within!(query, scope);
    if let Some(unit) = &filter.unit {
        query = within_unit!(query, dossiers, unit);
    }
    if let Some(kind) = filter.kind {
        query = query.filter(dossier_notices::kind.eq(kind));
    }
    if let Some(dossier) = filter.dossier_id {
        query = query.filter(dossier_notices::dossier_id.eq(dossier));
    }
    if let Some(from) = filter.from {
        query = query.filter(dossier_notices::day.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(dossier_notices::day.le(to));
    }
    if let Some(after) = after {
        query = query.filter(dossier_notices::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
