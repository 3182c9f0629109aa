//! What the league is asked.

use api_http::extract::Page;
use chrono::NaiveDate;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::units::Level;

/// A question that can be answered.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::statistics) struct LeagueQuestion {
    pub(super) scope: Scope,
    pub(super) area: Area,
    pub(super) of: Level,
    pub(super) day: NaiveDate,
    /// Positions in the league.
    pub(super) page: Page<i64>,
}
