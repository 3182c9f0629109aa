//! What every question about products says: where, by what, among which; checked.

use super::area::AreaQuery;
use super::breakdown::breakdown;
use super::refusal::invalid;
use crate::places::registry;
use api_http::extract::day_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::{Datelike, NaiveDate};
use shared::domain::access::Scope;
use shared::domain::criteria::Regime;
use shared::domain::statistics::filter::{self, StarClassProblem, UnknownValue};
use shared::domain::statistics::{
    Dimension, EXPIRING_DAYS, Filters, Measure, MeasureSelection, ProductQuestion,
};
use shared::domain::units::Generation;

/// The most days in which stars may be asked to expire: the 36 months of a certificate.
const MOST_DAYS: u16 = 1096;

/// A query about products: the parameters that all have, then its own.
macro_rules! products_query {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* }) => {
        $crate::statistics::area::area_query! {
        $(#[$meta])*
        $name {
            /// What is counted; left out: `valid`.
            measure: Option<shared::domain::statistics::Measure>,
            /// For `measure=expiring`: days to the first one without stars, 120 by default.
            #[param(maximum = 1096)]
            within_days: Option<u16>,
            /// Only these stars, e.g. `4,5`. Potential five stars are left out unless `potential` asks for them.
            stars: Option<String>,
            /// `true`: only potential five stars; `false`: without them; `true,false`: both.
            potential: Option<String>,
            /// Only these groups, I to VI.
            product_group: Option<String>,
            /// Only these product sets, 1 to 26.
            product_set: Option<String>,
            /// Only these kinds of producer.
            producer_type: Option<String>,
            /// Only this sector: `collective` or `private`.
            sector: Option<String>,
            /// Only this sex of the representative: `female`, `male` or `unknown`.
            gender: Option<String>,
            /// Whether the representative belongs to an ethnic minority: `true`, `false` or `unknown`.
            ethnic_minority: Option<String>,
            /// Only these provinces.
            province: Option<String>,
            /// Only these districts; in the old boundaries only.
            district: Option<String>,
            /// Only these communes.
            commune: Option<String>,
            /// Only these kinds of application: `first`, `upgrade`, `renewal`.
            kind: Option<String>,
            /// Only these programme years.
            year: Option<String>,
            /// Only these years of the decision.
            decision_year: Option<String>,
            /// Only these levels that recognised: `district`, `province`, `ministry` or `unknown`.
            authority: Option<String>,
            /// Only these units that recognised, in the boundaries of their time, e.g. `legacy-26`; or `unknown`.
            authority_unit: Option<String>,
            $($(#[$field_meta])* $field: $kind,)*
        }
        }

        impl $name {
            /// What all queries about products say.
            fn common(&mut self) -> super::question::Common {
                use shared::domain::statistics::Dimension;
                super::question::Common {
                    area: self.area(),
                    measure: self.measure.unwrap_or_default(),
                    within_days: self.within_days,
                    stars: self.stars.take(),
                    potential: self.potential.take(),
                    lists: vec![
                        (Dimension::ProductGroup, self.product_group.take()),
                        (Dimension::ProductSet, self.product_set.take()),
                        (Dimension::ProducerType, self.producer_type.take()),
                        (Dimension::Sector, self.sector.take()),
                        (Dimension::Gender, self.gender.take()),
                        (Dimension::EthnicMinority, self.ethnic_minority.take()),
                        (Dimension::Province, self.province.take()),
                        (Dimension::District, self.district.take()),
                        (Dimension::Commune, self.commune.take()),
                        (Dimension::Kind, self.kind.take()),
                        (Dimension::Year, self.year.take()),
                        (Dimension::DecisionYear, self.decision_year.take()),
                        (Dimension::Authority, self.authority.take()),
                        (Dimension::AuthorityUnit, self.authority_unit.take()),
                    ],
                }
            }
        }
    };
}
pub(super) use products_query;

/// What all queries about products say.
pub(super) struct Common {
    pub(super) area: AreaQuery,
    pub(super) measure: Measure,
    pub(super) within_days: Option<u16>,
    pub(super) stars: Option<String>,
    pub(super) potential: Option<String>,
    pub(super) lists: Vec<(Dimension, Option<String>)>,
}

impl Common {
    /// The question by the dimensions `by`, at most `most`, for a caller who sees `scope`.
    ///
    /// # Errors
    /// 400 for parameters that cannot be read together, 404 for a unit that is not there or not for this caller.
    pub(super) fn question(
        &self,
        by: Option<&str>,
        most: usize,
        scope: &Scope,
    ) -> ApiResult<ProductQuestion> {
        let area = self.area.within(scope)?;
        let by = breakdown(by, Dimension::ALL, most, area.generation)?;
        Ok(ProductQuestion {
            filters: self.filters(area.generation)?,
            area,
            by,
        })
    }

    /// Days to the first one without stars.
    ///
    /// # Errors
    /// 400 for too many, and for a measure that they are no part of.
    pub(super) fn within_days(&self) -> ApiResult<u16> {
        match (self.within_days, self.measure) {
            (None, _) => Ok(EXPIRING_DAYS),
            (Some(days), Measure::Expiring) if days <= MOST_DAYS => Ok(days),
            (Some(_), Measure::Expiring) => Err(invalid(
                "/within_days",
                "too_many_days",
                format!("Tối đa {MOST_DAYS} ngày."),
                format!("At most {MOST_DAYS} days."),
            )),
            _ => Err(invalid(
                "/within_days",
                "not_of_this_measure",
                "within_days chỉ đi cùng measure=expiring.",
                "within_days goes with measure=expiring only.",
            )),
        }
    }

    fn filters(&self, generation: Generation) -> ApiResult<Filters> {
        let mut filters = Filters::default();
        if self.stars.is_some() || self.potential.is_some() {
            let classes = filter::classes(self.stars.as_deref(), self.potential.as_deref());
            filters.bound(Dimension::Stars, classes.map_err(|class| unknown_class(&class))?);
        }
        for (dimension, list) in &self.lists {
            if let Some(list) = list {
                let codes = filter::codes(*dimension, list, generation, registry()?);
                filters.bound(*dimension, codes.map_err(|value| unknown_value(&value))?);
            }
        }
        Ok(filters)
    }
}

/// The period or day of `measure` from the parameters `from`, `to` and `as_of`: without any, the measures of a day count today and
/// those of a period the calendar year up to then.
///
/// # Errors
/// 400 for days that do not go together or with the measure.
pub(super) fn selection(
    common: &Common,
    as_of: Option<NaiveDate>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
) -> ApiResult<MeasureSelection> {
    let (measure, within_days) = (common.measure, common.within_days()?);
    let as_of = as_of.map(|day| day_in_range("/as_of", day)).transpose()?;
    if !measure.is_of_a_period() {
        let stray = from.map(|_| "/from").or_else(|| to.map(|_| "/to"));
        if let Some(pointer) = stray {
            return Err(invalid(
                pointer,
                "not_of_this_measure",
                format!("measure={measure} tính tại một ngày: dùng as_of."),
                format!("measure={measure} counts on a day: use as_of."),
            ));
        }
        let day = as_of.unwrap_or(today);
        return Ok(MeasureSelection {
            within_days,
            ..MeasureSelection::on(measure, day)
        });
    }
    let (from, to) = api_http::extract::days_in_range(from, to)?;
    if to.zip(as_of).is_some_and(|(to, as_of)| to != as_of) {
        return Err(invalid(
            "/to",
            "day_given_twice",
            "to và as_of mâu thuẫn: chỉ gửi một trong hai.",
            "to and as_of contradict each other: send one of them.",
        ));
    }
    let to = to.or(as_of).unwrap_or(today);
    let from = from
        .or_else(|| NaiveDate::from_ymd_opt(to.year(), 1, 1))
        .unwrap_or(to);
    if from > to {
        return Err(wrong_order());
    }
    Ok(MeasureSelection {
        measure,
        from,
        to,
        within_days,
    })
}

/// A period that ends before it begins.
pub(super) fn wrong_order() -> Problem {
    invalid(
        "/from",
        "wrong_order",
        "from phải trước hoặc bằng to.",
        "from must not be after to.",
    )
}

fn unknown_class(class: &StarClassProblem) -> Problem {
    match class {
        StarClassProblem::Stars(value) => unknown_value(&UnknownValue {
            dimension: Dimension::Stars,
            value: value.clone(),
            known: "3, 4, 5",
        }),
        StarClassProblem::Potential(value) => no_value("/potential", value, "true, false"),
    }
}

fn unknown_value(unknown: &UnknownValue) -> Problem {
    no_value(&format!("/{}", unknown.dimension), &unknown.value, unknown.known)
}

fn no_value(pointer: &str, value: &str, known: &str) -> Problem {
    invalid(
        pointer,
        "unknown_value",
        format!("Không có giá trị `{value}`; các giá trị: {known}."),
        format!("There is no value `{value}`; the values are {known}."),
    )
}

/// A regime was asked for that is none of `known`.
pub(super) fn unknown_regime<'a>(known: impl Iterator<Item = &'a Regime>) -> Problem {
    let words: Vec<&str> = known.map(|regime| regime.id.as_str()).collect();
    let words = words.join(", ");
    invalid(
        "/regime",
        "unknown_regime",
        format!("Số liệu này chỉ có theo các bộ tiêu chí: {words}."),
        format!("This figure is known under these regimes: {words}."),
    )
}
