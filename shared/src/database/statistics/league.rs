//! What the league of units is made of.

use super::{Area, count};
use crate::database::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::statistics::league::StarCounts;
use crate::domain::statistics::{Dimension, POTENTIAL_FIVE};
use crate::domain::units::Level;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use std::collections::HashMap;

/// Products that hold stars on `day`, by the code of their unit of `level` in the boundaries of `area`, as far as `scope` reaches.
pub async fn held(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    level: Level,
    day: NaiveDate,
) -> StoreResult<HashMap<String, StarCounts>> {
    let by = [dimension(level), Dimension::Stars];
    let (_, cells) = count(connection, scope, area, &by, day).await?;
    let mut held: HashMap<String, StarCounts> = HashMap::new();
    for cell in cells {
        let Some(code) = cell.coordinates.code(dimension(level)) else {
            continue;
        };
        let (stars, potential) = match cell.coordinates.code(Dimension::Stars) {
            Some(POTENTIAL_FIVE) => (Some(5), true),
            stars => (stars.and_then(|stars| stars.parse().ok()), false),
        };
        if let Some(stars) = stars {
            let held = held.entry(code.to_owned()).or_default();
            held.add(stars, potential, cell.counts.products);
        }
    }
    Ok(held)
}

/// Communes that meet the indicator of new rural areas on `day`, by the code of their unit of `level`.
pub async fn communes_met(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    level: Level,
    day: NaiveDate,
) -> StoreResult<HashMap<String, i64>> {
    let by: &[Dimension] = match level {
        Level::Commune => &[Dimension::Commune],
        Level::District => &[Dimension::District, Dimension::Commune],
        Level::Province => &[Dimension::Province, Dimension::Commune],
    };
    let (_, cells) = count(connection, scope, area, by, day).await?;
    let mut met: HashMap<String, i64> = HashMap::new();
    // The islands without communes have products in no former commune, which can meet nothing.
    let in_communes = cells
        .iter()
        .filter(|cell| cell.coordinates.code(Dimension::Commune).is_some());
    for code in in_communes.filter_map(|cell| cell.coordinates.code(dimension(level))) {
        let met = met.entry(code.to_owned()).or_default();
        *met = met.saturating_add(1);
    }
    Ok(met)
}

const fn dimension(level: Level) -> Dimension {
    match level {
        Level::Province => Dimension::Province,
        Level::District => Dimension::District,
        Level::Commune => Dimension::Commune,
    }
}
