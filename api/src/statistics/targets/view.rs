//! Targets as JSON.

use crate::formats::Tabular;
use crate::places::UnitSummary;
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::ntm::AreaAttainment;
use shared::database::targets::Target;
use shared::domain::ntm::{TargetFigure, TargetProgress, progress};
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{
    Category, DimensionColumn, DimensionRole, MeasureColumn, StatisticsTable, TableEntry, TableRow,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// Targets of a unit for a year.
#[derive(Serialize, ToSchema)]
pub(super) struct TargetView {
    id: Uuid,
    /// Null for the nation.
    unit: Option<UnitSummary>,
    /// Programme year.
    year: i16,
    three_star_products: Option<i32>,
    four_star_products: Option<i32>,
    five_star_products: Option<i32>,
    communes_met: Option<i32>,
    new_producers: Option<i32>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TargetView {
    /// # Errors
    /// 500 where the data compiled in is broken.
    pub(super) fn of(target: &Target) -> ApiResult<Self> {
        Ok(Self {
            id: target.id,
            unit: target.unit().map(UnitSummary::of).transpose()?,
            year: target.year,
            three_star_products: target.three_star_products,
            four_star_products: target.four_star_products,
            five_star_products: target.five_star_products,
            communes_met: target.communes_met,
            new_producers: target.new_producers,
            created_at: target.created_at,
            updated_at: target.updated_at,
        })
    }
}

/// A figure against its target.
#[derive(Serialize, ToSchema)]
pub(crate) struct FigureView {
    figure: TargetFigure,
    target: i64,
    reached: i64,
    /// 0 where the target is met.
    missing: i64,
    met: bool,
}

impl From<TargetProgress> for FigureView {
    fn from(progress: TargetProgress) -> Self {
        Self {
            figure: progress.figure,
            target: progress.target,
            reached: progress.reached,
            missing: progress.missing(),
            met: progress.missing() == 0,
        }
    }
}

/// What is reached of the targets on a day.
#[derive(Serialize, ToSchema)]
pub(super) struct ProgressView {
    target: TargetView,
    as_of: NaiveDate,
    figures: Vec<FigureView>,
}

impl ProgressView {
    /// # Errors
    /// 500 where the data compiled in is broken.
    pub(super) fn of(target: &Target, reached: &AreaAttainment, day: NaiveDate) -> ApiResult<Self> {
        let figures = progress(
            |figure| target.of(figure).map(i64::from),
            |figure| reached.of(figure),
        );
        Ok(Self {
            target: TargetView::of(target)?,
            as_of: day,
            figures: figures.into_iter().map(FigureView::from).collect(),
        })
    }
}

impl FigureView {
    fn row(&self, labels: &Labels<'_>) -> TableRow {
        let (vi, en) = self.figure.name();
        TableRow {
            at: vec![Category {
                code: self.figure.as_str().to_owned(),
                label: labels.say(vi, en),
            }],
            entries: [self.target, self.reached, self.missing]
                .map(TableEntry::Count)
                .to_vec(),
        }
    }
}

impl Tabular for ProgressView {
    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (year, day) = (self.target.year, self.as_of.format("%d/%m/%Y"));
        let count = |code: &str, vi: &str, en: &str| MeasureColumn::count(code, labels.say(vi, en));
        StatisticsTable {
            title: labels.say(
                &format!("Thực hiện chỉ tiêu OCOP năm {year} đến ngày {day}"),
                &format!("OCOP targets for {year} and what is reached on {day}"),
            ),
            dimensions: vec![DimensionColumn {
                code: "figure".to_owned(),
                label: labels.say("Chỉ tiêu", "Target for"),
                role: DimensionRole::Kind,
            }],
            measures: vec![
                count("target", "Mục tiêu", "Target"),
                count("reached", "Đã đạt", "Reached"),
                count("missing", "Còn thiếu", "Missing"),
            ],
            rows: self.figures.iter().map(|one| one.row(labels)).collect(),
            totals: None,
        }
    }
}
