//! Columns of the table of a figure: what stands over one and what stands in it are said in one place.

use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{
    Category, DimensionColumn, DimensionRole, MeasureColumn, TableEntry,
};

/// A column of a table whose rows show an `R` each.
pub(super) struct Column<R> {
    pub(super) code: &'static str,
    /// In Vietnamese and English.
    pub(super) name: (&'static str, &'static str),
    pub(super) kind: ColumnKind,
    /// What stands in it of a row.
    pub(super) entry: fn(&R) -> TableEntry,
}

/// What the numbers of a column are.
#[derive(Clone, Copy)]
pub(super) enum ColumnKind {
    /// Whole numbers.
    Count,
    /// Money in whole đồng.
    Dong,
    /// Percentages with one digit after the point.
    Percent,
    /// Whole days.
    Days,
    /// Days with one digit after the point.
    MeanDays,
    /// Points with two digits after the point.
    MeanPoints,
}

/// The columns of a table, a line each: the kind, the code, the names in Vietnamese and English, and the entry of a row.
macro_rules! columns {
    ($(#[$meta:meta])* $name:ident of $row:ty { $($kind:ident $code:literal, $vi:literal, $en:literal, $entry:expr;)+ }) => {
        $(#[$meta])*
        const $name: &[$crate::statistics::columns::Column<$row>] = &[$($crate::statistics::columns::Column {
            code: $code,
            name: ($vi, $en),
            kind: $crate::statistics::columns::ColumnKind::$kind,
            entry: $entry,
        }),+];
    };
}
pub(super) use columns;

impl<R> Column<R> {
    /// What stands over it.
    pub(super) fn heading(&self, labels: &Labels<'_>) -> MeasureColumn {
        let (vi, en) = self.name;
        self.kind.heading(self.code, labels.say(vi, en), labels)
    }
}

impl ColumnKind {
    /// What stands over the column `code` with this `label`.
    pub(super) fn heading(self, code: &str, label: String, labels: &Labels<'_>) -> MeasureColumn {
        let (unit, decimals) = match self {
            Self::Count => (None, 0),
            Self::Dong => (Some("VND".to_owned()), 0),
            Self::Percent => (Some("%".to_owned()), 1),
            Self::Days => (Some(labels.say("ngày", "days")), 0),
            Self::MeanDays => (Some(labels.say("ngày", "days")), 1),
            Self::MeanPoints => (None, 2),
        };
        MeasureColumn {
            code: code.to_owned(),
            label,
            unit,
            decimals,
        }
    }
}

/// What stands over `columns`.
pub(super) fn headings<R>(columns: &[Column<R>], labels: &Labels<'_>) -> Vec<MeasureColumn> {
    columns.iter().map(|column| column.heading(labels)).collect()
}

/// What stands in `columns` of `row`.
pub(super) fn entries<R>(columns: &[Column<R>], row: &R) -> Vec<TableEntry> {
    columns.iter().map(|column| (column.entry)(row)).collect()
}

/// A whole number as an entry.
pub(super) fn whole(number: impl TryInto<i64>) -> TableEntry {
    TableEntry::Count(number.try_into().unwrap_or(i64::MAX))
}

/// A decimal as an entry, where there is one.
pub(super) fn decimal(printed: &Option<String>) -> TableEntry {
    TableEntry::decimal(printed.clone())
}

/// A dimension that the table has of its own, beside those asked for.
pub(super) fn own_dimension(code: &str, label: String, role: DimensionRole) -> DimensionColumn {
    let code = code.to_owned();
    DimensionColumn { code, label, role }
}

/// The category `code`, called so in Vietnamese and English.
pub(super) fn category_called(code: &str, (vi, en): (&str, &str), labels: &Labels<'_>) -> Category {
    Category {
        code: code.to_owned(),
        label: labels.say(vi, en),
    }
}
