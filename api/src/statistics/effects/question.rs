//! What the effects are asked.

use chrono::NaiveDate;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::statistics::Dimension;

/// A question that can be answered.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::statistics) struct EffectsQuestion {
    pub(super) scope: Scope,
    pub(super) area: Area,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) year: i16,
    /// The last day of the year, or today: whose names units have.
    pub(super) day: NaiveDate,
    pub(super) compare_to: Option<i16>,
    /// Women and ethnic minorities are hidden where they stand for fewer; 0 hides none.
    pub(super) hidden_below: u32,
}
