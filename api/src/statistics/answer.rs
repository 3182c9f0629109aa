//! The answer of a poll: counted in one snapshot of the database with its version, kept as bytes.

use super::question::Question;
use crate::extract::ETag;
use crate::problem::Problem;
use bytes::Bytes;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use shared::database::statistics::{Cell, Counts, count};
use shared::database::{Database, StoreError, recognitions};
use shared::domain::statistics::Dimension;
use shared::domain::units::{Generation, Level};
use utoipa::ToSchema;

/// The counts.
#[derive(Serialize, ToSchema)]
pub(super) struct ProductStatistics {
    /// The day.
    as_of: NaiveDate,
    /// Raised with every change that a statistic can show.
    version: i64,
    /// The unit asked for; null: all that the caller may see.
    #[schema(example = "25")]
    unit: Option<String>,
    /// Its level.
    level: Option<Level>,
    /// Boundaries.
    generation: Generation,
    /// The dimensions, as asked for.
    by: Vec<Dimension>,
    /// One cell for each combination that has any product.
    cells: Vec<CellView>,
    /// Of the whole unit; producers count once, so they are not the sum of the cells.
    totals: CountsView,
}

/// One cell: its coordinates and counts. Potential five stars (a province's, before the ministry has decided) are cells of
/// their own with `potential: true`.
#[derive(Serialize, ToSchema)]
struct CellView {
    #[serde(flatten)]
    #[schema(value_type = Object, example = json!({"stars": 3, "product_group": "I"}))]
    coordinates: Map<String, Value>,
    #[serde(flatten)]
    counts: CountsView,
}

/// Counts.
#[derive(Serialize, ToSchema)]
struct CountsView {
    /// Products that hold stars.
    products: i64,
    /// Distinct producers of these.
    producers: i64,
}

/// An answer as it is kept and sent.
#[derive(Debug)]
pub(super) struct KeptAnswer {
    pub(super) version: i64,
    pub(super) etag: ETag,
    pub(super) body: Bytes,
}

/// Answers `question` from the database: version and counts of the same moment.
pub(super) async fn compute(database: &Database, question: &Question) -> Result<KeptAnswer, Problem> {
    let mut connection = database.connection().await?;
    let (version, (totals, cells)) = connection
        .build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |snapshot| {
            let version = recognitions::version(snapshot).await?;
            let counted = count(
                snapshot,
                &question.scope,
                &question.area,
                &question.dimensions,
                question.day,
            )
            .await?;
            Ok::<_, StoreError>((version, counted))
        })
        .await?;
    let answer = ProductStatistics {
        as_of: question.day,
        version,
        unit: question.area.unit.as_ref().map(|(_, code)| code.clone()),
        level: question.area.unit.as_ref().map(|(level, _)| *level),
        generation: question.area.generation,
        by: question.dimensions.clone(),
        cells: cells.into_iter().map(CellView::from).collect(),
        totals: totals.into(),
    };
    let body = serde_json::to_vec(&answer).map_err(|error| Problem::internal(&error))?;
    Ok(KeptAnswer {
        version,
        etag: question.etag(version),
        body: body.into(),
    })
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            products: counts.products,
            producers: counts.producers,
        }
    }
}

impl From<Cell> for CellView {
    fn from(cell: Cell) -> Self {
        Self {
            coordinates: cell.coordinates,
            counts: cell.counts.into(),
        }
    }
}
