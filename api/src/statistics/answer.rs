//! The product statistics: counted in one snapshot of the database with its version.

use super::polled::{Counted, Statistic, Tabular};
use super::question::{Question, StatisticsQuery};
use crate::problem::Answer;
use crate::server::AppState;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use shared::database::statistics::{Cell, Counts, count};
use shared::database::{StoreError, recognitions};
use shared::domain::access::Scope;
use shared::domain::statistics::table::{Category, Entry, MeasureColumn, Row, Table};
use shared::domain::statistics::{Dimension, Labels, POTENTIAL_FIVE};
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

impl Statistic for Question {
    const NAME: &'static str = "products";
    type Query = StatisticsQuery;
    type Figures = ProductStatistics;

    fn ask(query: StatisticsQuery, scope: &Scope, today: NaiveDate) -> Answer<Self> {
        Self::new(query, scope, today)
    }

    async fn count(&self, state: &AppState) -> Answer<Counted<ProductStatistics>> {
        let mut connection = state.database.connection().await?;
        let (version, (totals, cells)) = connection
            .build_transaction()
            .read_only()
            .repeatable_read()
            .run(async |snapshot| {
                let version = recognitions::version(snapshot).await?;
                let counted = count(snapshot, &self.scope, &self.area, &self.dimensions, self.day).await?;
                Ok::<_, StoreError>((version, counted))
            })
            .await?;
        let figures = ProductStatistics {
            as_of: self.day,
            version,
            unit: self.area.unit.as_ref().map(|(_, code)| code.clone()),
            level: self.area.unit.as_ref().map(|(level, _)| *level),
            generation: self.area.generation,
            by: self.dimensions.clone(),
            cells: cells.into_iter().map(CellView::from).collect(),
            totals: totals.into(),
        };
        Ok(Counted { version, figures })
    }
}

impl Tabular for ProductStatistics {
    fn table(&self, labels: &Labels<'_>) -> Table {
        let dimensions = &self.by;
        let day = self.as_of.format("%d/%m/%Y");
        Table {
            title: labels.say(
                &format!("Sản phẩm OCOP còn hiệu lực ngày {day}"),
                &format!("Valid OCOP products on {day}"),
            ),
            dimensions: dimensions.iter().map(|one| labels.dimension(*one)).collect(),
            measures: vec![
                MeasureColumn::count("products", labels.say("Số sản phẩm", "Products")),
                MeasureColumn::count("producers", labels.say("Số chủ thể", "Producers")),
            ],
            rows: self
                .cells
                .iter()
                .map(|cell| Row {
                    at: dimensions
                        .iter()
                        .map(|one| cell.category(*one, labels, self.generation))
                        .collect(),
                    entries: cell.counts.entries(),
                })
                .collect(),
            totals: Some(self.totals.entries()),
        }
    }
}

impl CellView {
    /// Where it stands on `dimension`.
    fn category(&self, dimension: Dimension, labels: &Labels<'_>, generation: Generation) -> Category {
        if dimension == Dimension::Stars && self.coordinates.contains_key("potential") {
            return labels.category(dimension, POTENTIAL_FIVE, generation);
        }
        let code = match self.coordinates.get(dimension.as_str()) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(code)) => code.clone(),
            Some(other) => other.to_string(),
        };
        labels.category(dimension, &code, generation)
    }
}

impl CountsView {
    fn entries(&self) -> Vec<Entry> {
        vec![Entry::Count(self.products), Entry::Count(self.producers)]
    }
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
