//! What happens to certificates: the event, and the state that it makes.

use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::database::schema::certificate_events;
use crate::domain::certificate::{CertificateEventKind, RevocationGround};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// What happens to a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certificate_events, check_for_backend(diesel::pg::Pg))]
pub struct CertificateEvent {
    /// The certificate.
    pub certificate_id: Uuid,
    /// What happens.
    pub kind: CertificateEventKind,
    /// The day from which it counts.
    pub day: NaiveDate,
    /// Last day, of a carry-over.
    pub until: Option<NaiveDate>,
    /// Why it is revoked.
    pub ground: Option<RevocationGround>,
    /// Day of the finding of a revocation.
    pub finding_on: Option<NaiveDate>,
    /// Whether the revocation comes late.
    pub late: Option<bool>,
    /// The decision behind it.
    pub decision_id: Option<Uuid>,
    /// The certificate that comes in its place.
    pub successor_id: Option<Uuid>,
    /// The pending renewal of a carry-over.
    pub dossier_id: Option<Uuid>,
    /// Why, in words.
    pub reason: Option<String>,
}

/// An event as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certificate_events, check_for_backend(diesel::pg::Pg))]
pub struct CertificateEventRecord {
    /// In the order of recording.
    pub id: i64,
    /// What happened.
    #[diesel(embed)]
    pub event: CertificateEvent,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl CertificateEvent {
    /// An event that says no more than that.
    #[must_use]
    pub const fn new(certificate_id: Uuid, kind: CertificateEventKind, day: NaiveDate) -> Self {
        Self {
            certificate_id,
            kind,
            day,
            until: None,
            ground: None,
            finding_on: None,
            late: None,
            decision_id: None,
            successor_id: None,
            dossier_id: None,
            reason: None,
        }
    }
}

/// Records events of certificates whose states the transaction holds, one of a certificate, by `actor` at `now`.
pub async fn record_events(
    connection: &mut AsyncPgConnection,
    events: &[CertificateEvent],
    actor: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    if events.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "with told as (
             insert into certificate_events (certificate_id, kind, day, until, ground, finding_on, late, decision_id,
                 successor_id, dossier_id, reason, actor, recorded_at)
             select *, $12, $13 from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             returning certificate_id, kind, day, until, ground, successor_id
         )
         update certificate_states s set
             version = s.version + 1,
             extended_to = coalesce(told.until, s.extended_to),
             ended_on = case when told.kind in ('revoked', 'replaced', 'corrected') then told.day else s.ended_on end,
             end_kind = case told.kind when 'revoked' then 'revoked' when 'replaced' then 'replaced'
                 when 'corrected' then 'replaced' else s.end_kind end,
             ground = coalesce(told.ground, s.ground),
             successor_id = coalesce(told.successor_id, s.successor_id)
         from told where s.certificate_id = told.certificate_id",
    )
    .bind::<Array<SqlUuid>, _>(column(events, |one| one.certificate_id))
    .bind::<Array<Text>, _>(column(events, |one| one.kind))
    .bind::<Array<Date>, _>(column(events, |one| one.day))
    .bind::<Array<Nullable<Date>>, _>(column(events, |one| one.until))
    .bind::<Array<Nullable<Text>>, _>(column(events, |one| one.ground))
    .bind::<Array<Nullable<Date>>, _>(column(events, |one| one.finding_on))
    .bind::<Array<Nullable<Bool>>, _>(column(events, |one| one.late))
    .bind::<Array<Nullable<SqlUuid>>, _>(column(events, |one| one.decision_id))
    .bind::<Array<Nullable<SqlUuid>>, _>(column(events, |one| one.successor_id))
    .bind::<Array<Nullable<SqlUuid>>, _>(column(events, |one| one.dossier_id))
    .bind::<Array<Nullable<Text>>, _>(column(events, |one| one.reason.as_deref()))
    .bind::<Text, _>(actor)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Up to `limit` events of a certificate after the one with the id `after`, in their order.
pub async fn events(
    connection: &mut AsyncPgConnection,
    certificate: Uuid,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<CertificateEventRecord>> {
    let mut query = certificate_events::table
        .filter(certificate_events::certificate_id.eq(certificate))
        .order(certificate_events::id)
        .limit(limit)
        .select(CertificateEventRecord::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(certificate_events::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
