//! What an archive keeps of the rows behind a product's history.

use crate::database::archive::ArchiveKey;
use crate::database::place::place_of;
use crate::database::schema::{
    certificate_events, certificates, decision_items, past_recognitions, recognition_parts, recognitions,
};
use crate::domain::application_kind::ApplicationKind;
use crate::domain::certificate::{CertificateEventKind, RevocationGround};
use crate::domain::criteria::RecognitionAuthority;
use crate::domain::producers::{Gender, ProducerKind, Sector};
use crate::domain::recognition::{RecognitionEndReason, StarStatus};
use crate::domain::units::{Generation, Place};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A recognition with its paper and its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveRecognition {
    /// The star status.
    pub recognition: ArchiveStatus,
    /// What its paper says, where it is one of the past.
    pub paper: Option<ArchivePaper>,
    /// From which days on it is counted otherwise, because its product or producer changed, by those days.
    pub parts: Vec<ArchivePart>,
    /// Its outside keys, in order.
    pub keys: Vec<ArchiveKey>,
}

/// What an archive keeps of a row of `recognition_parts`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = recognition_parts, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchivePart {
    /// First day.
    pub from_day: NaiveDate,
    /// Its producer from then on.
    pub producer_id: Uuid,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// Group of the set, I to VI.
    pub product_group: String,
    /// Kind of producer.
    pub producer_type: ProducerKind,
    /// Collective or private.
    pub sector: Sector,
    /// Sex of the representative.
    pub gender: Option<Gender>,
    /// Whether the representative belongs to an ethnic minority.
    pub ethnic_minority: Option<bool>,
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
}

/// What an archive keeps of a row of `recognitions`: all but the evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = recognitions, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchiveStatus {
    /// Its id.
    pub id: Uuid,
    /// The product.
    pub product_id: Uuid,
    /// Its producer on the first day.
    pub producer_id: Uuid,
    /// Regime of the rating.
    pub regime: String,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// 3 to 5.
    pub stars: i16,
    /// A province's five stars before the ministry has decided.
    pub potential: bool,
    /// The programme's year.
    pub programme_year: i16,
    /// Number of the decision.
    pub decision_number: Option<String>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day of the term.
    pub valid_to: NaiveDate,
    /// Last day of a carry-over.
    pub extended_to: Option<NaiveDate>,
    /// The day from which something replaced or revoked it.
    pub ended_on: Option<NaiveDate>,
    /// What that was.
    pub end_reason: Option<RecognitionEndReason>,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// Group of the set, I to VI.
    pub product_group: String,
    /// Kind of producer.
    pub producer_type: ProducerKind,
    /// Collective or private.
    pub sector: Sector,
    /// Sex of the representative.
    pub gender: Option<Gender>,
    /// Whether the representative belongs to an ethnic minority.
    pub ethnic_minority: Option<bool>,
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
    /// Who recognised.
    pub authority: Option<RecognitionAuthority>,
    /// Its unit in the boundaries of its time.
    pub authority_unit: Option<String>,
}

/// What an archive keeps of a row of `past_recognitions`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = past_recognitions, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchivePaper {
    /// Date of the decision.
    pub decided_on: Option<NaiveDate>,
    /// Its number.
    pub decision_number: Option<String>,
    /// Number of the certificate.
    pub certificate_number: Option<String>,
    /// Last day as printed.
    pub valid_to: Option<NaiveDate>,
    /// Where it was read.
    pub source: Option<String>,
}

/// A certificate with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveCertificate {
    /// As printed.
    pub certificate: ArchivePrint,
    /// In the order of recording.
    pub events: Vec<ArchiveEvent>,
}

/// What an archive keeps of a row of `certificates`. Where it comes in, it was issued elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = certificates, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchivePrint {
    /// Its id.
    pub id: Uuid,
    /// Its number.
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
    /// Last day of the term.
    pub valid_to: NaiveDate,
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
}

/// What an archive keeps of a row of `certificate_events`: all but the dossier and who recorded it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = certificate_events, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchiveEvent {
    /// What happened.
    pub kind: CertificateEventKind,
    /// The day from which it counts.
    pub day: NaiveDate,
    /// Last day, of a carry-over.
    pub until: Option<NaiveDate>,
    /// Why it was revoked.
    pub ground: Option<RevocationGround>,
    /// Day of the finding of a revocation.
    pub finding_on: Option<NaiveDate>,
    /// Whether the revocation came late.
    pub late: Option<bool>,
    /// The decision behind it.
    pub decision_id: Option<Uuid>,
    /// The certificate that came in its place.
    pub successor_id: Option<Uuid>,
    /// Why, in words.
    pub reason: Option<String>,
}

/// What an archive keeps of a row of `decision_items`: all but the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = decision_items, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchiveItem {
    /// The decision.
    pub decision_id: Uuid,
    /// The product.
    pub product_id: Uuid,
    /// 3 to 5.
    pub stars: i16,
    /// Proposed to the ministry.
    pub potential: bool,
    /// The star status that was opened or ended.
    pub recognition_id: Option<Uuid>,
    /// The certificate issued, revoked or corrected.
    pub certificate_id: Option<Uuid>,
    /// A renewal decided after its time.
    pub late: bool,
}

impl ArchiveStatus {
    /// Where the product was made on the first day.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, Generation::Current)
    }

    /// The interval as the domain sees it.
    #[must_use]
    pub fn status(&self) -> StarStatus {
        StarStatus {
            stars: u8::try_from(self.stars).unwrap_or_default(),
            potential: self.potential,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            extended_to: self.extended_to,
            ended_on: self.ended_on,
        }
    }
}

impl ArchivePrint {
    /// Where the product is made.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, Generation::Current)
    }
}
