//! What clients send about targets.

use crate::places::{outside_reach, registry, resolve_unit};
use api_http::extract::Patch;
use api_http::problem::{ApiResult, Problem, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use shared::database::targets::{Target, TargetFilter};
use shared::domain::access::Scope;
use shared::domain::ntm::TargetFigure;
use shared::domain::units::{Generation, Level, UnitRef};
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The programme began in 2018.
const FIRST_YEAR: i16 = 2018;
/// Nobody plans for the next century.
const LAST_YEAR: i16 = 2199;

/// Targets to set: at least one figure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTarget {
    /// Code of a province (2 digits) or commune (5 digits) of today; left out: the nation.
    #[schema(example = "25")]
    unit: Option<String>,
    /// Programme year.
    #[schema(example = 2026, minimum = 2018, maximum = 2199)]
    year: i16,
    /// Products with valid three stars.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    three_star_products: Option<i32>,
    /// Products with valid four stars.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    four_star_products: Option<i32>,
    /// Products with valid five stars.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    five_star_products: Option<i32>,
    /// Communes with at least one valid product of three stars or more.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    communes_met: Option<i32>,
    /// Producers recognised for the first time.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    new_producers: Option<i32>,
}

impl NewTarget {
    /// The record, set at `now`.
    pub(super) fn check(self, now: DateTime<Utc>) -> ApiResult<Target> {
        let mut violations = Vec::new();
        let (mut province_code, mut commune_code) = (None, None);
        if let Some(code) = self.unit {
            let level = if code.len() == 2 {
                Level::Province
            } else {
                Level::Commune
            };
            match registry()?.find(&UnitRef::new(Generation::Current, level, &code)) {
                None => violations.push(Violation::new(
                    "/unit",
                    "unknown_unit",
                    format!("không có tỉnh, xã hiện nay nào mang mã {code}"),
                    format!("no province or commune of today has the code {code}"),
                )),
                Some(unit) => {
                    province_code = Some(unit.province_code.clone());
                    commune_code = (level == Level::Commune).then_some(code);
                }
            }
        }
        if !(FIRST_YEAR..=LAST_YEAR).contains(&self.year) {
            violations.push(Violation::new(
                "/year",
                "year_out_of_range",
                format!("năm phải từ {FIRST_YEAR} đến {LAST_YEAR}"),
                format!("the year must be from {FIRST_YEAR} to {LAST_YEAR}"),
            ));
        }
        let target = Target {
            id: Uuid::now_v7(),
            province_code,
            commune_code,
            year: self.year,
            three_star_products: self.three_star_products,
            four_star_products: self.four_star_products,
            five_star_products: self.five_star_products,
            communes_met: self.communes_met,
            new_producers: self.new_producers,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        checked(target, violations)
    }
}

/// A change of targets: figures left out stay, null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetChange {
    /// Products with valid three stars.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 2_147_483_647)]
    three_star_products: Patch<i32>,
    /// Products with valid four stars.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 2_147_483_647)]
    four_star_products: Patch<i32>,
    /// Products with valid five stars.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 2_147_483_647)]
    five_star_products: Patch<i32>,
    /// Communes with at least one valid product of three stars or more.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 2_147_483_647)]
    communes_met: Patch<i32>,
    /// Producers recognised for the first time.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 2_147_483_647)]
    new_producers: Patch<i32>,
}

impl TargetChange {
    /// `target` after the change at `now`.
    pub(super) fn check(self, target: &Target, now: DateTime<Utc>) -> ApiResult<Target> {
        let changed = Target {
            three_star_products: self.three_star_products.apply(target.three_star_products),
            four_star_products: self.four_star_products.apply(target.four_star_products),
            five_star_products: self.five_star_products.apply(target.five_star_products),
            communes_met: self.communes_met.apply(target.communes_met),
            new_producers: self.new_producers.apply(target.new_producers),
            version: target.version.saturating_add(1),
            updated_at: now,
            ..target.clone()
        };
        checked(changed, Vec::new())
    }
}

/// `target` where its figures keep the rules and nothing else was wrong.
fn checked(target: Target, mut violations: Vec<Violation>) -> ApiResult<Target> {
    let figures: Vec<(TargetFigure, i32)> = TargetFigure::ALL
        .iter()
        .filter_map(|figure| Some((*figure, target.of(*figure)?)))
        .collect();
    if figures.is_empty() {
        violations.push(Violation::new(
            "",
            "no_figure",
            "cần ít nhất một chỉ tiêu",
            "at least one figure is needed",
        ));
    }
    for (figure, _) in figures.iter().filter(|(_, number)| *number < 0) {
        violations.push(Violation::new(
            format!("/{figure}"),
            "negative",
            "không được âm",
            "must not be negative",
        ));
    }
    refuse(violations)?;
    Ok(target)
}

/// Refuses targets of a unit out of the caller's reach.
pub(super) fn require_reach(scope: &Scope, target: &Target) -> Result<(), Problem> {
    let covered = match scope {
        Scope::Nation => true,
        Scope::Province(code) => target.province_code.as_ref() == Some(code),
        Scope::Commune(code) => target.commune_code.as_ref() == Some(code),
        Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing => false,
    };
    if covered { Ok(()) } else { Err(outside_reach()) }
}

/// Which targets a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TargetQuery {
    /// Those of this province or commune of today itself.
    unit: Option<String>,
    /// Those of this year.
    #[param(minimum = 2018, maximum = 2100)]
    year: Option<i16>,
}

impl TargetQuery {
    /// # Errors
    /// 400 for a unit that does not exist.
    pub(super) fn filter(&self) -> ApiResult<TargetFilter> {
        Ok(TargetFilter {
            unit: resolve_unit(self.unit.clone(), None, None)?,
            year: self.year,
        })
    }
}

/// The day of the figures.
#[derive(Debug, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProgressQuery {
    /// Vietnamese time; left out: today, at the latest the last day of the year.
    as_of: Option<NaiveDate>,
}

impl ProgressQuery {
    /// The day asked for, of targets for `year`.
    pub(super) fn day(&self, year: i16, today: NaiveDate) -> NaiveDate {
        let end = NaiveDate::from_ymd_opt(year.into(), 12, 31).unwrap_or(today);
        self.as_of.unwrap_or_else(|| today.min(end))
    }
}
