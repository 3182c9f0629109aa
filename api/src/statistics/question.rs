//! The question of a poll: its parameters, checked, and its identity for `ETag` and cache.

use crate::extract::day_in_range;
use crate::places::{resolve_unit, visible_unit};
use crate::problem::Problem;
use chrono::NaiveDate;
use serde::Deserialize;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::statistics::{Dimension, DimensionError, MAX_DIMENSIONS, parse_dimensions};
use shared::domain::units::{Generation, Level};
use shared::domain::violation::Violation;
use utoipa::IntoParams;

/// What a client asks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StatisticsQuery {
    /// Code of a unit; left out: all that the caller may see.
    #[param(example = "25")]
    unit: Option<String>,
    /// Level of the unit; left out: told by the length of its code.
    level: Option<Level>,
    /// Boundaries: `current` (default) or `legacy`, those before 1 July 2025.
    generation: Option<Generation>,
    /// Up to four dimensions, separated by commas: stars, product_group, product_set, producer_type, sector, gender,
    /// ethnic_minority, province, district (legacy only), commune, kind, year.
    #[param(example = "stars,product_group")]
    by: Option<String>,
    /// The day, Vietnamese time; left out: today.
    as_of: Option<NaiveDate>,
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) scope: Scope,
    pub(super) area: Area,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) day: NaiveDate,
}

impl Question {
    /// The question of `query` for a caller who sees `scope`.
    ///
    /// # Errors
    /// 400 for parameters that cannot be read together, 404 for a unit that is not there or not for this caller.
    pub(super) fn new(query: StatisticsQuery, scope: &Scope, today: NaiveDate) -> Result<Self, Problem> {
        let generation = query.generation.unwrap_or(Generation::Current);
        let dimensions =
            parse_dimensions(query.by.as_deref().unwrap_or_default()).map_err(|error| bad_by(&error))?;
        if generation == Generation::Current && dimensions.contains(&Dimension::District) {
            return Err(invalid(
                "/by",
                "district_is_legacy",
                "Cấp huyện chỉ có trong ranh giới cũ: thêm generation=legacy.",
                "Districts exist in the old boundaries only: add generation=legacy.",
            ));
        }
        // Without a unit the generation alone says in which boundaries to count.
        let generation_of_unit = query.unit.as_ref().and(query.generation);
        let unit = resolve_unit(query.unit, query.level, generation_of_unit)?;
        let unit = unit.map(|unit| visible_unit(unit, scope)).transpose()?;
        let area = Area { generation, unit };
        Ok(Self {
            scope: scope.clone(),
            area,
            dimensions,
            day: day_in_range("/as_of", query.as_of.unwrap_or(today))?,
        })
    }
}

fn bad_by(error: &DimensionError) -> Problem {
    let known: Vec<&str> = Dimension::ALL
        .iter()
        .map(|dimension| dimension.as_str())
        .collect();
    let known = known.join(", ");
    match error {
        DimensionError::Unknown(word) => invalid(
            "/by",
            "unknown_dimension",
            format!("Không có chiều `{word}`; các chiều: {known}."),
            format!("There is no dimension `{word}`; the dimensions are {known}."),
        ),
        DimensionError::Repeated(dimension) => invalid(
            "/by",
            "repeated_dimension",
            format!("Chiều `{dimension}` xuất hiện hai lần."),
            format!("The dimension `{dimension}` is there twice."),
        ),
        DimensionError::TooMany => invalid(
            "/by",
            "too_many_dimensions",
            format!("Tối đa {MAX_DIMENSIONS} chiều."),
            format!("At most {MAX_DIMENSIONS} dimensions."),
        ),
    }
}

fn invalid(pointer: &str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::query(Violation::new(pointer, code, vi, en))
}
