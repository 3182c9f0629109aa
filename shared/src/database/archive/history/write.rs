//! Adding histories.

use super::columns::{ArchiveCertificate, ArchiveEvent, ArchiveItem, ArchiveRecognition};
use crate::database::archive::keys::add_keys;
use crate::database::archive::{ArchiveHand, ROWS};
use crate::database::certificates::{self, CertificateEvent};
use crate::database::error::StoreResult;
use crate::database::schema;
use crate::domain::outside_keys::KeySubject;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Adds recognitions, certificates and what decisions say of them. The version of the statistics is for the caller to raise.
pub(super) async fn add(
    connection: &mut AsyncPgConnection,
    recognitions: &[&ArchiveRecognition],
    certificates: &[&ArchiveCertificate],
    items: &[&ArchiveItem],
    hand: ArchiveHand<'_>,
) -> StoreResult<()> {
    add_recognitions(connection, recognitions, hand).await?;
    add_certificates(connection, certificates, hand).await?;
    add_items(connection, items).await
}

async fn add_recognitions(
    connection: &mut AsyncPgConnection,
    rows: &[&ArchiveRecognition],
    hand: ArchiveHand<'_>,
) -> StoreResult<()> {
    use schema::{past_recognitions, recognition_parts, recognitions};
    for rows in rows.chunks(ROWS) {
        let statuses: Vec<_> = rows.iter().map(|row| &row.recognition).collect();
        diesel::insert_into(recognitions::table)
            .values(statuses)
            .execute(connection)
            .await?;
        let parts = rows.iter().flat_map(|row| {
            let id = recognition_parts::recognition_id.eq(row.recognition.id);
            row.parts.iter().map(move |part| (part, id))
        });
        let parts: Vec<_> = parts.collect();
        for parts in parts.chunks(ROWS) {
            diesel::insert_into(recognition_parts::table)
                .values(parts.to_vec())
                .execute(connection)
                .await?;
        }
        let papers: Vec<_> = rows
            .iter()
            .filter_map(|row| {
                Some((
                    row.paper.as_ref()?,
                    past_recognitions::recognition_id.eq(row.recognition.id),
                    past_recognitions::recorded_by.eq(hand.actor),
                    past_recognitions::recorded_at.eq(hand.now),
                ))
            })
            .collect();
        diesel::insert_into(past_recognitions::table)
            .values(papers)
            .execute(connection)
            .await?;
    }
    let keys = rows
        .iter()
        .flat_map(|row| row.keys.iter().map(|key| (row.recognition.id, key)))
        .collect();
    add_keys(connection, KeySubject::Recognition, keys, hand).await
}

/// Certificates first, then their events in the order of recording: a successor has to be there.
async fn add_certificates(
    connection: &mut AsyncPgConnection,
    rows: &[&ArchiveCertificate],
    hand: ArchiveHand<'_>,
) -> StoreResult<()> {
    use schema::{certificate_states, certificates as table};
    for rows in rows.chunks(ROWS) {
        let prints: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    &row.certificate,
                    table::recorded.eq(true),
                    table::created_at.eq(hand.now),
                )
            })
            .collect();
        diesel::insert_into(table::table)
            .values(prints)
            .execute(connection)
            .await?;
        let states: Vec<_> = rows
            .iter()
            .map(|row| certificate_states::certificate_id.eq(row.certificate.id))
            .collect();
        diesel::insert_into(certificate_states::table)
            .values(states)
            .execute(connection)
            .await?;
    }
    let most = rows.iter().map(|row| row.events.len()).max().unwrap_or_default();
    for turn in 0..most {
        let events = rows.iter().filter_map(|row| {
            let event = row.events.get(turn)?;
            Some(event.of(row.certificate.id))
        });
        let events: Vec<CertificateEvent> = events.collect();
        certificates::record_events(connection, &events, hand.actor, hand.now).await?;
    }
    Ok(())
}

async fn add_items(connection: &mut AsyncPgConnection, rows: &[&ArchiveItem]) -> StoreResult<()> {
    for rows in rows.chunks(ROWS) {
        diesel::insert_into(schema::decision_items::table)
            .values(rows.to_vec())
            .execute(connection)
            .await?;
    }
    Ok(())
}

impl ArchiveEvent {
    fn of(&self, certificate: Uuid) -> CertificateEvent {
        CertificateEvent {
            until: self.until,
            ground: self.ground,
            finding_on: self.finding_on,
            late: self.late,
            decision_id: self.decision_id,
            successor_id: self.successor_id,
            reason: self.reason.clone(),
            ..CertificateEvent::new(certificate, self.kind, self.day)
        }
    }
}
