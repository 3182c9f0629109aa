//! Rows of `administrative_units`, written as arrays: one statement for fourteen thousand rows.

use super::load_report::LoadReport;
use crate::database::{Connection, StoreResult};
use crate::domain::units::Unit;
use chrono::NaiveDate;
use diesel::sql_types::{Array, Date, Double, Nullable, Text};
use diesel_async::RunQueryDsl;

const UPSERT: &str = "
    insert into administrative_units (generation, level, code, name, kind, parent_code, province_code,
        counterpart_level, counterpart_code, search_name, valid_from, valid_to, latitude, longitude)
    select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (generation, level, code) do update set
        name = excluded.name, kind = excluded.kind, parent_code = excluded.parent_code,
        province_code = excluded.province_code, counterpart_level = excluded.counterpart_level,
        counterpart_code = excluded.counterpart_code, search_name = excluded.search_name,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to,
        latitude = excluded.latitude, longitude = excluded.longitude
    where administrative_units is distinct from excluded";

const REMOVE: &str = "
    delete from administrative_units where (generation, level, code) not in (select * from unnest($1, $2, $3))";

/// Writes what is new or different and removes what is not in `units`.
pub(super) async fn write(connection: &mut Connection, units: &[Unit]) -> StoreResult<LoadReport> {
    let column = |value: fn(&Unit) -> &str| units.iter().map(value).collect::<Vec<_>>();
    let optional = |value: fn(&Unit) -> Option<&str>| units.iter().map(value).collect::<Vec<_>>();
    let dates = |value: fn(&Unit) -> Option<NaiveDate>| units.iter().map(value).collect::<Vec<_>>();
    let degrees = |value: fn(&Unit) -> f64| units.iter().map(value).collect::<Vec<_>>();
    let generations = column(|unit| unit.unit.generation.as_str());
    let levels = column(|unit| unit.unit.level.as_str());
    let codes = column(|unit| &unit.unit.code);
    let written = diesel::sql_query(UPSERT)
        .bind::<Array<Text>, _>(&generations)
        .bind::<Array<Text>, _>(&levels)
        .bind::<Array<Text>, _>(&codes)
        .bind::<Array<Text>, _>(column(|unit| &unit.name))
        .bind::<Array<Text>, _>(column(|unit| unit.kind.as_str()))
        .bind::<Array<Nullable<Text>>, _>(optional(|unit| unit.parent_code.as_deref()))
        .bind::<Array<Text>, _>(column(|unit| &unit.province_code))
        .bind::<Array<Nullable<Text>>, _>(optional(|unit| Some(unit.counterpart.as_ref()?.level.as_str())))
        .bind::<Array<Nullable<Text>>, _>(optional(|unit| Some(unit.counterpart.as_ref()?.code.as_str())))
        .bind::<Array<Text>, _>(column(|unit| &unit.search_name))
        .bind::<Array<Nullable<Date>>, _>(dates(|unit| unit.valid_from))
        .bind::<Array<Nullable<Date>>, _>(dates(|unit| unit.valid_to))
        .bind::<Array<Double>, _>(degrees(|unit| unit.latitude))
        .bind::<Array<Double>, _>(degrees(|unit| unit.longitude))
        .execute(connection)
        .await?;
    let removed = diesel::sql_query(REMOVE)
        .bind::<Array<Text>, _>(&generations)
        .bind::<Array<Text>, _>(&levels)
        .bind::<Array<Text>, _>(&codes)
        .execute(connection)
        .await?;
    Ok(LoadReport { written, removed })
}
