//! The figures of scores as they are answered.

use crate::statistics::area::AreaView;
use crate::statistics::cell_place::CellPlace;
use crate::statistics::tallies::CellAt;
use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::scoring::ScoringOutcome;
use shared::domain::statistics::Dimension;
use shared::domain::statistics::ratio::share;
use shared::domain::statistics::scores::{BUCKETS, PARTS, PointsSummary, ScoreTally, SheetTally};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What councils' evaluations tell.
#[derive(Serialize, ToSchema)]
pub(in crate::statistics) struct ScoreFigures {
    #[serde(flatten)]
    #[schema(inline)]
    pub(super) area: AreaView,
    /// The regime whose sheets were scored.
    #[schema(example = "26-2026")]
    pub(super) regime: String,
    /// The product set asked for.
    pub(super) product_set: Option<i16>,
    /// The level of councils asked for.
    pub(super) council: Option<EvaluationLevel>,
    /// The kind of application asked for.
    pub(super) kind: Option<ApplicationKind>,
    /// The programme year asked for.
    pub(super) programme_year: Option<i16>,
    /// The first day asked for.
    pub(super) from: Option<NaiveDate>,
    /// The last day asked for.
    pub(super) to: Option<NaiveDate>,
    /// The dimension asked for.
    pub(super) by: Option<Dimension>,
    /// One cell for each of its values that has an evaluation.
    pub(super) cells: Vec<ScoreCell>,
    /// Of the whole unit.
    pub(super) totals: ScoresView,
    /// Sections, criteria and minimums, where one product set was asked for.
    pub(super) sheet: Option<SheetScores>,
}

/// One cell.
#[derive(Serialize, ToSchema)]
pub(super) struct ScoreCell {
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    pub(super) at: CellAt,
    #[serde(flatten)]
    pub(super) scores: ScoresView,
}

/// Evaluations added up.
#[derive(Serialize, ToSchema)]
pub(super) struct ScoresView {
    /// Evaluations that count: of a dossier the last at each level of council.
    pub(super) evaluations: u64,
    /// Earlier ones whose place a later one took; in no other figure.
    pub(super) superseded: u64,
    /// How many ended how.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({"rated": 40, "eliminated": 2}))]
    pub(super) outcomes: BTreeMap<ScoringOutcome, u64>,
    /// Of the rated ones, how many with which stars.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({"3": 25, "4": 15}))]
    pub(super) stars: BTreeMap<u8, u64>,
    /// Those that ended rated or eliminated.
    pub(super) evaluated: u64,
    /// Of these, those that a recognition followed.
    pub(super) recognised: u64,
    /// Recognised of evaluated, in percent; null where none was evaluated.
    #[schema(example = "95.2")]
    pub(super) success_rate: Option<String>,
    /// Points of the whole sheet, of rated evaluations.
    pub(super) points: PointsView,
    /// Points of the parts.
    pub(super) parts: Vec<PartScores>,
}

/// Points over councils.
#[derive(Serialize, ToSchema)]
pub(super) struct PointsView {
    /// Highest points.
    #[schema(example = 100)]
    pub(super) max: u32,
    /// Councils whose means are counted.
    pub(super) councils: u64,
    /// The mean of their exact means, two decimals, half up; null without one.
    #[schema(example = "78.25")]
    pub(super) mean: Option<String>,
    /// Councils by their mean: ten buckets of a tenth of the highest points each, from the lower end on; the last holds the
    /// highest too.
    #[schema(min_items = 10, max_items = 10)]
    pub(super) distribution: [u64; BUCKETS],
}

/// Points of a part.
#[derive(Serialize, ToSchema)]
pub(super) struct PartScores {
    /// `A`, `B` or `C`.
    #[schema(example = "A")]
    pub(super) code: &'static str,
    #[serde(flatten)]
    pub(super) points: PointsView,
}

/// Figures that mean something within one product set only.
#[derive(Serialize, ToSchema)]
pub(super) struct SheetScores {
    /// Sections in the order of the sheet.
    pub(super) sections: Vec<SectionScores>,
    /// Criteria that are answered, in the order of the sheet. One case of a choice counts for councils and sheets that
    /// answered it.
    pub(super) criteria: Vec<CriterionScores>,
    /// Minimums that rated evaluations missed, the most often missed first.
    pub(super) unmet_minimums: Vec<MissedView>,
}

/// Points of a section.
#[derive(Serialize, ToSchema)]
pub(super) struct SectionScores {
    /// Code, e.g. `A.1`.
    #[schema(example = "A.1")]
    pub(super) code: String,
    #[serde(flatten)]
    pub(super) points: PointsView,
}

/// Points of a criterion.
#[derive(Serialize, ToSchema)]
pub(super) struct CriterionScores {
    /// Code, e.g. `A.1.1`.
    #[schema(example = "A.1.1")]
    pub(super) code: String,
    #[serde(flatten)]
    pub(super) points: PointsView,
    /// How many sheets chose which option.
    pub(super) options: Vec<OptionScores>,
}

/// An option of a criterion.
#[derive(Serialize, ToSchema)]
pub(super) struct OptionScores {
    /// Its number; 0: none was chosen.
    pub(super) option: u8,
    /// Its points.
    pub(super) points: u32,
    /// Members' sheets that chose it.
    pub(super) sheets: u64,
}

/// A minimum that evaluations missed.
#[derive(Serialize, ToSchema)]
pub(super) struct MissedView {
    /// The star that asks for it.
    #[schema(example = 5)]
    pub(super) stars: u8,
    /// The criterion.
    #[schema(example = "A.1.3")]
    pub(super) criterion: String,
    /// Points that it must reach.
    pub(super) minimum: u32,
    /// Evaluations whose points reached the band of that star or a higher one and which missed it.
    pub(super) evaluations: u64,
    /// Of all rated evaluations of the product set, in percent.
    #[schema(example = "12.5")]
    pub(super) share: Option<String>,
}

impl ScoresView {
    pub(super) fn of(tally: &ScoreTally) -> Self {
        let parts = PARTS.iter().zip(&tally.parts);
        Self {
            evaluations: tally.counted(),
            superseded: tally.superseded,
            outcomes: tally.outcomes.clone(),
            stars: tally.stars.clone(),
            evaluated: tally.evaluated(),
            recognised: tally.recognised,
            success_rate: tally.success_rate(),
            points: PointsView::of(&tally.total),
            parts: parts
                .map(|(code, measured)| PartScores {
                    code,
                    points: PointsView::of(measured),
                })
                .collect(),
        }
    }
}

impl PointsView {
    fn of(measured: &PointsSummary) -> Self {
        Self {
            max: measured.max,
            councils: measured.mean.councils(),
            mean: measured.mean.printed(),
            distribution: measured.buckets,
        }
    }
}

impl SheetScores {
    pub(super) fn of(tally: &SheetTally<'_>) -> Self {
        let sections = tally.sections().iter().map(|section| SectionScores {
            code: section.code.to_owned(),
            points: PointsView::of(&section.measured),
        });
        let criteria = tally.criteria().iter().map(|criterion| CriterionScores {
            code: criterion.leaf.code.clone(),
            points: PointsView::of(&criterion.measured),
            options: criterion
                .options
                .iter()
                .map(|one| OptionScores {
                    option: one.option,
                    points: one.points,
                    sheets: one.sheets,
                })
                .collect(),
        });
        let of_all = |number: u64| {
            share(
                i64::try_from(number).ok()?,
                i64::try_from(tally.evaluations()).ok()?,
            )
        };
        let missed = tally.missed().into_iter().map(|one| MissedView {
            stars: one.stars,
            criterion: one.criterion.to_owned(),
            minimum: one.minimum,
            evaluations: one.evaluations,
            share: of_all(one.evaluations),
        });
        Self {
            sections: sections.collect(),
            criteria: criteria.collect(),
            unmet_minimums: missed.collect(),
        }
    }
}
