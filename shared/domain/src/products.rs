//! Products (sản phẩm): the code they are known by and the rules of what is recorded of them.

mod code;
mod draft;
mod ministry;
mod register;

pub use code::{NoProductCode, ProductCode, units_in_force};
pub use draft::ProductDraft;
pub use ministry::{MinistryCatalogue, MinistryColumn, MinistryFormat, MinistryTable};
pub use register::{ProductStanding, ProductStatus, hundredths_of_millions, standing};

/// The product sets (bộ sản phẩm) are numbered so in every regime.
pub const PRODUCT_SETS: std::ops::RangeInclusive<i16> = 1..=26;
/// The six groups of products (nhóm sản phẩm).
pub const PRODUCT_GROUPS: [&str; 6] = ["I", "II", "III", "IV", "V", "VI"];
