//! What is printed on the certificate of a product.

use super::Certificate;
use crate::database::decisions::Decision;
use crate::database::error::StoreResult;
use crate::database::recognitions::Recognition;
use crate::database::schema::{producers, products};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Names and address as they are now.
#[derive(Clone, Debug, Queryable)]
pub struct Print {
    /// The product.
    pub product_id: Uuid,
    /// Its code.
    pub product_code: String,
    /// Its name.
    pub product_name: String,
    /// Name of its producer.
    pub producer_name: String,
    /// Address of its producer.
    pub producer_address: Option<String>,
}

impl Print {
    /// The certificate of `recognition` by `decision`, without a number and a printed code yet.
    #[must_use]
    pub fn certificate(
        &self,
        recognition: &Recognition,
        decision: &Decision,
        dossier: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Certificate {
        Certificate {
            id: Uuid::now_v7(),
            number: None,
            revision: 1,
            code: String::new(),
            product_id: self.product_id,
            producer_id: recognition.producer_id,
            decision_id: decision.id,
            dossier_id: dossier,
            recognition_id: recognition.id,
            corrects: None,
            authority: decision.authority,
            stars: recognition.stars,
            product_code: self.product_code.clone(),
            product_set: recognition.product_set,
            product_name: self.product_name.clone(),
            producer_name: self.producer_name.clone(),
            producer_address: self.producer_address.clone(),
            issued_on: recognition.valid_from,
            valid_from: recognition.valid_from,
            valid_to: recognition.valid_to,
            current_province_code: recognition.current_province_code.clone(),
            current_commune_code: recognition.current_commune_code.clone(),
            legacy_province_code: recognition.legacy_province_code.clone(),
            legacy_district_code: recognition.legacy_district_code.clone(),
            legacy_commune_code: recognition.legacy_commune_code.clone(),
            demonstration: recognition.demonstration,
            created_at: now,
            recorded: false,
        }
    }
}

/// The prints of these products.
pub async fn prints(connection: &mut AsyncPgConnection, ids: &[Uuid]) -> StoreResult<Vec<Print>> {
    Ok(products::table
        .inner_join(producers::table)
        .filter(products::id.eq_any(ids))
        .select((
            products::id,
            products::code,
            products::name,
            producers::name,
            producers::address,
        ))
        .load(connection)
        .await?)
}
