//! A table as a dataset of JSON-stat 2.0 (json-stat.org/full): a cube whose last dimension, `measure`, are the measures.

use api_http::problem::{ApiResult, Problem};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableEntry};
use std::collections::{BTreeMap, HashMap};

/// Name of the dimension of the measures.
const MEASURE: &str = "measure";
/// A cube with more empty cells than this for each full one is written as an object of the full ones.
const MOST_EMPTY: usize = 2;

#[derive(Serialize)]
struct Dataset<'a> {
    version: &'static str,
    class: &'static str,
    label: &'a str,
    source: String,
    id: Vec<&'a str>,
    size: Vec<usize>,
    role: Value,
    dimension: Map<String, Value>,
    value: Values,
    /// `totals`: the whole by measure, which need not be the sum of the cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<JsonStatExtension<'a>>,
}

#[derive(Serialize)]
struct JsonStatExtension<'a> {
    totals: BTreeMap<&'a str, Option<Box<RawValue>>>,
}

/// The cells in the order of the dimensions, the last of which turns fastest.
#[derive(Serialize)]
#[serde(untagged)]
enum Values {
    All(Vec<Option<Box<RawValue>>>),
    /// The full cells by their position.
    Full(BTreeMap<usize, Box<RawValue>>),
}

/// The dataset.
pub(super) fn write(table: &StatisticsTable, labels: &Labels<'_>) -> ApiResult<Vec<u8>> {
    dataset(table, labels).map_err(|error| Problem::internal(&error))
}

fn dataset(table: &StatisticsTable, labels: &Labels<'_>) -> serde_json::Result<Vec<u8>> {
    let axes: Vec<Axis<'_>> = (0..table.dimensions.len())
        .map(|number| Axis::of(table, number))
        .collect();
    let mut size: Vec<usize> = axes.iter().map(|axis| axis.categories.len()).collect();
    size.push(table.measures.len());
    let mut id: Vec<&str> = table.dimensions.iter().map(|one| one.code.as_str()).collect();
    id.push(MEASURE);
    let mut dimension = Map::new();
    for (heading, axis) in table.dimensions.iter().zip(&axes) {
        let category = axis.category();
        dimension.insert(
            heading.code.clone(),
            json!({"label": heading.label, "category": category}),
        );
    }
    dimension.insert(MEASURE.to_owned(), measures(table, labels));
    let extension = table.totals.as_ref().map(|totals| {
        let codes = table.measures.iter().map(|measure| measure.code.as_str());
        let totals = codes.zip(totals).map(|(code, entry)| Ok((code, number(entry)?)));
        totals
            .collect::<serde_json::Result<_>>()
            .map(|totals| JsonStatExtension { totals })
    });
    serde_json::to_vec(&Dataset {
        version: "2.0",
        class: "dataset",
        label: &table.title,
        source: labels.say(
            "Chương trình Mỗi xã một sản phẩm (OCOP)",
            "One Commune One Product programme (OCOP)",
        ),
        id,
        value: values(table, &axes, &size)?,
        size,
        role: role(table),
        dimension,
        extension: extension.transpose()?,
    })
}

/// A dimension's categories in order, with the position of each.
struct Axis<'a> {
    categories: Vec<&'a Category>,
    positions: HashMap<&'a str, usize>,
}

impl<'a> Axis<'a> {
    /// The categories that dimension `number` has in the rows: numbers by value, words by letter.
    fn of(table: &'a StatisticsTable, number: usize) -> Self {
        let found: BTreeMap<(u64, &str), &Category> = table
            .rows
            .iter()
            .filter_map(|row| row.at.get(number))
            .map(|category| {
                let code = category.code.as_str();
                ((code.parse().unwrap_or(u64::MAX), code), category)
            })
            .collect();
        let categories: Vec<&Category> = found.into_values().collect();
        let codes = categories.iter().map(|category| category.code.as_str());
        Self {
            positions: codes.zip(0..).collect(),
            categories,
        }
    }

    /// Order and names.
    fn category(&self) -> Value {
        let index: Vec<&str> = self.categories.iter().map(|one| one.code.as_str()).collect();
        let label: Map<String, Value> = self
            .categories
            .iter()
            .map(|one| (one.code.clone(), one.label.as_str().into()))
            .collect();
        json!({"index": index, "label": label})
    }
}

/// The dimension of the measures, with their units.
fn measures(table: &StatisticsTable, labels: &Labels<'_>) -> Value {
    let index: Vec<&str> = table.measures.iter().map(|one| one.code.as_str()).collect();
    let (mut label, mut unit) = (Map::new(), Map::new());
    for measure in &table.measures {
        label.insert(measure.code.clone(), measure.label.as_str().into());
        let mut described = json!({"decimals": measure.decimals});
        if let (Some(word), Some(members)) = (&measure.unit, described.as_object_mut()) {
            members.insert("label".to_owned(), word.as_str().into());
        }
        unit.insert(measure.code.clone(), described);
    }
    json!({
        "label": labels.say("Chỉ tiêu", "Measure"),
        "category": {"index": index, "label": label, "unit": unit},
    })
}

/// Which dimensions are times, places and measures.
fn role(table: &StatisticsTable) -> Value {
    let of = |role| {
        let with = table.dimensions.iter().filter(|one| one.role == role);
        with.map(|one| one.code.as_str()).collect::<Vec<_>>()
    };
    let mut roles = json!({"metric": [MEASURE]});
    for (name, codes) in [
        ("time", of(DimensionRole::Time)),
        ("geo", of(DimensionRole::Place)),
    ] {
        if let (false, Some(members)) = (codes.is_empty(), roles.as_object_mut()) {
            members.insert(name.to_owned(), codes.into());
        }
    }
    roles
}

/// The figures at their positions in the cube.
fn values(table: &StatisticsTable, axes: &[Axis<'_>], size: &[usize]) -> serde_json::Result<Values> {
    let mut full = BTreeMap::new();
    for row in &table.rows {
        let mut position = 0_usize;
        for (axis, category) in axes.iter().zip(&row.at) {
            let there = axis
                .positions
                .get(category.code.as_str())
                .copied()
                .unwrap_or_default();
            position = position
                .saturating_mul(axis.categories.len())
                .saturating_add(there);
        }
        let first = position.saturating_mul(table.measures.len());
        for (entry, offset) in row.entries.iter().zip(0..) {
            if let Some(number) = number(entry)? {
                full.insert(first.saturating_add(offset), number);
            }
        }
    }
    let cells = size
        .iter()
        .fold(1_usize, |cells, length| cells.saturating_mul(*length));
    if cells > full.len().saturating_mul(MOST_EMPTY.saturating_add(1)) {
        return Ok(Values::Full(full));
    }
    Ok(Values::All(
        (0..cells).map(|position| full.remove(&position)).collect(),
    ))
}

/// A figure as it is printed, digit for digit.
fn number(entry: &TableEntry) -> serde_json::Result<Option<Box<RawValue>>> {
    entry.printed().map(RawValue::from_string).transpose()
}
