//! Where a row lies: five columns, which several tables have.

/// The place of `$row`, which was given in `$generation`.
macro_rules! place_of {
    ($row:expr, $generation:expr) => {
        crate::domain::units::Place {
            generation: $generation,
            current_province: $row.current_province_code.clone(),
            current_commune: $row.current_commune_code.clone(),
            legacy_province: $row.legacy_province_code.clone(),
            legacy_district: $row.legacy_district_code.clone(),
            legacy_commune: $row.legacy_commune_code.clone(),
        }
    };
}
pub(super) use place_of;
