//! Administrative units (đơn vị hành chính) of both generations and the succession between them.
//!
//! The reform of 1 July 2025 made 34 provinces of 63, abolished the districts and made 3,321 communes of 10,035. Codes
//! are reused across it, so a unit is known by generation, level and code together. Records keep the unit of their day;
//! a [`Place`] holds both the old and the new one, so every list can be asked in either boundaries.

mod embedded;
mod error;
mod fold;
mod names;
mod parse;
mod place;
mod registry;
mod succession;
mod unit;

pub use embedded::{fingerprint, registry};
pub use error::UnitDataError;
pub use fold::fold;
pub use names::OtherName;
pub use place::Place;
pub use registry::{NoPlace, Registry, UnitFilter};
pub use succession::{Relation, Succession};
pub use unit::{FormerName, Generation, Level, REFORM, Unit, UnitKind, UnitRef};
