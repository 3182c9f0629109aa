//! Answers of the product statistics from the recognised intervals.

use super::error::{StoreError, StoreResult};
use crate::domain::statistics::Dimension;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Map, Value};

/// Which boundaries and which unit of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// True for today's boundaries, false for those before 1 July 2025.
    pub current: bool,
    /// The unit's column and code; `None` is the whole nation.
    pub unit: Option<(AreaLevel, String)>,
}

/// The level of the unit asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AreaLevel {
    /// A province.
    Province,
    /// A district of the old boundaries.
    District,
    /// A commune.
    Commune,
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

/// Counts the products that hold stars on `day` in `area`, by `dimensions`; the totals come first.
///
/// # Errors
/// See [`StoreError`].
pub async fn count(
    connection: &mut AsyncPgConnection,
    area: &Area,
    dimensions: &[Dimension],
    day: NaiveDate,
) -> StoreResult<(Counts, Vec<Cell>)> {
    let code = area.unit.as_ref().map(|(_, code)| code.as_str());
    let rows: Vec<Row> = diesel::sql_query(sql(area, dimensions))
        .bind::<Date, _>(day)
        .bind::<Nullable<Text>, _>(code)
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
fn sql(area: &Area, dimensions: &[Dimension]) -> String {
    let columns: Vec<&str> = dimensions
        .iter()
        .flat_map(|one| columns(*one, area.current))
        .copied()
        .collect();
    let filter = area
        .unit
        .as_ref()
        .map_or("$2::text is null", |(level, _)| unit_filter(*level, area.current));
    let (coordinates, sets, order) = if columns.is_empty() {
        ("null::text".to_owned(), "()".to_owned(), String::new())
    } else {
        let pairs: Vec<String> = dimensions
            .iter()
            .flat_map(|one| pairs(*one, area.current))
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
         from recognitions where valid_from <= $1 and $1 < least(valid_to, coalesce(ended_on, valid_to)) and {filter} \
         group by grouping sets ({sets}){order}"
    )
}

/// The columns that `dimension` groups by.
fn columns(dimension: Dimension, current: bool) -> &'static [&'static str] {
    match (dimension, current) {
        (Dimension::Stars, _) => &["stars", "potential"],
        (Dimension::ProductGroup, _) => &["product_group"],
        (Dimension::ProductSet, _) => &["product_set"],
        (Dimension::ProducerType, _) => &["producer_type"],
        (Dimension::Sector, _) => &["sector"],
        (Dimension::Gender, _) => &["gender"],
        (Dimension::EthnicMinority, _) => &["ethnic_minority"],
        (Dimension::Province, true) => &["current_province_code"],
        (Dimension::Province, false) => &["legacy_province_code"],
        (Dimension::District, _) => &["legacy_district_code"],
        (Dimension::Commune, true) => &["current_commune_code"],
        (Dimension::Commune, false) => &["legacy_commune_code"],
        (Dimension::Kind, _) => &["kind"],
        (Dimension::Year, _) => &["programme_year"],
    }
}

/// The dimension's word and its column, as arguments of `jsonb_build_object`.
fn pairs(dimension: Dimension, current: bool) -> Option<String> {
    columns(dimension, current)
        .first()
        .map(|column| format!("'{dimension}', {column}"))
}

fn unit_filter(level: AreaLevel, current: bool) -> &'static str {
    match (level, current) {
        (AreaLevel::Province, true) => "current_province_code = $2",
        (AreaLevel::Province, false) => "legacy_province_code = $2",
        (AreaLevel::District, _) => "legacy_district_code = $2",
        (AreaLevel::Commune, true) => "current_commune_code = $2",
        (AreaLevel::Commune, false) => "legacy_commune_code = $2",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_totals_alone_need_no_grouping_column() {
        let nation = Area {
            current: true,
            unit: None,
        };
        insta::assert_snapshot!(sql(&nation, &[]));
    }

    #[test]
    fn stars_keep_potential_five_apart() {
        let district = Area {
            current: false,
            unit: Some((AreaLevel::District, "253".to_owned())),
        };
        insta::assert_snapshot!(sql(&district, &[Dimension::Stars, Dimension::Commune]));
    }
}
