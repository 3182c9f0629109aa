//! Producers in an archive.

use super::keys::{add_keys, keys};
use super::product::products_of;
use super::{ArchiveHand, ArchiveKey, ArchiveLine, ArchiveReach, ROWS};
use crate::database::error::StoreResult;
use crate::database::place::place_of;
use crate::database::schema::{producers, products, recognition_parts, recognitions};
use crate::domain::corrections::ClosingReason;
use crate::domain::outside_keys::KeySubject;
use crate::domain::producers::{Gender, ProducerDraft, ProducerKind, Representative};
use crate::domain::units::{Generation, Place};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an archive keeps of a row of `producers`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = producers, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ProducerColumns {
    /// Its id.
    pub id: Uuid,
    /// Name as on its registration.
    pub name: String,
    /// Kind of producer.
    pub kind: ProducerKind,
    /// Tax code.
    pub tax_code: Option<String>,
    /// Postal address below the commune.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name of the legal representative.
    pub representative_name: Option<String>,
    /// Sex of the legal representative.
    pub representative_gender: Option<Gender>,
    /// Whether the legal representative belongs to an ethnic minority.
    pub representative_ethnic_minority: Option<bool>,
    /// Whether the legal representative has a disability.
    pub representative_disability: Option<bool>,
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
    /// Commune in the old boundaries.
    pub legacy_commune_code: Option<String>,
    /// Demonstration data.
    pub demonstration: bool,
    /// First day on which it is no more.
    pub closed_on: Option<NaiveDate>,
    /// Why it is no more.
    pub closing_reason: Option<ClosingReason>,
}

/// A producer with its keys: a line of `producers.ndjson`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveProducer {
    /// The record.
    pub producer: ProducerColumns,
    /// Its outside keys, in order.
    pub keys: Vec<ArchiveKey>,
}

impl ProducerColumns {
    /// What people fill in.
    #[must_use]
    pub fn draft(&self) -> ProducerDraft {
        ProducerDraft {
            name: self.name.clone(),
            kind: self.kind,
            tax_code: self.tax_code.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            representative: Representative {
                name: self.representative_name.clone(),
                gender: self.representative_gender,
                ethnic_minority: self.representative_ethnic_minority,
                disability: self.representative_disability,
            },
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, self.unit_generation)
    }
}

impl ArchiveLine for ArchiveProducer {
    fn id(&self) -> Uuid {
        self.producer.id
    }

    /// Those that lie in the province, and those of its products, now or when they were recognised, that lie elsewhere. Twins are left
    /// out: who stands for them is there.
    async fn ids(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        after: Option<Uuid>,
        limit: i64,
    ) -> StoreResult<Vec<Uuid>> {
        let making = products::table
            .filter(products::id.eq_any(products_of(reach)))
            .select(products::producer_id);
        let recognised = recognitions::table
            .filter(recognitions::product_id.eq_any(products_of(reach)))
            .select(recognitions::producer_id);
        let theirs = recognitions::table
            .filter(recognitions::product_id.eq_any(products_of(reach)))
            .select(recognitions::id);
        let counted = recognition_parts::table
            .filter(recognition_parts::recognition_id.eq_any(theirs))
            .select(recognition_parts::producer_id);
        let mut query = producers::table
            .filter(
                producers::current_province_code
                    .eq(&reach.province)
                    .or(producers::id.eq_any(making))
                    .or(producers::id.eq_any(recognised))
                    .or(producers::id.eq_any(counted)),
            )
            .filter(producers::merged_into.is_null())
            .select(producers::id)
            .order(producers::id)
            .limit(limit)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(producers::id.gt(after));
        }
        Ok(query.load(connection).await?)
    }

    async fn load(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>> {
        let rows: Vec<ProducerColumns> = producers::table
            .filter(producers::id.eq_any(ids))
            .order(producers::id)
            .select(ProducerColumns::as_select())
            .load(connection)
            .await?;
        let mut keys = keys(connection, reach, KeySubject::Producer, ids).await?;
        let line = |producer: ProducerColumns| Self {
            keys: keys.remove(&producer.id).unwrap_or_default(),
            producer,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    async fn add(
        connection: &mut AsyncPgConnection,
        lines: &[Self],
        hand: ArchiveHand<'_>,
    ) -> StoreResult<()> {
        for lines in lines.chunks(ROWS) {
            let rows: Vec<_> = lines
                .iter()
                .map(|line| {
                    (
                        &line.producer,
                        producers::created_at.eq(hand.now),
                        producers::updated_at.eq(hand.now),
                    )
                })
                .collect();
            diesel::insert_into(producers::table)
                .values(rows)
                .execute(connection)
                .await?;
        }
        let keys = lines
            .iter()
            .flat_map(|line| line.keys.iter().map(|key| (line.producer.id, key)))
            .collect();
        add_keys(connection, KeySubject::Producer, keys, hand).await
    }
}
