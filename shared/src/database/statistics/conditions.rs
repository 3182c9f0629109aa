//! What statements over recognised intervals group by, and the conditions they share.

use crate::domain::access::Scope;
use crate::domain::statistics::Dimension;
use crate::domain::units::{Generation, Level};

/// The columns that `dimension` groups by.
pub(super) const fn columns(dimension: Dimension, generation: Generation) -> &'static [&'static str] {
    match (dimension, generation) {
        (Dimension::Stars, _) => &["stars", "potential"],
        (Dimension::ProductGroup, _) => &["product_group"],
        (Dimension::ProductSet, _) => &["product_set"],
        (Dimension::ProducerType, _) => &["producer_type"],
        (Dimension::Sector, _) => &["sector"],
        (Dimension::Gender, _) => &["gender"],
        (Dimension::EthnicMinority, _) => &["ethnic_minority"],
        (Dimension::Province, Generation::Current) => &["current_province_code"],
        (Dimension::Province, Generation::Legacy) => &["legacy_province_code"],
        (Dimension::District, _) => &["legacy_district_code"],
        (Dimension::Commune, Generation::Current) => &["current_commune_code"],
        (Dimension::Commune, Generation::Legacy) => &["legacy_commune_code"],
        (Dimension::Kind, _) => &["kind"],
        (Dimension::Year, _) => &["programme_year"],
        (Dimension::DecisionYear, _) => &[
            "case when end_reason is distinct from 'not_recorded' then extract(year from opened_on)::int end",
        ],
        (Dimension::Authority, _) => &["authority"],
        (Dimension::AuthorityUnit, _) => &["authority_unit"],
    }
}

/// The condition that a place lies in the unit that `$2` is bound to.
pub(in crate::database) const fn unit_filter(level: Level, generation: Generation) -> &'static str {
    match (level, generation) {
        (Level::Province, Generation::Current) => "current_province_code = $2",
        (Level::Province, Generation::Legacy) => "legacy_province_code = $2",
        (Level::District, _) => "legacy_district_code = $2",
        (Level::Commune, Generation::Current) => "current_commune_code = $2",
        (Level::Commune, Generation::Legacy) => "legacy_commune_code = $2",
    }
}

/// The condition of the caller's scope and the value it is bound to.
pub(super) fn scope_filter(scope: &Scope) -> (&'static str, Option<String>) {
    match scope {
        Scope::Nation => ("$3::text is null", None),
        Scope::Province(code) => ("current_province_code = $3", Some(code.clone())),
        Scope::Commune(code) => ("current_commune_code = $3", Some(code.clone())),
        Scope::Producer(id) => ("producer_id = $3::uuid", Some(id.to_string())),
        // Compared with nothing, so that the statement keeps its parameters.
        Scope::Seat(_) | Scope::Nothing => ("$3::text is not null", None),
    }
}
