//! Targets as JSON.

use crate::formats::Tabular;
use crate::places::UnitSummary;
use crate::statistics::columns::{category_called, columns, entries, headings, own_dimension, whole};
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::ntm::AreaAttainment;
use shared::database::targets::Target;
use shared::domain::ntm::{TargetFigure, TargetProgress, progress};
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{DimensionRole, StatisticsTable, TableRow};
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
    /// `target`, its unit by the name of `day`.
    pub(super) fn of(target: &Target, day: NaiveDate) -> ApiResult<Self> {
        Ok(Self {
            id: target.id,
            unit: target.unit().map(|unit| UnitSummary::of(unit, day)).transpose()?,
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
    pub(super) fn of(target: &Target, reached: &AreaAttainment, day: NaiveDate) -> ApiResult<Self> {
        let figures = progress(
            |figure| target.of(figure).map(i64::from),
            |figure| reached.of(figure),
        );
        Ok(Self {
            target: TargetView::of(target, day)?,
            as_of: day,
            figures: figures.into_iter().map(FigureView::from).collect(),
        })
    }
}

columns! {
    /// A figure against its target.
    COLUMNS of FigureView {
        Count "target", "Mục tiêu", "Target", |one| whole(one.target);
        Count "reached", "Đã đạt", "Reached", |one| whole(one.reached);
        Count "missing", "Còn thiếu", "Missing", |one| whole(one.missing);
    }
}

impl Tabular for ProgressView {
    fn day(&self) -> NaiveDate {
        self.as_of
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (year, day) = (self.target.year, self.as_of.format("%d/%m/%Y"));
        let target = labels.say("Chỉ tiêu", "Target for");
        let row = |one: &FigureView| TableRow {
            at: vec![category_called(one.figure.as_str(), one.figure.name(), labels)],
            entries: entries(COLUMNS, one),
        };
        StatisticsTable {
            title: labels.say(
                &format!("Thực hiện chỉ tiêu OCOP năm {year} đến ngày {day}"),
                &format!("OCOP targets for {year} and what is reached on {day}"),
            ),
            dimensions: vec![own_dimension("figure", target, DimensionRole::Kind)],
            measures: headings(COLUMNS, labels),
            rows: self.figures.iter().map(row).collect(),
            totals: None,
        }
    }
}
