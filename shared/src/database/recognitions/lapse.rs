//! Potential five stars that came to nothing.

use super::{EndReason, Recognition, end, histories, insert, raise_version};
use crate::database::certificates::{self, validity};
use crate::database::error::StoreResult;
use crate::database::evaluations::lock_products;
use crate::domain::certificate::reopen;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

/// Ends on `day` what `products` hold as potential five stars, because their dossiers ended without recognition; a product
/// falls back to the certificate it still holds. Returns the new version of the statistics where one changed. The products
/// are held until the transaction ends.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn lapse(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
    day: NaiveDate,
) -> StoreResult<Option<i64>> {
    if products.is_empty() {
        return Ok(None);
    }
    lock_products(connection, products).await?;
    let history = histories(connection, products).await?;
    let lapsed: Vec<&Recognition> = history
        .iter()
        // What a rating without a dossier has opened is not a dossier's to end.
        .filter(|one| one.potential && one.decision_number.is_some())
        .filter(|one| one.ended_on.is_none() && one.status().holds_on(day))
        .collect();
    if lapsed.is_empty() {
        return Ok(None);
    }
    let ended: Vec<(Uuid, NaiveDate)> = lapsed.iter().map(|one| (one.id, day)).collect();
    end(connection, &ended, EndReason::Declined).await?;
    let held = certificates::unended(connection, products).await?;
    let mut reopened = Vec::new();
    for (certificate, state, _) in &held {
        let lapsed = lapsed.iter().any(|one| one.product_id == certificate.product_id);
        let stars = u8::try_from(certificate.stars).unwrap_or_default();
        let status = reopen(&validity(certificate, state), stars, day).filter(|_| lapsed);
        let certified = history.iter().find(|one| one.id == certificate.recognition_id);
        if let Some((status, certified)) = status.zip(certified) {
            reopened.push(Recognition {
                id: Uuid::now_v7(),
                evaluation_id: None,
                valid_from: status.valid_from,
                valid_to: status.valid_to,
                extended_to: status.extended_to,
                ended_on: None,
                end_reason: None,
                ..certified.clone()
            });
        }
    }
    insert(connection, &reopened).await?;
    raise_version(connection).await.map(Some)
}
