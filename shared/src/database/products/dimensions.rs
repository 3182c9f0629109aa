//! What a product is counted under in the statistics.

use crate::database::error::StoreResult;
use crate::database::schema::{producers, products};
use crate::domain::producers::{Gender, ProducerKind};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// The dimensions of a product as they are now.
#[derive(Clone, Debug, Queryable)]
pub struct ProductDimensions {
    /// The product.
    pub product_id: Uuid,
    /// Its set, 1 to 26.
    pub product_set: i16,
    /// True for demonstration data.
    pub demonstration: bool,
    /// Places of the product: today's province and commune, then the old province, district and commune.
    pub place: (String, String, String, String, Option<String>),
    /// Its producer.
    pub producer_id: Uuid,
    /// Kind of producer.
    pub producer_kind: ProducerKind,
    /// Sex of its representative.
    pub gender: Option<Gender>,
    /// Whether the representative belongs to an ethnic minority.
    pub ethnic_minority: Option<bool>,
}

/// The columns of [`ProductDimensions`], in a query over products joined with producers.
macro_rules! dimension_columns {
    () => {
        (
            products::id,
            products::product_set,
            products::demonstration,
            (
                products::current_province_code,
                products::current_commune_code,
                products::legacy_province_code,
                products::legacy_district_code,
                products::legacy_commune_code,
            ),
            products::producer_id,
            producers::kind,
            producers::representative_gender,
            producers::representative_ethnic_minority,
        )
    };
}
pub(in crate::database) use dimension_columns;

/// The dimensions of these products.
pub async fn dimensions(
    connection: &mut AsyncPgConnection,
    ids: &[Uuid],
) -> StoreResult<Vec<ProductDimensions>> {
    Ok(products::table
        .inner_join(producers::table)
        .filter(products::id.eq_any(ids))
        .select(dimension_columns!())
        .load(connection)
        .await?)
}
