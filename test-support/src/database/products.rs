//! Made-up products.

use super::TestDatabase;

/// The product set of the made-up products.
pub const PRODUCT_SET: u32 = 1;

impl TestDatabase {
    /// Registers `count` products of one producer in Sông Lô (today in Phú Thọ) and returns their ids.
    pub async fn products(&self, count: usize) -> Vec<String> {
        let place = "'current', '25', '08848', '26', '253', '08848'";
        let producer = uuid::Uuid::now_v7();
        self
            .execute(&format!(
                "insert into producers (id, name, kind, unit_generation, current_province_code, current_commune_code,
                     legacy_province_code, legacy_district_code, legacy_commune_code, created_at, updated_at)
                 values ('{producer}', 'HTX thử nghiệm', 'cooperative', {place}, now(), now());
                 insert into products (id, code, producer_id, name, product_set, unit_generation, current_province_code,
                     current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code,
                     registered_on, created_at, updated_at)
                 select gen_random_uuid(), '{producer}.' || n, '{producer}', 'Sản phẩm ' || n, {PRODUCT_SET}, {place},
                     current_date, now(), now() from generate_series(1, {count}) as n",
            ))
            .await;
        self.texts(&format!(
            "select id::text from products where producer_id = '{producer}'"
        ))
        .await
    }
}
