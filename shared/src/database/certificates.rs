//! The tables `certificates`, `certificate_events` and `certificate_states`: certificates as printed, what happened to them,
//! and what that comes to. Certificates and events only ever come; the state is made from the events.

mod events;
mod list;
mod print;
mod serials;

pub use events::{CertificateEvent, CertificateEventRecord, events, record_events};
pub use list::{CertificateFilter, list};
pub use print::{Print, prints};
pub use serials::serials;

use super::bounds::within_scope;
use super::decisions::office_word;
use super::error::StoreResult;
use super::last_day::UNMERGED;
use super::place::place_of;
use super::schema::{certificate_states, certificates, decisions};
use crate::domain::access::Scope;
use crate::domain::certificate::{
    CertificateEnd, CertificateEndKind, CertificateValidity, PrintedCode, ProductCertificate,
    RevocationGround,
};
use crate::domain::criteria::RecognitionAuthority;
use crate::domain::units::{Generation, Place};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `certificates`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates, check_for_backend(diesel::pg::Pg))]
pub struct Certificate {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its number; a recorded certificate may have none.
    pub number: Option<String>,
    /// 1, raised with each correction.
    pub revision: i16,
    /// The printed code without hyphens.
    pub code: String,
    /// The product.
    pub product_id: Uuid,
    /// Its producer on the day.
    pub producer_id: Uuid,
    /// The decision that issued it.
    pub decision_id: Uuid,
    /// The dossier decided.
    pub dossier_id: Option<Uuid>,
    /// The star status it certifies.
    pub recognition_id: Uuid,
    /// The certificate whose print it corrects.
    pub corrects: Option<Uuid>,
    /// Who issued it.
    pub authority: RecognitionAuthority,
    /// 3 to 5.
    pub stars: i16,
    /// Code of the product.
    pub product_code: String,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// Name of the product as printed.
    pub product_name: String,
    /// Name of the producer as printed.
    pub producer_name: String,
    /// Address of the producer as printed.
    pub producer_address: Option<String>,
    /// First day of this record.
    pub issued_on: NaiveDate,
    /// First day of the term.
    pub valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    pub valid_to: NaiveDate,
    /// Province in today's boundaries.
    pub current_province_code: String,
    /// Commune in today's boundaries.
    pub current_commune_code: String,
    /// Province in the old boundaries.
    pub legacy_province_code: String,
    /// District in the old boundaries.
    pub legacy_district_code: String,
    /// Commune in the old boundaries; the island districts without communes have none.
    pub legacy_commune_code: Option<String>,
    /// Demonstration data.
    pub demonstration: bool,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// Issued elsewhere and recorded here.
    pub recorded: bool,
}

/// A row of `certificate_states`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certificate_states, check_for_backend(diesel::pg::Pg))]
pub struct CertificateState {
    /// Last day of a carry-over.
    pub extended_to: Option<NaiveDate>,
    /// First day on which it no longer holds.
    pub ended_on: Option<NaiveDate>,
    /// Revoked or replaced.
    pub end_kind: Option<CertificateEndKind>,
    /// Why it was revoked.
    pub ground: Option<RevocationGround>,
    /// The certificate in its place.
    pub successor_id: Option<Uuid>,
    /// Number of its events.
    pub version: i32,
}

/// What an answer says of the decision that issued a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = decisions, check_for_backend(diesel::pg::Pg))]
pub struct DecisionSummary {
    /// The decision.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its date.
    pub decided_on: NaiveDate,
    /// Who signed it; of a recorded decision it may not be known.
    pub signer: Option<String>,
    /// The province that decided, or today's in its place; none for the ministry.
    pub province_code: Option<String>,
    /// The unit that decided, in the boundaries of its time, e.g. `legacy-26`.
    pub authority_unit: Option<String>,
}

impl DecisionSummary {
    /// The unit that decided; empty for the ministry.
    #[must_use]
    pub fn office_word(&self) -> String {
        office_word(self.authority_unit.as_deref(), self.province_code.as_deref())
    }
}

/// All that is stored of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct CertificateRecord {
    /// As printed.
    #[diesel(embed)]
    pub certificate: Certificate,
    /// What its events come to.
    #[diesel(embed)]
    pub state: CertificateState,
    /// The decision that issued it.
    #[diesel(embed)]
    pub decision: DecisionSummary,
}

impl CertificateRecord {
    /// When it holds.
    #[must_use]
    pub fn validity(&self) -> CertificateValidity {
        let (certificate, state) = (&self.certificate, &self.state);
        CertificateValidity {
            from: certificate.issued_on,
            to: certificate.valid_to,
            extended_to: state.extended_to,
            ended: state
                .ended_on
                .zip(state.end_kind)
                .map(|(on, kind)| CertificateEnd { on, kind }),
        }
    }

    /// The certificate as far as decisions go.
    #[must_use]
    pub fn product_certificate(&self) -> ProductCertificate {
        ProductCertificate {
            validity: self.validity(),
            stars: u8::try_from(self.certificate.stars).unwrap_or_default(),
        }
    }
}

impl Certificate {
    /// Where the product is made; places are kept in both generations, so the generation it was given in does not matter.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, Generation::Current)
    }

    /// The printed code as it is printed.
    #[must_use]
    pub fn printed_code(&self) -> String {
        self.code
            .parse()
            .map_or_else(|_| self.code.clone(), |code: PrintedCode| code.to_string())
    }
}

macro_rules! records {
    () => {
        certificates::table
            .inner_join(certificate_states::table)
            .inner_join(decisions::table)
            .select(CertificateRecord::as_select())
    };
}
use records;

/// One certificate in reach.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<CertificateRecord>> {
    let query = records!().filter(certificates::id.eq(id)).into_boxed();
    let query = within_scope!(query, certificates, certificates::producer_id, scope);
    Ok(query.first(connection).await.optional()?)
}

/// The same, its state held until the transaction ends: two changes of one certificate never cross.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<CertificateRecord>> {
    certificate_states::table
        .find(id)
        .select(certificate_states::certificate_id)
        .for_no_key_update()
        .first::<Uuid>(connection)
        .await
        .optional()?;
    find(connection, scope, id).await
}

/// What anybody may ask: the certificate with this printed code.
pub async fn with_code(
    connection: &mut AsyncPgConnection,
    code: &PrintedCode,
) -> StoreResult<Option<CertificateRecord>> {
    let query = records!().filter(certificates::code.eq(code.as_str()));
    Ok(query.first(connection).await.optional()?)
}

/// What anybody may ask: the latest print of each certificate with this number, two at most. Recorded ones were numbered by
/// their provinces without regard to each other.
pub async fn with_number(
    connection: &mut AsyncPgConnection,
    number: &str,
) -> StoreResult<Vec<CertificateRecord>> {
    let query = records!()
        .filter(certificates::number.eq(number))
        .filter(sql::<Bool>(&format!("certificates.{UNMERGED}")))
        .distinct_on(certificates::recognition_id)
        .order((certificates::recognition_id, certificates::revision.desc()))
        .limit(2);
    Ok(query.load(connection).await?)
}

/// What a signed credential names: the certificate with this id, whoever asks.
pub async fn of_credential(
    connection: &mut AsyncPgConnection,
    id: Uuid,
) -> StoreResult<Option<CertificateRecord>> {
    let query = records!().filter(certificates::id.eq(id));
    Ok(query.first(connection).await.optional()?)
}

/// The certificates of `products`, ended or not; their states are held until the transaction ends, in the order of their ids.
pub async fn of_products(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
) -> StoreResult<Vec<CertificateRecord>> {
    let ids: Vec<Uuid> = certificates::table
        .filter(certificates::product_id.eq_any(products))
        .select(certificates::id)
        .load(connection)
        .await?;
    hold(connection, &ids).await
}

/// The certificates of `products` that nothing has ended, whether their time is over or not; their states are held until
/// the transaction ends, in the order of their ids.
pub async fn unended(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
) -> StoreResult<Vec<CertificateRecord>> {
    let ids: Vec<Uuid> = certificates::table
        .inner_join(certificate_states::table)
        .filter(certificates::product_id.eq_any(products))
        .filter(certificate_states::ended_on.is_null())
        .select(certificates::id)
        .load(connection)
        .await?;
    let mut held = hold(connection, &ids).await?;
    // Another decision may have ended one before it was held.
    held.retain(|record| record.state.ended_on.is_none());
    Ok(held)
}

/// The certificates with these `ids`, their states held.
async fn hold(connection: &mut AsyncPgConnection, ids: &[Uuid]) -> StoreResult<Vec<CertificateRecord>> {
    certificate_states::table
        .filter(certificate_states::certificate_id.eq_any(ids))
        .order(certificate_states::certificate_id)
        .select(certificate_states::certificate_id)
        .for_no_key_update()
        .load::<Uuid>(connection)
        .await?;
    // Read again under the lock.
    Ok(records!()
        .filter(certificates::id.eq_any(ids))
        .order(certificates::id)
        .load(connection)
        .await?)
}

/// Adds certificates, nothing having happened to them yet.
pub async fn insert(connection: &mut AsyncPgConnection, rows: &[Certificate]) -> StoreResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(certificates::table)
        .values(rows)
        .execute(connection)
        .await?;
    let states: Vec<_> = rows
        .iter()
        .map(|row| certificate_states::certificate_id.eq(row.id))
        .collect();
    diesel::insert_into(certificate_states::table)
        .values(states)
        .execute(connection)
        .await?;
    Ok(())
}
