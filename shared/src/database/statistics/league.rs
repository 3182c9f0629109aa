//! What the league of units is made of.

use super::{Area, count};
use crate::database::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::statistics::Dimension;
use crate::domain::statistics::league::Held;
use crate::domain::units::Level;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use std::collections::HashMap;

/// Products that hold stars on `day`, by the code of their unit of `level` in the boundaries of `area`, as far as `scope` reaches.
///
/// # Errors
/// See [`crate::database::StoreError`].
pub async fn held(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    level: Level,
    day: NaiveDate,
) -> StoreResult<HashMap<String, Held>> {
    let by = [dimension(level), Dimension::Stars];
    let (_, cells) = count(connection, scope, area, &by, day).await?;
    let mut held: HashMap<String, Held> = HashMap::new();
    for cell in cells {
        let stars = cell
            .coordinates
            .get(Dimension::Stars.as_str())
            .and_then(Value::as_i64);
        if let (Some(code), Some(stars)) = (code(&cell.coordinates, level), stars) {
            let potential = cell.coordinates.contains_key("potential");
            held.entry(code)
                .or_default()
                .add(stars, potential, cell.counts.products);
        }
    }
    Ok(held)
}

/// Communes that meet the indicator of new rural areas on `day`, by the code of their unit of `level`.
///
/// # Errors
/// See [`crate::database::StoreError`].
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
        .filter(|cell| code(&cell.coordinates, Level::Commune).is_some());
    for code in in_communes.filter_map(|cell| code(&cell.coordinates, level)) {
        let met = met.entry(code).or_default();
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

fn code(coordinates: &serde_json::Map<String, Value>, level: Level) -> Option<String> {
    let code = coordinates.get(dimension(level).as_str())?.as_str()?;
    Some(code.to_owned())
}
