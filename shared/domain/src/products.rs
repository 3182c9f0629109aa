//! Products (sản phẩm): the code they are known by and the rules of what is recorded of them.

mod code;
mod draft;
mod register;

pub use code::{ProductCode, units_in_force};
pub use draft::ProductDraft;
pub use register::{ProductStanding, ProductStatus, millions, standing};
