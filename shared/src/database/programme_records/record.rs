//! A record of the yearly cycle as its table has it.

use crate::database::schema::programme_records;
use crate::domain::cycle::review::ReviewState;
use crate::domain::cycle::{OwnerLevel, RecordKind};
use crate::domain::units::{Generation, Place};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

/// A row of `programme_records`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = programme_records, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct ProgrammeRecord {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its kind.
    pub kind: RecordKind,
    /// The tier whose it is.
    pub level: OwnerLevel,
    /// Generation in which the unit was given.
    pub unit_generation: Generation,
    /// Code of the unit as it was given; empty for the nation.
    pub unit_code: String,
    /// Province in today's boundaries; none for the nation.
    pub current_province_code: Option<String>,
    /// Commune in today's boundaries; none for nation and provinces.
    pub current_commune_code: Option<String>,
    /// Province in the old boundaries; communes only.
    pub legacy_province_code: Option<String>,
    /// District in the old boundaries; communes only.
    pub legacy_district_code: Option<String>,
    /// Commune in the old boundaries.
    pub legacy_commune_code: Option<String>,
    /// The producer whose it is; none where it is a unit's.
    pub producer_id: Option<Uuid>,
    /// The record of the step before.
    pub earlier_id: Option<Uuid>,
    /// The product it is about.
    pub product_id: Option<Uuid>,
    /// The year it counts for.
    pub year: Option<i16>,
    /// Where its review stands, for ideas and business plans.
    pub state: Option<ReviewState>,
    /// What it says.
    pub content: Value,
    /// Who made it, as in the audit log.
    pub created_by: String,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ProgrammeRecord {
    /// The place of a commune's or producer's record; none of a unit above the communes.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(Place {
            generation: self.unit_generation,
            current_province: self.current_province_code.clone()?,
            current_commune: self.current_commune_code.clone()?,
            legacy_province: self.legacy_province_code.clone()?,
            legacy_district: self.legacy_district_code.clone()?,
            legacy_commune: self.legacy_commune_code.clone(),
        })
    }
}
