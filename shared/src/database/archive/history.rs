//! The recognitions of a product in an archive, with their certificates and what happened to those: all of it is one line, because it
//! holds together.

mod columns;
mod write;

pub use columns::{
    ArchiveCertificate, ArchiveEvent, ArchiveItem, ArchivePaper, ArchivePart, ArchivePrint,
    ArchiveRecognition, ArchiveStatus,
};

use super::keys::keys;
use super::{ArchiveHand, ArchiveLine, ArchiveProduct, ArchiveReach};
use crate::database::error::StoreResult;
use crate::database::schema::{
    certificate_events, certificates, decision_items, past_recognitions, recognition_parts, recognitions,
};
use crate::domain::outside_keys::KeySubject;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use uuid::Uuid;

/// A line of `recognitions.ndjson`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveHistory {
    /// The product.
    pub product_id: Uuid,
    /// Its recognitions by first day and id.
    pub recognitions: Vec<ArchiveRecognition>,
    /// Its certificates by id.
    pub certificates: Vec<ArchiveCertificate>,
    /// What decisions say of it, by their ids.
    pub items: Vec<ArchiveItem>,
}

impl ArchiveHistory {
    fn is_empty(&self) -> bool {
        self.recognitions.is_empty() && self.certificates.is_empty() && self.items.is_empty()
    }
}

impl ArchiveLine for ArchiveHistory {
    fn id(&self) -> Uuid {
        self.product_id
    }

    /// Those of all products: [`ArchiveLine::load`] leaves out who has no history.
    async fn ids(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        after: Option<Uuid>,
        limit: i64,
    ) -> StoreResult<Vec<Uuid>> {
        ArchiveProduct::ids(connection, reach, after, limit).await
    }

    async fn load(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>> {
        let recognitions = load_recognitions(connection, reach, ids).await?;
        let mut recognitions = grouped(recognitions, |one| one.recognition.product_id);
        let certificates = load_certificates(connection, ids).await?;
        let mut certificates = grouped(certificates, |one| one.certificate.product_id);
        let items: Vec<ArchiveItem> = decision_items::table
            .filter(decision_items::product_id.eq_any(ids))
            .order((decision_items::product_id, decision_items::decision_id))
            .select(ArchiveItem::as_select())
            .load(connection)
            .await?;
        let mut items = grouped(items, |one| one.product_id);
        let mut sorted = ids.to_vec();
        sorted.sort_unstable();
        let lines = sorted.into_iter().map(|product_id| Self {
            product_id,
            recognitions: recognitions.remove(&product_id).unwrap_or_default(),
            certificates: certificates.remove(&product_id).unwrap_or_default(),
            items: items.remove(&product_id).unwrap_or_default(),
        });
        Ok(lines.filter(|line| !line.is_empty()).collect())
    }

    async fn add(
        connection: &mut AsyncPgConnection,
        lines: &[Self],
        hand: ArchiveHand<'_>,
    ) -> StoreResult<()> {
        let recognitions: Vec<_> = lines.iter().flat_map(|line| &line.recognitions).collect();
        let certificates: Vec<_> = lines.iter().flat_map(|line| &line.certificates).collect();
        let items: Vec<_> = lines.iter().flat_map(|line| &line.items).collect();
        write::add(connection, &recognitions, &certificates, &items, hand).await
    }
}

async fn load_recognitions(
    connection: &mut AsyncPgConnection,
    reach: &ArchiveReach,
    products: &[Uuid],
) -> StoreResult<Vec<ArchiveRecognition>> {
    let rows: Vec<ArchiveStatus> = recognitions::table
        .filter(recognitions::product_id.eq_any(products))
        .order((
            recognitions::product_id,
            recognitions::valid_from,
            recognitions::id,
        ))
        .select(ArchiveStatus::as_select())
        .load(connection)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let papers: Vec<(Uuid, ArchivePaper)> = past_recognitions::table
        .filter(past_recognitions::recognition_id.eq_any(&ids))
        .select((past_recognitions::recognition_id, ArchivePaper::as_select()))
        .load(connection)
        .await?;
    let mut papers: HashMap<Uuid, ArchivePaper> = papers.into_iter().collect();
    let parts: Vec<(Uuid, ArchivePart)> = recognition_parts::table
        .filter(recognition_parts::recognition_id.eq_any(&ids))
        .order((recognition_parts::recognition_id, recognition_parts::from_day))
        .select((recognition_parts::recognition_id, ArchivePart::as_select()))
        .load(connection)
        .await?;
    let mut parts = grouped(parts, |(recognition, _)| *recognition);
    let mut keys = keys(connection, reach, KeySubject::Recognition, &ids).await?;
    let whole = |recognition: ArchiveStatus| ArchiveRecognition {
        parts: parts
            .remove(&recognition.id)
            .unwrap_or_default()
            .into_iter()
            .map(|(_, part)| part)
            .collect(),
        paper: papers.remove(&recognition.id),
        keys: keys.remove(&recognition.id).unwrap_or_default(),
        recognition,
    };
    Ok(rows.into_iter().map(whole).collect())
}

async fn load_certificates(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
) -> StoreResult<Vec<ArchiveCertificate>> {
    let rows: Vec<ArchivePrint> = certificates::table
        .filter(certificates::product_id.eq_any(products))
        .order((certificates::product_id, certificates::id))
        .select(ArchivePrint::as_select())
        .load(connection)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let events: Vec<(Uuid, ArchiveEvent)> = certificate_events::table
        .filter(certificate_events::certificate_id.eq_any(&ids))
        .order(certificate_events::id)
        .select((certificate_events::certificate_id, ArchiveEvent::as_select()))
        .load(connection)
        .await?;
    let mut events = grouped(events, |(certificate, _)| *certificate);
    let whole = |certificate: ArchivePrint| {
        let events = events.remove(&certificate.id).unwrap_or_default();
        ArchiveCertificate {
            events: events.into_iter().map(|(_, event)| event).collect(),
            certificate,
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// `rows` by what `of` reads from each, in their order.
fn grouped<Row, Key: Eq + Hash>(rows: Vec<Row>, of: impl Fn(&Row) -> Key) -> HashMap<Key, Vec<Row>> {
    let mut groups: HashMap<Key, Vec<Row>> = HashMap::new();
    for row in rows {
        groups.entry(of(&row)).or_default().push(row);
    }
    groups
}
