//! Units as JSON.

use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::units::{Generation, Level, Relation, Unit, UnitKind};
use utoipa::ToSchema;

/// An administrative unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitView<'a> {
    /// Code of the General Statistics Office; reused across the two generations.
    #[schema(example = "08782")]
    code: &'a str,
    /// Tier.
    level: Level,
    /// Side of the reform of 1 July 2025.
    generation: Generation,
    /// Name with its kind, on the day asked for.
    #[schema(example = "Xã Hải Lựu")]
    name: &'a str,
    /// The word the name begins with.
    kind: UnitKind,
    /// All its names, oldest first.
    names: Vec<NameView<'a>>,
    /// Code of the unit directly above; null for provinces.
    parent_code: Option<&'a str>,
    /// Code of the province, of the same generation.
    province_code: &'a str,
    /// First day; null where it existed before records begin.
    valid_from: Option<NaiveDate>,
    /// Last day; null where it still exists.
    valid_to: Option<NaiveDate>,
    /// Degrees north (WGS 84) of a point inside or near the unit.
    latitude: f64,
    /// Degrees east (WGS 84) of the same point.
    longitude: f64,
}

/// A name of a unit with its days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NameView<'a> {
    /// Name with its kind.
    #[schema(example = "Xã Hải Lựu")]
    name: &'a str,
    /// The word the name begins with.
    kind: UnitKind,
    /// First day; null where the unit existed before records begin.
    valid_from: Option<NaiveDate>,
    /// Last day; null where it is still named so.
    valid_to: Option<NaiveDate>,
}

/// A successor or predecessor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelationView<'a> {
    #[serde(flatten)]
    unit: UnitView<'a>,
    /// Whether this is the predecessor's one default successor.
    is_default: bool,
}

impl<'a> UnitView<'a> {
    /// `unit` as JSON, by its name on `day`.
    pub(super) fn of(unit: &'a Unit, day: NaiveDate) -> Self {
        let former = unit.former_names.iter().map(|former| NameView {
            name: &former.name,
            kind: former.kind,
            valid_from: Some(former.valid_from),
            valid_to: Some(former.valid_to),
        });
        let newest = NameView {
            name: &unit.name,
            kind: unit.kind,
            valid_from: unit.named_since(),
            valid_to: unit.valid_to,
        };
        Self {
            code: &unit.unit.code,
            level: unit.unit.level,
            generation: unit.unit.generation,
            name: unit.name_on(day),
            kind: unit.kind_on(day),
            names: former.chain([newest]).collect(),
            parent_code: unit.parent_code.as_deref(),
            province_code: &unit.province_code,
            valid_from: unit.valid_from,
            valid_to: unit.valid_to,
            latitude: unit.latitude,
            longitude: unit.longitude,
        }
    }
}

impl<'a> RelationView<'a> {
    /// `relation` as JSON, by the name of `day`.
    pub(super) fn of(relation: Relation<'a>, day: NaiveDate) -> Self {
        Self {
            unit: UnitView::of(relation.unit, day),
            is_default: relation.is_default,
        }
    }
}
