//! What the figures of evaluations, dossiers and the cycle are asked of: a unit, and one dimension to break them down by.

use super::breakdown::district_is_legacy;
use super::refusal::invalid;
use crate::places::{resolve_unit, unit_name, visible_unit};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::statistics::table::{Category, DimensionColumn};
use shared::domain::statistics::{Dimension, Labels, boundaries_on};
use shared::domain::units::{Generation, Level, UnitRef};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A query about an area: the parameters that name it, the same for every statistic, then its own.
macro_rules! area_query {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $vis:vis $field:ident: $kind:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(super) struct $name {
            /// Code of a unit; left out: all that the caller may see.
            #[param(example = "25")]
            unit: Option<String>,
            /// Level of the unit; left out: told by the length of its code.
            level: Option<shared::domain::units::Level>,
            /// Boundaries: `current` (default) or `legacy`, those before 1 July 2025.
            generation: Option<shared::domain::units::Generation>,
            /// Boundaries: `current`, `legacy`, or a day: those of its side of the reform; `boundaries_on` of the answer says which.
            boundaries: Option<String>,
            $($(#[$field_meta])* $vis $field: $kind,)*
        }

        impl $name {
            /// The area that it names.
            pub(super) fn area(&mut self) -> $crate::statistics::area::AreaQuery {
                $crate::statistics::area::AreaQuery {
                    unit: self.unit.take(),
                    level: self.level,
                    generation: self.generation,
                    boundaries: self.boundaries.take(),
                }
            }
        }
    };
}
pub(crate) use area_query;

/// An area as a query names it.
#[derive(Debug)]
pub(crate) struct AreaQuery {
    /// Code of a unit.
    pub(crate) unit: Option<String>,
    /// Its level.
    pub(crate) level: Option<Level>,
    /// The boundaries by name.
    pub(crate) generation: Option<Generation>,
    /// The boundaries by name or by a day on which they are in force.
    pub(crate) boundaries: Option<String>,
}

impl AreaQuery {
    /// The area, as far as `scope` reaches.
    ///
    /// # Errors
    /// 400 for boundaries or a unit that do not exist, 404 for a unit that is not for this caller.
    pub(crate) fn within(&self, scope: &Scope) -> ApiResult<Area> {
        let generation = self.boundaries()?;
        // Without a unit the generation alone says in which boundaries to count.
        let generation_of_unit = self.unit.as_ref().and(generation);
        let unit = resolve_unit(self.unit.clone(), self.level, generation_of_unit)?;
        Ok(Area {
            generation: generation.unwrap_or(Generation::Current),
            unit: unit.map(|unit| visible_unit(unit, scope)).transpose()?,
        })
    }

    /// The boundaries of `boundaries` or `generation`; both may stand where they say the same.
    fn boundaries(&self) -> ApiResult<Option<Generation>> {
        let Some(boundaries) = &self.boundaries else {
            return Ok(self.generation);
        };
        let named = boundaries.parse::<Generation>().ok();
        let named = named.or_else(|| boundaries.parse().ok().map(boundaries_on));
        let Some(named) = named else {
            return Err(invalid(
                "/boundaries",
                "unknown_boundaries",
                "boundaries là current, legacy hoặc một ngày (YYYY-MM-DD).",
                "boundaries is current, legacy or a day (YYYY-MM-DD).",
            ));
        };
        if self.generation.is_some_and(|given| given != named) {
            return Err(invalid(
                "/boundaries",
                "boundaries_given_twice",
                "boundaries và generation mâu thuẫn: chỉ gửi một trong hai.",
                "boundaries and generation contradict each other: send one of them.",
            ));
        }
        Ok(Some(named))
    }
}

/// An area as figures tell it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct AreaView {
    /// The unit asked for; null: all that the caller may see.
    #[schema(example = "25")]
    unit: Option<String>,
    /// Its name on the day of the figures.
    #[schema(example = "Tỉnh Phú Thọ")]
    unit_name: Option<String>,
    /// Its level.
    level: Option<Level>,
    /// Boundaries.
    pub(super) generation: Generation,
    /// The day of these boundaries: 30 June 2025 of all `legacy` ones, since mergers before it are not on record, and 1 July
    /// 2025 of all `current` ones, which have not changed since.
    #[schema(example = "2025-07-01")]
    boundaries_on: NaiveDate,
    /// The day of the figures.
    #[serde(skip)]
    pub(super) day: NaiveDate,
}

impl AreaView {
    /// `area`, its unit by the name of `day`.
    pub(super) fn of(area: &Area, day: NaiveDate) -> ApiResult<Self> {
        let name = |(level, code): &(Level, String)| {
            let unit = UnitRef::new(area.generation, *level, code);
            unit_name(&unit, day)
        };
        Ok(Self {
            unit: area.code().map(str::to_owned),
            unit_name: area.unit.as_ref().map(name).transpose()?,
            level: area.level(),
            generation: area.generation,
            boundaries_on: area.generation.boundary_day(),
            day,
        })
    }
}

/// A unit within the caller's reach, and what is told apart in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct AreaSelection {
    pub(super) scope: Scope,
    pub(super) area: Area,
    pub(super) by: Option<Dimension>,
}

impl AreaSelection {
    /// What `area` and the parameter `by` ask for; `offered` are the dimensions of the statistic.
    ///
    /// # Errors
    /// 400 for parameters that cannot be read together, 404 for a unit that is not there or not for this caller.
    pub(super) fn new(
        area: &AreaQuery,
        by: Option<Dimension>,
        offered: &[Dimension],
        scope: &Scope,
    ) -> ApiResult<Self> {
        let area = area.within(scope)?;
        if let Some(by) = by {
            check(by, offered, area.generation)?;
        }
        Ok(Self {
            scope: scope.clone(),
            area,
            by,
        })
    }

    /// What rows told apart by `key` stand under: a product set's group where groups are asked for. Values are in their order
    /// as texts, so numbers of sets have two digits.
    pub(super) fn value(&self, key: String, regimes: &Regimes) -> String {
        let newest = |no| regimes.iter().filter_map(|regime| regime.product_set(no)).last();
        match self.by {
            Some(Dimension::ProductSet) => format!("{key:0>2}"),
            Some(Dimension::ProductGroup) => {
                let set = key.parse().ok().and_then(newest);
                set.map_or_else(String::new, |set| set.group.clone())
            }
            _ => key,
        }
    }
}

fn check(by: Dimension, offered: &[Dimension], generation: Generation) -> ApiResult<()> {
    if !offered.contains(&by) {
        let words: Vec<&str> = offered.iter().map(|one| one.as_str()).collect();
        let words = words.join(", ");
        return Err(invalid(
            "/by",
            "dimension_not_offered",
            format!("Số liệu này chỉ chia theo một trong: {words}."),
            format!("This figure is broken down by one of {words}."),
        ));
    }
    if by == Dimension::District && generation == Generation::Current {
        return Err(district_is_legacy("/by"));
    }
    Ok(())
}

/// The coordinate of a cell: the dimension's word and its value; a product set is a number, what is not recorded null.
pub(super) fn coordinates(by: Option<Dimension>, value: &str) -> BTreeMap<&'static str, Value> {
    let said = match by {
        _ if value.is_empty() => Value::Null,
        Some(Dimension::ProductSet) => value.parse::<i64>().map_or(Value::Null, Value::from),
        _ => Value::from(value),
    };
    by.into_iter().map(|by| (by.as_str(), said.clone())).collect()
}

/// The column of `by` in a table; none where nothing is told apart.
pub(super) fn column(by: Option<Dimension>, labels: &Labels<'_>) -> Vec<DimensionColumn> {
    by.iter().map(|by| labels.dimension(*by)).collect()
}

/// The category of a cell in a table, by its `value`.
pub(super) fn category(
    by: Option<Dimension>,
    value: &str,
    generation: Generation,
    labels: &Labels<'_>,
) -> Vec<Category> {
    let code = match by {
        Some(Dimension::ProductSet) => value.trim_start_matches('0'),
        _ => value,
    };
    by.iter()
        .map(|by| labels.category(*by, code, generation))
        .collect()
}
