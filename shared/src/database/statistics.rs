//! Answers of the product statistics from the recognised intervals.

mod bounds;
pub mod cohorts;
pub mod effects;
pub mod funnel;
mod grouping;
pub mod league;
pub mod scores;
pub mod waiting;

use super::error::{StoreError, StoreResult};
use crate::domain::access::Scope;
use crate::domain::statistics::Dimension;
use crate::domain::units::{Generation, Level};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Map, Value};

/// Which boundaries and which unit of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// Today's boundaries, or those before 1 July 2025.
    pub generation: Generation,
    /// The unit's level and code; `None` is all that the caller may see.
    pub unit: Option<(Level, String)>,
}

/// Counts of one cell or of the totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Products that hold a star.
    pub products: i64,
    /// Distinct producers of these.
    pub producers: i64,
}

/// One cell: its coordinates by dimension, and its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The value of each dimension asked for; with `stars`, potential five stars carry `potential: true`.
    pub coordinates: Map<String, Value>,
    /// What is counted in it.
    pub counts: Counts,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    coordinates: Option<String>,
    #[diesel(sql_type = BigInt)]
    products: i64,
    #[diesel(sql_type = BigInt)]
    producers: i64,
}

/// Counts the products that hold stars on `day` in `area`, as far as `scope` reaches, by `dimensions`.
///
/// # Errors
/// See [`StoreError`].
pub async fn count(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    dimensions: &[Dimension],
    day: NaiveDate,
) -> StoreResult<(Counts, Vec<Cell>)> {
    let code = area.unit.as_ref().map(|(_, code)| code.as_str());
    let (scope, bound) = scope_filter(scope);
    let rows: Vec<Row> = diesel::sql_query(sql(scope, area, dimensions))
        .bind::<Date, _>(day)
        .bind::<Nullable<Text>, _>(code)
        .bind::<Nullable<Text>, _>(bound)
        .load(connection)
        .await?;
    let mut totals = Counts::default();
    let mut cells = Vec::with_capacity(rows.len());
    for row in rows {
        let counts = Counts {
            products: row.products,
            producers: row.producers,
        };
        match row.coordinates {
            None => totals = counts,
            Some(text) => cells.push(Cell {
                coordinates: serde_json::from_str(&text)
                    .map_err(|error| StoreError::Internal(error.to_string()))?,
                counts,
            }),
        }
    }
    Ok((totals, cells))
}

/// The statement: one pass with a grouping set for the totals. Every fragment is one of ours; values are bound.
fn sql(scope: &str, area: &Area, dimensions: &[Dimension]) -> String {
    let generation = area.generation;
    let columns: Vec<&str> = dimensions
        .iter()
        .flat_map(|one| columns(*one, generation))
        .copied()
        .collect();
    let filter = area
        .unit
        .as_ref()
        .map_or("$2::text is null", |(level, _)| unit_filter(*level, generation));
    let (coordinates, sets, order) = if columns.is_empty() {
        ("null::text".to_owned(), "()".to_owned(), String::new())
    } else {
        let pairs: Vec<String> = dimensions
            .iter()
            .flat_map(|one| pairs(*one, generation))
            .collect();
        let grouped = columns.join(", ");
        (
            format!(
                "case when grouping({grouped}) = 0 then jsonb_strip_nulls(jsonb_build_object('potential', {potential})) \
                 || jsonb_build_object({pairs}) end::text",
                potential = if dimensions.contains(&Dimension::Stars) {
                    "case when potential then true end"
                } else {
                    "null::boolean"
                },
                pairs = pairs.join(", "),
            ),
            format!("({grouped}), ()"),
            format!(" order by grouping({grouped}) desc, {grouped}"),
        )
    };
    format!(
        "select {coordinates} as coordinates, count(*) as products, count(distinct producer_id) as producers \
         from recognitions where valid_from <= $1 and $1 < least(greatest(valid_to, extended_to), ended_on) and {filter} and {scope} \
         group by grouping sets ({sets}){order}"
    )
}

/// The columns that `dimension` groups by.
fn columns(dimension: Dimension, generation: Generation) -> &'static [&'static str] {
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
    }
}

/// The dimension's word and its column, as arguments of `jsonb_build_object`.
fn pairs(dimension: Dimension, generation: Generation) -> Option<String> {
    columns(dimension, generation)
        .first()
        .map(|column| format!("'{dimension}', {column}"))
}

/// The column of the code of the unit of `level` in which a place lies.
pub(super) const fn code_column(level: Level, generation: Generation) -> &'static str {
    match (level, generation) {
        (Level::Province, Generation::Current) => "current_province_code",
        (Level::Province, Generation::Legacy) => "legacy_province_code",
        (Level::District, _) => "legacy_district_code",
        (Level::Commune, Generation::Current) => "current_commune_code",
        (Level::Commune, Generation::Legacy) => "legacy_commune_code",
    }
}

/// The condition that a place lies in the unit that `$2` is bound to.
pub(super) fn unit_filter(level: Level, generation: Generation) -> &'static str {
    match (level, generation) {
        (Level::Province, Generation::Current) => "current_province_code = $2",
        (Level::Province, Generation::Legacy) => "legacy_province_code = $2",
        (Level::District, _) => "legacy_district_code = $2",
        (Level::Commune, Generation::Current) => "current_commune_code = $2",
        (Level::Commune, Generation::Legacy) => "legacy_commune_code = $2",
    }
}

/// The condition of the caller's scope and the value it is bound to.
fn scope_filter(scope: &Scope) -> (&'static str, Option<String>) {
    match scope {
        Scope::Nation => ("$3::text is null", None),
        Scope::Province(code) => ("current_province_code = $3", Some(code.clone())),
        Scope::Commune(code) => ("current_commune_code = $3", Some(code.clone())),
        Scope::Producer(id) => ("producer_id = $3::uuid", Some(id.to_string())),
        // Compared with nothing, so that the statement keeps its three parameters.
        Scope::Seat(_) | Scope::Nothing => ("$3::text is not null", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_totals_alone_need_no_grouping_column() {
        let nation = Area {
            generation: Generation::Current,
            unit: None,
        };
        insta::assert_snapshot!(sql(scope_filter(&Scope::Nation).0, &nation, &[]));
    }

    #[test]
    fn stars_keep_potential_five_apart() {
        let district = Area {
            generation: Generation::Legacy,
            unit: Some((Level::District, "253".to_owned())),
        };
        insta::assert_snapshot!(sql(
            scope_filter(&Scope::Nothing).0,
            &district,
            &[Dimension::Stars, Dimension::Commune]
        ));
    }
}
