//! Answers of the product statistics by SQL over the recognised intervals: what every faster answer must equal.

mod recount;

pub use crate::domain::statistics::{Area, Cell, Counts};
pub use recount::recount;
pub(super) use recount::unit_filter;

use super::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::statistics::{Dimension, Filters, Measure, Question, Selection};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

/// Counts the products that hold stars on `day` in `area`, as far as `scope` reaches, by `dimensions`.
///
/// # Errors
/// See [`super::StoreError`].
pub async fn count(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    dimensions: &[Dimension],
    day: NaiveDate,
) -> StoreResult<(Counts, Vec<Cell>)> {
    let question = Question {
        area: area.clone(),
        selection: Selection::on(Measure::Valid, day),
        by: dimensions.to_vec(),
        filters: Filters::default(),
    };
    let figures = recount(connection, scope, &question).await?;
    Ok((figures.totals, figures.cells))
}
