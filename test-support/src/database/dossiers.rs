//! Made-up dossiers in any state.

use super::TestDatabase;

impl TestDatabase {
    /// A dossier for a first evaluation of a product, in `state` and in its turn `turn`, handed in on `handed_in`.
    pub async fn dossier(&self, product: &str, state: &str, turn: i16, handed_in: &str) -> String {
        let id = uuid::Uuid::now_v7();
        let place = "unit_generation, current_province_code, current_commune_code, legacy_province_code, \
                     legacy_district_code, legacy_commune_code";
        self.execute(&format!(
            "insert into dossiers (id, product_id, producer_id, kind, product_set, regime, state, registration,
                 self_assessment, turn, handed_in_on, {place}, created_at, updated_at)
             select '{id}', id, producer_id, 'first', product_set, '26-2026', '{state}', '{{}}', '{{}}', {turn},
                 '{handed_in}', {place}, now(), now()
             from products where id = '{product}'"
        ))
        .await;
        id.to_string()
    }
}
