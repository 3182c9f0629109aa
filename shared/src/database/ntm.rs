//! What the indicator of new rural areas and targets count, from the recognised intervals.

use super::error::StoreResult;
use super::last_day::UNMERGED;
use super::statistics::{self, Area, place_column, unit_filter};
use crate::domain::access::Scope;
use crate::domain::ntm::{TargetFigure, products_by_commune};
use crate::domain::statistics::Dimension;
use crate::domain::units::Level;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;

/// What an area has reached on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AreaAttainment {
    three: i64,
    four: i64,
    five: i64,
    communes: i64,
    new_producers: i64,
}

impl AreaAttainment {
    /// The number of `figure`.
    #[must_use]
    pub const fn of(&self, figure: TargetFigure) -> i64 {
        match figure {
            TargetFigure::ThreeStarProducts => self.three,
            TargetFigure::FourStarProducts => self.four,
            TargetFigure::FiveStarProducts => self.five,
            TargetFigure::CommunesMet => self.communes,
            TargetFigure::NewProducers => self.new_producers,
        }
    }
}

#[derive(QueryableByName)]
struct NumberOfUnit {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// What `area` has reached on `day` of the programme year `year`.
pub async fn reached(
    connection: &mut AsyncPgConnection,
    area: &Area,
    year: i16,
    day: NaiveDate,
) -> StoreResult<AreaAttainment> {
    let by_stars = [Dimension::Stars];
    let (_, cells) = statistics::count(connection, &Scope::Nation, area, &by_stars, day).await?;
    let of = |stars: &str| {
        cells
            .iter()
            .filter(|cell| cell.coordinates.code(Dimension::Stars) == Some(stars))
            .map(|cell| cell.counts.products)
            .sum()
    };
    let (three, four, five) = (of("3"), of("4"), of("5"));
    let by_commune = [Dimension::Commune];
    let (_, communes) = statistics::count(connection, &Scope::Nation, area, &by_commune, day).await?;
    Ok(AreaAttainment {
        three,
        four,
        five,
        communes: i64::try_from(products_by_commune(communes).len()).unwrap_or(i64::MAX),
        new_producers: new_producers(connection, area, year, day).await?,
    })
}

/// Producers whose first recognition, up to `day`, is of the programme year `year`. One counts where its first recognised product
/// is, so that it is new in one unit only.
async fn new_producers(
    connection: &mut AsyncPgConnection,
    area: &Area,
    year: i16,
    day: NaiveDate,
) -> StoreResult<i64> {
    let code = area.unit.as_ref().map(|(_, code)| code.as_str());
    let row: Number = diesel::sql_query(format!("select count(*) as number {}", first_ones(area)))
        .bind::<Date, _>(day)
        .bind::<Nullable<Text>, _>(code)
        .bind::<SmallInt, _>(year)
        .get_result(connection)
        .await?;
    Ok(row.number)
}

/// The same by the codes of the units of `level` in `area`.
pub async fn new_producers_by(
    connection: &mut AsyncPgConnection,
    area: &Area,
    level: Level,
    year: i16,
    day: NaiveDate,
) -> StoreResult<HashMap<String, i64>> {
    let code = area.unit.as_ref().map(|(_, code)| code.as_str());
    let column = place_column(level, area.generation);
    let rows: Vec<NumberOfUnit> = diesel::sql_query(format!(
        "select {column} as code, count(*) as number {} and {column} is not null group by {column}",
        first_ones(area)
    ))
    .bind::<Date, _>(day)
    .bind::<Nullable<Text>, _>(code)
    .bind::<SmallInt, _>(year)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.number)).collect())
}

/// The first recognition of each producer whose first one is of the year `$3`, in `area`.
fn first_ones(area: &Area) -> String {
    let filter = area.unit.as_ref().map_or("$2::text is null", |(level, _)| {
        unit_filter(*level, area.generation)
    });
    format!(
        "from recognitions where programme_year = $3 and {filter} and id in (
             select distinct on (producer_id) id from recognitions where valid_from <= $1 and {UNMERGED} and producer_id in (
                 select producer_id from recognitions where programme_year = $3 and {filter})
             order by producer_id, valid_from, programme_year, id)"
    )
}
