//! What the figures of evaluations, dossiers and the cycle are asked of: a unit, and one dimension to break them down by.

use super::breakdown::{area, district_is_legacy};
use crate::problem::{Answer, Problem};
use serde_json::Value;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::statistics::table::{Category, DimensionColumn};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::units::{Generation, Level};
use shared::domain::violation::Violation;
use std::collections::BTreeMap;

/// A unit within the caller's reach, and what is told apart in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) scope: Scope,
    pub(super) area: Area,
    pub(super) by: Option<Dimension>,
}

impl Asked {
    /// What the parameters `unit`, `level`, `generation` and `by` ask for; `offered` are the dimensions of the statistic.
    ///
    /// # Errors
    /// 400 for parameters that cannot be read together, 404 for a unit that is not there or not for this caller.
    pub(super) fn new(
        (unit, level, generation): (Option<String>, Option<Level>, Option<Generation>),
        by: Option<Dimension>,
        offered: &[Dimension],
        scope: &Scope,
    ) -> Answer<Self> {
        if let Some(by) = by {
            check(by, offered, generation.unwrap_or(Generation::Current))?;
        }
        Ok(Self {
            scope: scope.clone(),
            area: area(unit, level, generation, scope)?,
            by,
        })
    }

    /// The code of the unit.
    pub(super) fn unit(&self) -> Option<String> {
        self.area.unit.as_ref().map(|(_, code)| code.clone())
    }

    /// Its level.
    pub(super) fn level(&self) -> Option<Level> {
        self.area.unit.as_ref().map(|(level, _)| *level)
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

fn check(by: Dimension, offered: &[Dimension], generation: Generation) -> Answer<()> {
    if !offered.contains(&by) {
        let words: Vec<&str> = offered.iter().map(|one| one.as_str()).collect();
        let words = words.join(", ");
        return Err(Problem::query(Violation::new(
            "/by",
            "dimension_not_offered",
            format!("Số liệu này chỉ chia theo một trong: {words}."),
            format!("This figure is broken down by one of {words}."),
        )));
    }
    if by == Dimension::District && generation == Generation::Current {
        return Err(district_is_legacy());
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
