//! What can be written in every format.

use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::StatisticsTable;

/// Figures that can be written as rows and columns.
pub(crate) trait Tabular {
    /// The day of the figures, by whose names units are told.
    fn day(&self) -> NaiveDate;

    /// The table in the language of `labels`.
    fn table(&self, labels: &Labels<'_>) -> StatisticsTable;

    /// As JSON: what [`Serialize`] writes, perhaps in another way.
    fn json(&self) -> serde_json::Result<Vec<u8>>
    where
        Self: Serialize,
    {
        serde_json::to_vec(self)
    }
}
