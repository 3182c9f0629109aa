//! The recognitions of two records of one product as one history.

use crate::database::certificates::{self, CertificateEvent};
use crate::database::error::StoreResult;
use crate::database::recognitions::{self, Recognition};
use crate::domain::certificate::CertificateEventKind;
use crate::domain::recognition::{JoinedHistory, NoJoin, RecognitionEntry, join_histories};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// Ends what each of both products held where the other was given stars, and gives the keys of what both have on record to that of
/// `other`. Returns the recognitions that only `twin` has.
///
/// # Errors
/// [`NoJoin`] where the histories contradict each other; nothing is written then.
pub async fn join(
    connection: &mut AsyncPgConnection,
    (twin, other): (Uuid, Uuid),
    actor: &str,
    now: DateTime<Utc>,
) -> StoreResult<Result<Vec<Uuid>, NoJoin>> {
    let of_twin = recognitions::histories(connection, &[twin]).await?;
    let of_other = recognitions::histories(connection, &[other]).await?;
    let joined = match join_histories(&entries(&of_twin), &entries(&of_other)) {
        Ok(joined) => joined,
        Err(refused) => return Ok(Err(refused)),
    };
    let cuts = cuts(&joined, &of_twin, &of_other);
    let ends: Vec<(Uuid, NaiveDate)> = cuts.iter().map(|(id, _, day)| (*id, *day)).collect();
    recognitions::cut(connection, &ends).await?;
    replace_certificates(connection, &[twin, other], &cuts, (actor, now)).await?;
    let id = |history: &[Recognition], position: usize| history.get(position).map(|row| row.id);
    let doubled = joined.doubled.iter();
    let doubled: Vec<(Uuid, Uuid)> = doubled
        .filter_map(|(this, that)| Some((id(&of_twin, *this)?, id(&of_other, *that)?)))
        .collect();
    give_keys(connection, &doubled).await?;
    let moved = of_twin.iter().map(|row| row.id);
    let moved = moved.filter(|id| doubled.iter().all(|(this, _)| this != id));
    Ok(Ok(moved.collect()))
}

fn entries(history: &[Recognition]) -> Vec<(RecognitionEntry, i32)> {
    let entries = history.iter().map(|row| (row.entry(), row.programme_year.into()));
    entries.collect()
}

/// Each recognition that ends, the one that takes its place, and the day.
fn cuts(
    joined: &JoinedHistory,
    of_twin: &[Recognition],
    of_other: &[Recognition],
) -> Vec<(Uuid, Uuid, NaiveDate)> {
    let named = |cut: &(usize, usize, NaiveDate), from: &[Recognition], to: &[Recognition]| {
        let (position, by, day) = *cut;
        Some((from.get(position)?.id, to.get(by)?.id, day))
    };
    let own = joined.cut.iter().filter_map(|cut| named(cut, of_twin, of_other));
    let of_the_other = joined.cut_of_other.iter();
    own.chain(of_the_other.filter_map(|cut| named(cut, of_other, of_twin)))
        .collect()
}

/// The certificates of recognitions that end are replaced by those of the ones that take their place.
async fn replace_certificates(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
    cuts: &[(Uuid, Uuid, NaiveDate)],
    (actor, now): (&str, DateTime<Utc>),
) -> StoreResult<()> {
    let records = certificates::of_products(connection, products).await?;
    // They come in the order of their issue: the last print of each counts.
    let prints = records
        .iter()
        .map(|record| (record.certificate.recognition_id, record.certificate.id));
    let prints: HashMap<Uuid, Uuid> = prints.collect();
    let events = cuts.iter().filter_map(|(cut, by, day)| {
        Some(CertificateEvent {
            successor_id: prints.get(by).copied(),
            ..CertificateEvent::new(*prints.get(cut)?, CertificateEventKind::Replaced, *day)
        })
    });
    let events: Vec<CertificateEvent> = events.collect();
    certificates::record_events(connection, &events, actor, now).await
}

/// The outside keys of recognitions that both products have on record lead to those of the one that stands for both.
async fn give_keys(connection: &mut AsyncPgConnection, doubled: &[(Uuid, Uuid)]) -> StoreResult<()> {
    if doubled.is_empty() {
        return Ok(());
    }
    let (these, those): (Vec<Uuid>, Vec<Uuid>) = doubled.iter().copied().unzip();
    diesel::sql_query(
        "update outside_keys set subject_id = d.that from unnest($1, $2) as d (this, that) \
         where subject = $3 and subject_id = d.this",
    )
    .bind::<Array<SqlUuid>, _>(these)
    .bind::<Array<SqlUuid>, _>(those)
    .bind::<Text, _>("recognition")
    .execute(connection)
    .await?;
    Ok(())
}
