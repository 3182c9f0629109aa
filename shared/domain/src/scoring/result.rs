//! What scoring answers: the wire form of `POST /api/v1/scorings` and of an evaluation's `result`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::text_enum! {
    /// How a scoring ended.
    pub enum ScoringOutcome {
        /// Stars were given.
        Rated = "rated",
        /// The members' totals lie too far apart: the council scores again.
        NeedsRescoring = "needs_rescoring",
        /// Too few sheets, or none of the chair.
        NoQuorum = "no_quorum",
        /// A ground ended the evaluation.
        Eliminated = "eliminated",
    }
}

/// Result of a scoring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoringResult {
    /// Regime, e.g. `26-2026`.
    #[schema(example = "26-2026")]
    pub regime: String,
    /// Number of the product set.
    #[schema(example = 1)]
    pub product_set: u32,
    /// How it ended.
    pub outcome: ScoringOutcome,
    /// Stars: band and minimums both met; null unless rated.
    #[schema(example = 4)]
    pub stars: Option<u8>,
    /// Band of the exact mean; null without a sheet.
    #[schema(example = 5)]
    pub score_stars: Option<u8>,
    /// Mean of the totals, two decimals, half up, for display only; null without a sheet.
    #[schema(example = "90.40")]
    pub mean: Option<String>,
    /// Sum of the totals; null without a sheet.
    #[schema(example = 452)]
    pub sum: Option<u64>,
    /// Number of sheets.
    #[schema(example = 5)]
    pub count: u64,
    /// Highest total less lowest; null without a sheet. Sheets that a 0 ends (`eliminates_at_zero`) are left out.
    #[schema(example = 4)]
    pub spread: Option<u32>,
    /// Means of the parts.
    pub parts: Vec<PartMean>,
    /// Totals of the sheets in the order sent.
    pub sheets: Vec<SheetTotal>,
    /// Minimums of stars up to `score_stars` that were not reached, by star, then document order.
    pub unmet_minimums: Vec<UnmetMinimum>,
    /// Cheapest way to one star more; null at 5 stars and unless rated.
    pub next_star: Option<NextStar>,
    /// The grounds of an elimination; left out when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eliminations: Vec<Elimination>,
}

impl ScoringResult {
    /// The same without anything that the sheets say, but for their number.
    #[must_use]
    pub fn without_points(self) -> Self {
        Self {
            stars: None,
            score_stars: None,
            mean: None,
            sum: None,
            spread: None,
            parts: Vec::new(),
            sheets: Vec::new(),
            unmet_minimums: Vec::new(),
            next_star: None,
            ..self
        }
    }
}

/// Mean of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartMean {
    /// `A`, `B` or `C`.
    #[schema(example = "A")]
    pub code: String,
    /// Mean points, two decimals, half up.
    #[schema(example = "36.20")]
    pub mean: String,
    /// Points of the part.
    #[schema(example = 40)]
    pub max: u32,
}

/// Points of one sheet by part.
pub type PartPoints = BTreeMap<String, u32>;

/// Total of one sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SheetTotal {
    /// Who scored.
    #[schema(example = "m1")]
    pub assessor: String,
    /// Points, 0 to 100.
    #[schema(example = 91)]
    pub total: u32,
    /// Points by part.
    #[schema(example = json!({"A": 36, "B": 22, "C": 33}))]
    pub parts: BTreeMap<String, u32>,
}

/// A minimum that was not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmetMinimum {
    /// The star that asks for it.
    #[schema(example = 5)]
    pub stars: u8,
    /// The criterion.
    #[schema(example = "A.1.3")]
    pub criterion: String,
    /// Points it must reach.
    #[schema(example = 3)]
    pub minimum: u32,
    /// Sheets that reach them.
    #[schema(example = 2)]
    pub reached_by: u64,
    /// Number of sheets.
    #[schema(example = 5)]
    pub of: u64,
}

/// The way to one star more: fewest criteria changed, then fewest points, then document order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextStar {
    /// The star aimed at.
    #[schema(example = 5)]
    pub stars: u8,
    /// Points from the starting sheet to the band of that star.
    #[schema(example = 0)]
    pub points_missing: u32,
    /// Criteria to raise, in document order.
    pub changes: Vec<CriterionRaise>,
}

/// One criterion to raise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CriterionRaise {
    /// The criterion.
    #[schema(example = "A.1.3")]
    pub criterion: String,
    /// Option number now; null: none chosen.
    #[schema(example = 2)]
    pub from: Option<u8>,
    /// Option number aimed at.
    #[schema(example = 3)]
    pub to: u8,
    /// Points gained.
    #[schema(example = 1)]
    pub points: u32,
    /// What must hold for the option aimed at.
    pub label: String,
}

/// A ground that ended the evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Elimination {
    /// Code, e.g. `forged_dossier`.
    #[schema(example = "forged_dossier")]
    pub code: String,
    /// What it is.
    pub label: String,
}
