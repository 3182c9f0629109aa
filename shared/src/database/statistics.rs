//! Answers of the product statistics by SQL over the recognised intervals: what every faster answer must equal.

mod bounds;
pub mod cohorts;
mod conditions;
pub mod effects;
pub mod funnel;
mod grouping;
pub mod intervals;
pub mod league;
mod recount;
pub mod scores;
pub mod waiting;

pub use crate::domain::statistics::{Area, Cell, Counts};
pub(super) use bounds::place_column;
pub(super) use conditions::unit_filter;
pub use recount::recount;

use super::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::statistics::{Dimension, Filters, Measure, MeasureSelection, ProductQuestion};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

/// Counts the products that hold stars on `day` in `area`, as far as `scope` reaches, by `dimensions`.
pub async fn count(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    dimensions: &[Dimension],
    day: NaiveDate,
) -> StoreResult<(Counts, Vec<Cell>)> {
    let question = ProductQuestion {
        area: area.clone(),
        by: dimensions.to_vec(),
        filters: Filters::default(),
    };
    let figures = recount(
        connection,
        scope,
        &question,
        &MeasureSelection::on(Measure::Valid, day),
    )
    .await?;
    Ok((figures.totals, figures.cells))
}
