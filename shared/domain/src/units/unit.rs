//! One unit and what names it.

use crate::text_enum;
use chrono::NaiveDate;

text_enum! {
    /// The side of the reform of 1 July 2025 on which a unit existed.
    pub enum Generation {
        /// Until 30 June 2025: provinces, districts, communes.
        Legacy = "legacy",
        /// Since 1 July 2025: provinces and communes.
        Current = "current",
    }
}

text_enum! {
    /// The tier of a unit (cấp hành chính), from the top.
    pub enum Level {
        /// Province or centrally run city (cấp tỉnh).
        Province = "province",
        /// District (cấp huyện), legacy only.
        District = "district",
        /// Commune (cấp xã).
        Commune = "commune",
    }
}

text_enum! {
    /// The word in front of a unit's name (loại đơn vị).
    pub enum UnitKind {
        /// Province.
        Province = "tỉnh",
        /// City, centrally run or of a province.
        City = "thành phố",
        /// Rural district.
        RuralDistrict = "huyện",
        /// Urban district of a centrally run city.
        UrbanDistrict = "quận",
        /// District-level town.
        Town = "thị xã",
        /// Rural commune.
        Commune = "xã",
        /// Ward.
        Ward = "phường",
        /// Commune-level town.
        Township = "thị trấn",
        /// Special zone, an island of the commune level.
        SpecialZone = "đặc khu",
    }
}

impl Generation {
    /// The day of whose boundaries the units of this side are. Of the former ones that is the last day before the reform,
    /// whichever day is asked for: mergers of earlier years are not on record. Of today's it is their first day, since when
    /// names have changed and boundaries have not.
    #[must_use]
    pub const fn boundary_day(self) -> NaiveDate {
        match self {
            Self::Legacy => LAST_BEFORE_THE_REFORM,
            Self::Current => REFORM,
        }
    }
}

/// First day of today's units: 1 July 2025.
pub const REFORM: NaiveDate = match NaiveDate::from_ymd_opt(2025, 7, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// Last day of the former units: 30 June 2025.
const LAST_BEFORE_THE_REFORM: NaiveDate = match REFORM.pred_opt() {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// What names a unit: a code alone may mean two units, one of each generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitRef {
    /// Side of the reform.
    pub generation: Generation,
    /// Tier.
    pub level: Level,
    /// Code of the General Statistics Office: 2 digits for a province, 3 for a district, 5 for a commune.
    pub code: String,
}

impl UnitRef {
    /// The unit `code` of `level` in `generation`.
    pub fn new(generation: Generation, level: Level, code: impl Into<String>) -> Self {
        Self {
            generation,
            level,
            code: code.into(),
        }
    }
}

/// A name that a unit had (tên cũ), with the kind of that time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// Full name with its kind, e.g. `Tỉnh Đồng Nai`.
    pub name: String,
    /// The name folded for search, see [`super::fold`].
    pub search_name: String,
    /// The kind, which the name begins with.
    pub kind: UnitKind,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: NaiveDate,
}

/// One administrative unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Generation, level and code.
    pub unit: UnitRef,
    /// Full name with its kind, e.g. `Xã Đôn Nhân`: the newest one. That of a day is [`Self::name_on`].
    pub name: String,
    /// The name folded for search, see [`super::fold`].
    pub search_name: String,
    /// The kind, which the name begins with; that of a day is [`Self::kind_on`].
    pub kind: UnitKind,
    /// The names that it had before, oldest first; each ends the day before the next begins.
    pub former_names: Vec<FormerName>,
    /// Code of the unit directly above: a district for legacy communes, a province otherwise; none for provinces.
    pub parent_code: Option<String>,
    /// Code of the province it lies in, its own for a province; of the same generation.
    pub province_code: String,
    /// The unit of the other generation that stands for it, see [`super::Registry::counterpart`].
    pub counterpart: Option<UnitRef>,
    /// First day; none where it existed before records begin.
    pub valid_from: Option<NaiveDate>,
    /// Last day; none where it still exists.
    pub valid_to: Option<NaiveDate>,
    /// Degrees north (WGS 84) of a point inside or near the unit.
    pub latitude: f64,
    /// Degrees east (WGS 84) of the same point.
    pub longitude: f64,
}
