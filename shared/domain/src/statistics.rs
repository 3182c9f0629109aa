//! What can be asked of the product statistics: which products hold a star on a day, or came to it in a period, broken down by up to
//! four dimensions, in today's or in the old boundaries.
//!
//! A product counts on a day where its star status holds on it (see [`super::recognition`]); a producer counts once
//! however many of its products count. "Potential five stars" is a class of its own. In words: `docs/STATISTICS.md`.

pub mod cohorts;
pub mod disclosure;
pub mod effects;
pub mod filter;
pub mod funnel;
pub mod history;
mod labels;
pub mod league;
pub mod mean;
mod measure;
mod position;
mod question;
pub mod ranking;
pub mod ratio;
pub mod scores;
pub mod series;
pub mod table;
pub mod waiting;

pub use labels::{Labels, POTENTIAL_FIVE};
pub use measure::{EXPIRING_DAYS, Measure, MeasureSelection};
pub use position::{BreakdownAxes, CellPosition, DimensionValues, ValueCode};
pub use question::{Area, Cell, Counts, Filters, ProductFigures, ProductQuestion, UNKNOWN, boundaries_on};

use crate::text_enum;

text_enum! {
    /// A dimension of the breakdown (`by`).
    pub enum Dimension {
        /// Stars, 3 to 5; potential five stars are cells of their own.
        Stars = "stars",
        /// One of the six groups, I to VI (nhóm sản phẩm).
        ProductGroup = "product_group",
        /// One of the 26 product sets (bộ sản phẩm).
        ProductSet = "product_set",
        /// Kind of producer (loại hình chủ thể).
        ProducerType = "producer_type",
        /// Collective or private (khu vực kinh tế).
        Sector = "sector",
        /// Sex of the legal representative.
        Gender = "gender",
        /// Whether the legal representative belongs to an ethnic minority.
        EthnicMinority = "ethnic_minority",
        /// Province in the boundaries asked for.
        Province = "province",
        /// District, in the old boundaries only.
        District = "district",
        /// Commune in the boundaries asked for.
        Commune = "commune",
        /// First, upgrade or renewal.
        Kind = "kind",
        /// Programme year.
        Year = "year",
        /// Year of the day from which the stars hold, which is that of the decision.
        DecisionYear = "decision_year",
        /// Level of the State that recognised (cấp công nhận).
        Authority = "authority",
        /// The unit that recognised, in the boundaries of its time, e.g. `legacy-26` (cơ quan công nhận).
        AuthorityUnit = "authority_unit",
    }
}

impl Dimension {
    /// True where its values are numbers, so that 10 comes after 9.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Stars | Self::ProductSet | Self::Year | Self::DecisionYear
        )
    }
}

/// The most dimensions one question may have: more would list nearly single products.
pub const MAX_DIMENSIONS: usize = 4;

/// A `by` that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DimensionError {
    /// A word that is no dimension.
    Unknown(String),
    /// The same dimension twice.
    Repeated(Dimension),
    /// More than [`MAX_DIMENSIONS`].
    TooMany,
}

/// Reads `by`: dimensions separated by commas, none for the totals alone.
///
/// # Errors
/// The first thing that is wrong.
pub fn parse_dimensions(by: &str) -> Result<Vec<Dimension>, DimensionError> {
    let mut dimensions = Vec::new();
    for word in by.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let dimension = word
            .parse()
            .map_err(|_| DimensionError::Unknown(word.to_owned()))?;
        if dimensions.contains(&dimension) {
            return Err(DimensionError::Repeated(dimension));
        }
        dimensions.push(dimension);
    }
    if dimensions.len() > MAX_DIMENSIONS {
        return Err(DimensionError::TooMany);
    }
    Ok(dimensions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_come_in_the_order_asked() {
        assert_eq!(
            parse_dimensions("year, stars"),
            Ok(vec![Dimension::Year, Dimension::Stars])
        );
        assert_eq!(parse_dimensions(""), Ok(vec![]));
    }

    #[test]
    fn unknown_repeated_and_too_many_are_told_apart() {
        assert_eq!(
            parse_dimensions("colour"),
            Err(DimensionError::Unknown("colour".to_owned()))
        );
        assert_eq!(
            parse_dimensions("stars,stars"),
            Err(DimensionError::Repeated(Dimension::Stars))
        );
        assert_eq!(
            parse_dimensions("stars,year,kind,sector,gender"),
            Err(DimensionError::TooMany)
        );
    }
}
