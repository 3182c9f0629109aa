//! Products in an archive.

use super::keys::{add_keys, keys};
use super::{ArchiveHand, ArchiveKey, ArchiveLine, ArchiveReach, ROWS};
use crate::database::error::StoreResult;
use crate::database::place::place_of;
use crate::database::products::raise_serials;
use crate::database::schema::products;
use crate::domain::outside_keys::KeySubject;
use crate::domain::products::{ProductCode, ProductDraft};
use crate::domain::units::{Generation, Place};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an archive keeps of a row of `products`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = products, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ProductColumns {
    /// Its id.
    pub id: Uuid,
    /// Its code, which never changes.
    pub code: String,
    /// Who makes it.
    pub producer_id: Uuid,
    /// Name on the label.
    pub name: String,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// What it is.
    pub description: Option<String>,
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
    /// Day of registration, Vietnamese time.
    pub registered_on: NaiveDate,
    /// Demonstration data.
    pub demonstration: bool,
}

/// A product with its keys: a line of `products.ndjson`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveProduct {
    /// The record.
    pub product: ProductColumns,
    /// Its outside keys, in order.
    pub keys: Vec<ArchiveKey>,
}

impl ProductColumns {
    /// What people fill in.
    #[must_use]
    pub fn draft(&self) -> ProductDraft {
        ProductDraft {
            name: self.name.clone(),
            product_set: self.product_set,
            description: self.description.clone(),
        }
    }

    /// Where it is made.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, self.unit_generation)
    }
}

/// Those of `codes` that products have.
pub async fn codes_on_record(connection: &mut AsyncPgConnection, codes: &[&str]) -> StoreResult<Vec<String>> {
    Ok(products::table
        .filter(products::code.eq_any(codes))
        .select(products::code)
        .load(connection)
        .await?)
}

/// The ids of the products of the province. Twins are left out: who stands for them is there.
pub(super) fn products_of(reach: &ArchiveReach) -> products::BoxedQuery<'_, Pg, SqlUuid> {
    products::table
        .filter(products::current_province_code.eq(&reach.province))
        .filter(products::merged_into.is_null())
        .select(products::id)
        .into_boxed()
}

impl ArchiveLine for ArchiveProduct {
    fn id(&self) -> Uuid {
        self.product.id
    }

    async fn ids(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        after: Option<Uuid>,
        limit: i64,
    ) -> StoreResult<Vec<Uuid>> {
        let mut query = products_of(reach).order(products::id).limit(limit);
        if let Some(after) = after {
            query = query.filter(products::id.gt(after));
        }
        Ok(query.load(connection).await?)
    }

    async fn load(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>> {
        let rows: Vec<ProductColumns> = products::table
            .filter(products::id.eq_any(ids))
            .order(products::id)
            .select(ProductColumns::as_select())
            .load(connection)
            .await?;
        let mut keys = keys(connection, reach, KeySubject::Product, ids).await?;
        let line = |product: ProductColumns| Self {
            keys: keys.remove(&product.id).unwrap_or_default(),
            product,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// The serials of communes go on behind the codes.
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
                        &line.product,
                        products::created_at.eq(hand.now),
                        products::updated_at.eq(hand.now),
                    )
                })
                .collect();
            diesel::insert_into(products::table)
                .values(rows)
                .execute(connection)
                .await?;
        }
        let codes: Vec<ProductCode> = lines
            .iter()
            .filter_map(|line| line.product.code.parse().ok())
            .collect();
        raise_serials(connection, &codes).await?;
        let keys = lines
            .iter()
            .flat_map(|line| line.keys.iter().map(|key| (line.product.id, key)))
            .collect();
        add_keys(connection, KeySubject::Product, keys, hand).await
    }
}
