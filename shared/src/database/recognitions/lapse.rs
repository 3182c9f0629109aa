//! What a product held only until the result of its dossier: potential five stars, and a certificate carried over.

use super::restate::follow;
use super::{Recognition, RecognitionEndReason, end, extend, histories, insert, raise_version};
use crate::database::certificates::{self, CertificateEvent, CertificateRecord};
use crate::database::error::StoreResult;
use crate::database::products;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::certificate::{CertificateEventKind, reopen, without_renewal};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

/// A dossier that ended without recognition: rated below three stars, eliminated, declined or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnrecognisedDossier {
    /// The dossier.
    pub dossier_id: Uuid,
    /// Its product.
    pub product_id: Uuid,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
}

/// When dossiers end, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct DossierEnding<'a> {
    /// The day of the result in Việt Nam.
    pub day: NaiveDate,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Who acts, as the audit log names it.
    pub actor: &'a str,
}

/// Ends what the products of `dossiers` held only until their result: what they hold as potential five stars, and the
/// carry-over of a certificate whose renewal the dossier was. A product falls back to the certificate it still holds. Returns
/// the new version of the statistics where one changed. The products are held until the transaction ends.
pub async fn lapse(
    connection: &mut AsyncPgConnection,
    dossiers: &[UnrecognisedDossier],
    ending: DossierEnding<'_>,
) -> StoreResult<Option<i64>> {
    if dossiers.is_empty() {
        return Ok(None);
    }
    let products: Vec<Uuid> = dossiers.iter().map(|one| one.product_id).collect();
    products::lock_all(connection, &products).await?;
    let mut held = certificates::unended(connection, &products).await?;
    let history = histories(connection, &products).await?;
    let carried = end_carry_overs(connection, &history, &mut held, dossiers, ending).await?;
    let lapsed = end_potential(connection, &history, &held, ending.day).await?;
    if carried || lapsed {
        return raise_version(connection).await.map(Some);
    }
    Ok(None)
}

/// Ends the carry-overs of the certificates `held` and of the statuses of `history` whose renewal is among `dossiers`; true where
/// there was one.
async fn end_carry_overs(
    connection: &mut AsyncPgConnection,
    history: &[Recognition],
    held: &mut [CertificateRecord],
    dossiers: &[UnrecognisedDossier],
    ending: DossierEnding<'_>,
) -> StoreResult<bool> {
    let renewal_of = |product: Uuid| {
        let mut renewals = dossiers.iter().filter(|one| one.kind == ApplicationKind::Renewal);
        renewals.find(|one| one.product_id == product)
    };
    let mut events = Vec::new();
    for CertificateRecord {
        certificate, state, ..
    } in held
    {
        let until = without_renewal(certificate.valid_to, state.extended_to, ending.day);
        if let Some((renewal, until)) = renewal_of(certificate.product_id).zip(until) {
            state.extended_to = Some(until);
            events.push(CertificateEvent {
                until: Some(until),
                dossier_id: Some(renewal.dossier_id),
                ..CertificateEvent::new(certificate.id, CertificateEventKind::CarryOverEnded, ending.day)
            });
        }
    }
    certificates::record_events(connection, &events, ending.actor, ending.now).await?;
    let mut is_shorter = !events.is_empty();
    for one in history.iter().filter(|one| one.ended_on.is_none()) {
        let until = without_renewal(one.valid_to, one.extended_to, ending.day);
        if let Some((_, until)) = renewal_of(one.product_id).zip(until) {
            extend(connection, one.id, until).await?;
            is_shorter = true;
        }
    }
    Ok(is_shorter)
}

/// Ends what the products of `history` hold as potential five stars on `day`, and opens again what is left of the
/// certificates `held`; true where there was one.
async fn end_potential(
    connection: &mut AsyncPgConnection,
    history: &[Recognition],
    held: &[CertificateRecord],
    day: NaiveDate,
) -> StoreResult<bool> {
    let lapsed: Vec<&Recognition> = history
        .iter()
        // What a rating without a dossier has opened is not a dossier's to end.
        .filter(|one| one.potential && one.decision_number.is_some())
        .filter(|one| one.ended_on.is_none() && one.status().holds_on(day))
        .collect();
    let ended: Vec<(Uuid, NaiveDate)> = lapsed.iter().map(|one| (one.id, day)).collect();
    end(connection, &ended, RecognitionEndReason::Declined).await?;
    let mut reopened = Vec::new();
    for record in held {
        let certificate = &record.certificate;
        let lapsed = lapsed.iter().any(|one| one.product_id == certificate.product_id);
        let stars = u8::try_from(certificate.stars).unwrap_or_default();
        let status = reopen(&record.validity(), stars, day).filter(|_| lapsed);
        let certified = history.iter().find(|one| one.id == certificate.recognition_id);
        if let Some((status, certified)) = status.zip(certified) {
            let rest = Recognition {
                id: Uuid::now_v7(),
                evaluation_id: None,
                valid_from: status.valid_from,
                valid_to: status.valid_to,
                extended_to: status.extended_to,
                ended_on: None,
                end_reason: None,
                ..certified.clone()
            };
            reopened.push((rest, certified.id));
        }
    }
    let rows: Vec<Recognition> = reopened.iter().map(|(rest, _)| rest.clone()).collect();
    insert(connection, &rows).await?;
    for (rest, certified) in &reopened {
        follow(connection, rest.id, *certified).await?;
    }
    Ok(!lapsed.is_empty())
}
