//! What goes on by law while its renewal is pending: a certificate and its star status (26/2026/QĐ-TTg, article 12.3).

use super::{extend, histories, raise_version};
use crate::database::certificates::{self, CertificateEvent, CertificateRecord};
use crate::database::dossiers::PENDING_RENEWAL;
use crate::database::error::StoreResult;
use crate::database::products;
use crate::domain::certificate::CertificateEventKind;
use crate::domain::criteria::{Continuation, ContinuationReach};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// A renewal that was handed in and has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct PendingRenewal {
    /// Its dossier.
    #[diesel(sql_type = SqlUuid)]
    pub dossier_id: Uuid,
    /// Its product.
    #[diesel(sql_type = SqlUuid)]
    pub product_id: Uuid,
    /// The day on which it was handed in.
    #[diesel(sql_type = Date)]
    pub handed_in_on: NaiveDate,
    /// After its window.
    #[diesel(sql_type = Bool)]
    pub late: bool,
}

/// Lets what the products of `renewals` hold go on under `rule`, told on `day` at `now` as the work of `actor`. What is carried over as
/// long already stays as it is. Returns the new version of the statistics where one changed. The products are held until the
/// transaction ends.
pub async fn go_on(
    connection: &mut AsyncPgConnection,
    rule: &Continuation,
    renewals: &[PendingRenewal],
    day: NaiveDate,
    (actor, now): (&str, DateTime<Utc>),
) -> StoreResult<Option<i64>> {
    let ids: Vec<Uuid> = renewals.iter().map(|one| one.product_id).collect();
    products::lock_all(connection, &ids).await?;
    let goes_on = |product: Uuid, valid_to: NaiveDate, extended_to: Option<NaiveDate>| {
        let renewal = renewals.iter().find(|one| one.product_id == product)?;
        let until = rule.by_law(valid_to, renewal.handed_in_on, renewal.late)?;
        // What was over for longer than that is not taken back.
        (day <= until && extended_to.is_none_or(|told| told < until)).then_some((renewal.dossier_id, until))
    };
    let held = certificates::unended(connection, &ids).await?;
    let certified = held.iter().map(|one| &one.certificate);
    let last = newest(certified.map(|one| (one.product_id, one.valid_from)));
    let last = held.iter().filter(|CertificateRecord { certificate, .. }| {
        last.get(&certificate.product_id) == Some(&certificate.valid_from)
    });
    let events: Vec<CertificateEvent> = last
        .filter_map(
            |CertificateRecord {
                 certificate, state, ..
             }| {
                let (dossier, until) =
                    goes_on(certificate.product_id, certificate.valid_to, state.extended_to)?;
                Some(CertificateEvent {
                    until: Some(until),
                    dossier_id: Some(dossier),
                    ..CertificateEvent::new(certificate.id, CertificateEventKind::Continued, day)
                })
            },
        )
        .collect();
    certificates::record_events(connection, &events, actor, now).await?;
    let mut changed = !events.is_empty();
    let history = histories(connection, &ids).await?;
    let last = newest(history.iter().map(|one| (one.product_id, one.valid_from)));
    let last = history
        .iter()
        .filter(|one| last.get(&one.product_id) == Some(&one.valid_from));
    for one in last.filter(|one| !one.potential && one.ended_on.is_none()) {
        if let Some((_, until)) = goes_on(one.product_id, one.valid_to, one.extended_to) {
            extend(connection, one.id, until).await?;
            changed = true;
        }
    }
    if changed {
        return raise_version(connection).await.map(Some);
    }
    Ok(None)
}

/// The first day of what came last, by product.
fn newest(began: impl Iterator<Item = (Uuid, NaiveDate)>) -> HashMap<Uuid, NaiveDate> {
    let mut newest = HashMap::new();
    for (product, day) in began {
        let last = newest.entry(product).or_insert(day);
        *last = day.max(*last);
    }
    newest
}

/// Up to `limit` pending renewals whose products hold on `day` what goes on under `rule` and is not told so yet: those that were handed
/// in before the rule was in force, and those that came in otherwise than by being handed in here.
pub async fn unheard(
    connection: &mut AsyncPgConnection,
    rule: &Continuation,
    day: NaiveDate,
    limit: i64,
) -> StoreResult<Vec<PendingRenewal>> {
    Ok(diesel::sql_query(format!(
        "select d.id as dossier_id, d.product_id, d.handed_in_on, d.late_reason is not null as late
         from dossiers d
         where {PENDING_RENEWAL} and (d.late_reason is not null or not $3)
           and exists (
               select from recognitions r
               where r.product_id = d.product_id and not r.potential and r.ended_on is null
                 and d.handed_in_on <= r.valid_to and $1 between r.valid_from and r.valid_to + $2
                 and (r.extended_to is null or r.extended_to < r.valid_to + $2) and ($4 is null or r.valid_to < $4)
                 and not exists (
                     select from recognitions o where o.product_id = r.product_id and o.valid_from > r.valid_from))
         order by d.id limit $5",
    ))
    .bind::<Date, _>(day)
    .bind::<Integer, _>(i32::from(rule.days))
    .bind::<Bool, _>(rule.applies_to == ContinuationReach::Late)
    .bind::<Nullable<Date>, _>(rule.ending_before)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?)
}
