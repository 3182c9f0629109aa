//! Effects as JSON and as a table.

use super::question::EffectsQuestion;
use super::told::DisclosedSums;
use crate::formats::Tabular;
use crate::statistics::area::AreaView;
use crate::statistics::breakdown::categories;
use crate::statistics::cell_place::CellPlace;
use crate::statistics::columns::{columns, decimal, entries, headings, whole};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::statistics::effects::EffectsTotals;
use shared::domain::money::Dong;
use shared::domain::statistics::disclosure::Coordinates;
use shared::domain::statistics::effects::{GoodsOutput, LikeForLikeComparison};
use shared::domain::statistics::ratio::{growth, share};
use shared::domain::statistics::table::{MeasureColumn, StatisticsTable, TableEntry, TableRow};
use shared::domain::statistics::{Dimension, Labels};
use utoipa::ToSchema;

/// Sums of what was reported for a year.
#[derive(Serialize, ToSchema)]
pub(in crate::statistics) struct EffectStatistics {
    /// The year of the reports.
    #[schema(example = 2026)]
    year: i16,
    /// The year beside it.
    compare_to: Option<i16>,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// The dimensions, as asked for.
    by: Vec<Dimension>,
    /// One cell for each combination with a report for the year or, where one is compared to, for that.
    cells: Vec<EffectCell>,
    /// Of the whole.
    totals: EffectSums,
}

/// One cell: its coordinates and sums. Potential five stars are cells of their own with `potential: true`.
#[derive(Serialize, ToSchema)]
struct EffectCell {
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    coordinates: Coordinates,
    #[serde(flatten)]
    sums: EffectSums,
}

/// What was reported. Money in whole đồng.
#[derive(Serialize, ToSchema)]
struct EffectSums {
    #[serde(flatten)]
    #[schema(inline)]
    effects: ReportedSums,
    /// Goods made, in each unit of measure as it was written; at most the 20 units that most reported in.
    output: Vec<ReportedOutput>,
    /// The year beside it; only where one is compared to.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<ComparedEffects>,
}

/// Sums of one year.
#[derive(Serialize, ToSchema)]
struct ReportedSums {
    /// Products, and plans for something that is no product yet, that reported.
    reporting: i64,
    /// Products among them.
    products: i64,
    /// Revenue.
    #[schema(value_type = i64, minimum = 0)]
    revenue: Dong,
    /// The part of it from abroad.
    #[schema(value_type = i64, minimum = 0)]
    export_revenue: Dong,
    /// That part in percent.
    #[schema(example = "12.5")]
    export_share: Option<String>,
    /// Invested.
    #[schema(value_type = i64, minimum = 0)]
    investment: Dong,
    /// People who work for it.
    jobs: i64,
    /// Women among them; null where public readers are not told.
    female_jobs: Option<i64>,
    /// Members of ethnic minorities among them; null where public readers are not told.
    ethnic_minority_jobs: Option<i64>,
    /// True where one of these is not told: it stands for few, or would tell a number that does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    protected: bool,
}

/// Goods made in one unit of measure.
#[derive(Serialize, ToSchema, ViewOf)]
#[view_of(GoodsOutput)]
struct ReportedOutput {
    /// The unit.
    #[schema(example = "kg")]
    unit: String,
    /// How much.
    quantity: i64,
    /// Who reported in it.
    #[view_of(subjects)]
    reporting: i64,
}

/// The year compared to.
#[derive(Serialize, ToSchema)]
struct ComparedEffects {
    #[serde(flatten)]
    #[schema(inline)]
    effects: ReportedSums,
    /// Growth of the plain sum in percent, which more reports alone make too; null from nothing.
    #[schema(example = "12.3")]
    revenue_growth: Option<String>,
    /// The same of the jobs.
    #[schema(example = "-3.0")]
    jobs_growth: Option<String>,
    /// Those who reported for both years.
    like_for_like: LikeForLikeView,
}

/// Those who reported for both years.
#[derive(Serialize, ToSchema)]
struct LikeForLikeView {
    /// How many.
    reporting: i64,
    /// Their revenue in the year asked for.
    #[schema(value_type = i64, minimum = 0)]
    revenue: Dong,
    /// Their revenue in the year compared to.
    #[schema(value_type = i64, minimum = 0)]
    compared_revenue: Dong,
    /// Its growth in percent; null from nothing.
    #[schema(example = "5.0")]
    revenue_growth: Option<String>,
    /// Their jobs in the year asked for.
    jobs: i64,
    /// Their jobs in the year compared to.
    compared_jobs: i64,
    /// Their growth in percent; null from nothing.
    #[schema(example = "5.0")]
    jobs_growth: Option<String>,
}

/// The whole, and each cell.
type Cells = (DisclosedSums, Vec<(Coordinates, DisclosedSums)>);

impl EffectStatistics {
    /// The answer to `question`: the sums of its year, and those of the year before where it compares.
    pub(super) fn of(question: &EffectsQuestion, now: Cells, before: Option<Cells>) -> ApiResult<Self> {
        let (totals, mut cells) = now;
        let (totals_before, cells_before) = before.unzip();
        let mut cells_before: Vec<(Coordinates, DisclosedSums)> = cells_before.unwrap_or_default();
        // A cell of the year before alone stands beside nothing.
        for (coordinates, _) in &cells_before {
            if !cells.iter().any(|(at, _)| at == coordinates) {
                cells.push((
                    coordinates.clone(),
                    DisclosedSums::whole(EffectsTotals::default()),
                ));
            }
        }
        let compares = totals_before.is_some();
        let view = |(coordinates, now): (Coordinates, DisclosedSums)| {
            let before = cells_before.iter().position(|(at, _)| *at == coordinates);
            let before = before.map(|at| cells_before.swap_remove(at).1);
            let before = before.unwrap_or_else(|| DisclosedSums::whole(EffectsTotals::default()));
            EffectCell {
                sums: EffectSums::of(now, compares.then_some(before)),
                coordinates,
            }
        };
        Ok(Self {
            year: question.year,
            compare_to: question.compare_to,
            area: AreaView::of(&question.area, question.day)?,
            by: question.dimensions.clone(),
            cells: cells.into_iter().map(view).collect(),
            totals: EffectSums::of(totals, totals_before),
        })
    }
}

impl EffectSums {
    fn of(now: DisclosedSums, before: Option<DisclosedSums>) -> Self {
        let effects = ReportedSums::from(&now);
        let EffectsTotals {
            effects: sums,
            like_for_like,
            output,
            ..
        } = now.summed;
        Self {
            effects,
            output: output.into_iter().map(ReportedOutput::from).collect(),
            compared: before.map(|before| {
                let then = before.summed.effects;
                ComparedEffects {
                    revenue_growth: growth(sums.revenue.0, then.revenue.0),
                    jobs_growth: growth(sums.jobs, then.jobs),
                    effects: ReportedSums::from(&before),
                    like_for_like: like_for_like.into(),
                }
            }),
        }
    }

    fn entries(&self) -> Vec<TableEntry> {
        let mut told = entries(OF_A_YEAR, &self.effects);
        if let Some(compared) = &self.compared {
            told.extend(entries(OF_A_YEAR, &compared.effects));
            told.extend(entries(GROWTH, compared));
        }
        told
    }
}

columns! {
    /// Of a year's sums.
    OF_A_YEAR of ReportedSums {
        Count "reporting", "Số báo cáo", "Reporting", |sums| whole(sums.reporting);
        Count "products", "Số sản phẩm báo cáo", "Products reporting", |sums| whole(sums.products);
        Dong "revenue", "Doanh thu", "Revenue", |sums| whole(sums.revenue.0);
        Dong "export_revenue", "Doanh thu xuất khẩu", "Export revenue", |sums| whole(sums.export_revenue.0);
        Percent "export_share", "Tỷ trọng xuất khẩu", "Export share", |sums| decimal(&sums.export_share);
        Dong "investment", "Vốn đầu tư", "Investment", |sums| whole(sums.investment.0);
        Count "jobs", "Lao động", "Jobs", |sums| whole(sums.jobs);
        Count "female_jobs", "Lao động nữ", "Jobs of women", |sums| TableEntry::count(sums.female_jobs);
        Count "ethnic_minority_jobs", "Lao động dân tộc thiểu số", "Jobs of ethnic minorities", |sums| TableEntry::count(sums.ethnic_minority_jobs);
    }
}

columns! {
    /// After the sums of both years, where they are compared.
    GROWTH of ComparedEffects {
        Percent "revenue_growth", "Tăng trưởng doanh thu", "Growth of revenue", |compared| decimal(&compared.revenue_growth);
        Percent "jobs_growth", "Tăng trưởng lao động", "Growth of jobs", |compared| decimal(&compared.jobs_growth);
        Percent "revenue_growth_like_for_like", "Tăng trưởng doanh thu (báo cáo cả hai năm)", "Growth of revenue (reported in both years)",
            |compared| decimal(&compared.like_for_like.revenue_growth);
        Percent "jobs_growth_like_for_like", "Tăng trưởng lao động (báo cáo cả hai năm)", "Growth of jobs (reported in both years)",
            |compared| decimal(&compared.like_for_like.jobs_growth);
        Count "reporting_like_for_like", "Số báo cáo cả hai năm", "Reported in both years", |compared| whole(compared.like_for_like.reporting);
    }
}

impl Tabular for EffectStatistics {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let year = self.year;
        StatisticsTable {
            title: labels.say(
                &format!("Hiệu quả Chương trình OCOP năm {year}"),
                &format!("Effects of the OCOP programme in {year}"),
            ),
            dimensions: self.by.iter().map(|one| labels.dimension(*one)).collect(),
            measures: self.measures(labels),
            rows: self
                .cells
                .iter()
                .map(|cell| TableRow {
                    at: categories(&cell.coordinates, &self.by, labels, self.area.generation),
                    entries: cell.sums.entries(),
                })
                .collect(),
            totals: Some(self.totals.entries()),
        }
    }
}

impl EffectStatistics {
    fn measures(&self, labels: &Labels<'_>) -> Vec<MeasureColumn> {
        let mut measures = headings(OF_A_YEAR, labels);
        if let Some(year) = self.compare_to {
            let compared = headings(OF_A_YEAR, labels)
                .into_iter()
                .map(|column| MeasureColumn {
                    code: format!("compared_{}", column.code),
                    label: format!("{} ({year})", column.label),
                    ..column
                });
            measures.extend(compared);
            measures.extend(headings(GROWTH, labels));
        }
        measures
    }
}

impl From<&DisclosedSums> for ReportedSums {
    fn from(told: &DisclosedSums) -> Self {
        let effects = &told.summed.effects;
        Self {
            reporting: effects.subjects,
            products: effects.products,
            revenue: effects.revenue,
            export_revenue: effects.export_revenue,
            export_share: share(effects.export_revenue.0, effects.revenue.0),
            investment: effects.investment,
            jobs: effects.jobs,
            female_jobs: told.female_jobs,
            ethnic_minority_jobs: told.ethnic_minority_jobs,
            protected: told.female_jobs.is_none() || told.ethnic_minority_jobs.is_none(),
        }
    }
}

impl From<LikeForLikeComparison> for LikeForLikeView {
    fn from(both: LikeForLikeComparison) -> Self {
        Self {
            reporting: both.subjects,
            revenue: both.revenue.0,
            compared_revenue: both.revenue.1,
            revenue_growth: growth(both.revenue.0.0, both.revenue.1.0),
            jobs: both.jobs.0,
            compared_jobs: both.jobs.1,
            jobs_growth: growth(both.jobs.0, both.jobs.1),
        }
    }
}
