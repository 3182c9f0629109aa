//! A statistic as a table: what it is broken down by, what it counts, and its rows. Every format beside JSON is written from it.

/// A statistic as a table, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatisticsTable {
    /// What it shows, e.g. "OCOP products on 24/11/2026".
    pub title: String,
    /// What it is broken down by, in the order asked for; may be empty.
    pub dimensions: Vec<DimensionColumn>,
    /// What is counted; at least one.
    pub measures: Vec<MeasureColumn>,
    /// A row for each combination that has anything.
    pub rows: Vec<TableRow>,
    /// The whole, which need not be the sum of the rows; one entry for each measure.
    pub totals: Option<Vec<TableEntry>>,
}

/// What a dimension says about what is counted (JSON-stat: `role`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DimensionRole {
    /// What kind it is.
    Kind,
    /// Where it is.
    Place,
    /// When it is; its codes speak for themselves, so it takes one column and not two.
    Time,
}

/// A dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionColumn {
    /// Word of the contract, e.g. `product_group`.
    pub code: String,
    /// Its name in the language of the table.
    pub label: String,
    /// Kind, place or time.
    pub role: DimensionRole,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureColumn {
    /// Word of the contract, e.g. `producers`.
    pub code: String,
    /// Its name in the language of the table.
    pub label: String,
    /// Its unit in the language of the table, e.g. `%`; none for plain counts.
    pub unit: Option<String>,
    /// Digits after the point.
    pub decimals: u8,
}

/// One combination of the dimensions and what is counted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Where it stands: one category for each dimension.
    pub at: Vec<Category>,
    /// One entry for each measure.
    pub entries: Vec<TableEntry>,
}

/// One value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Category {
    /// Word or code of the contract, e.g. `I` or `25`.
    pub code: String,
    /// Its name in the language of the table.
    pub label: String,
}

/// One figure of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableEntry {
    /// A whole number.
    Count(i64),
    /// An exact decimal as it is printed, `.` before its fraction, e.g. `76.2`.
    Decimal(String),
    /// Nothing is known, or nothing can be said: a share of nothing.
    Missing,
}

impl TableEntry {
    /// A whole number where there is one.
    #[must_use]
    pub const fn count(number: Option<i64>) -> Self {
        match number {
            Some(number) => Self::Count(number),
            None => Self::Missing,
        }
    }

    /// A decimal where there is one.
    #[must_use]
    pub fn decimal(printed: Option<String>) -> Self {
        printed.map_or(Self::Missing, Self::Decimal)
    }

    /// As it is printed; none where it is missing.
    #[must_use]
    pub fn printed(&self) -> Option<String> {
        match self {
            Self::Count(count) => Some(count.to_string()),
            Self::Decimal(printed) => Some(printed.clone()),
            Self::Missing => None,
        }
    }
}

impl Category {
    /// A category whose code says it all, such as a year.
    pub fn plain(code: impl Into<String>) -> Self {
        let code = code.into();
        Self {
            label: code.clone(),
            code,
        }
    }
}

impl MeasureColumn {
    /// A whole number without a unit.
    pub fn count(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            label: label.into(),
            unit: None,
            decimals: 0,
        }
    }

    /// A percentage with one digit after the point.
    pub fn percent(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            label: label.into(),
            unit: Some("%".to_owned()),
            decimals: 1,
        }
    }
}
