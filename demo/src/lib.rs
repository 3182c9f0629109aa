//! Demonstration data: real OCOP products of Vĩnh Phúc province, for whoever starts the service to look at it.
//!
//! Published are, for the programme year 2020 (Decision 385/QĐ-UBND of 17 February 2021), 22 products of 13 producers with
//! 5 times four and 17 times three stars, and for 2022, 44 products of 20 producers with 9 times four and 35 times three;
//! two products by name. Everything else in `vinh-phuc.json` is a placeholder and says so. Its score sheets lead
//! to the published stars under today's regime, which a test holds.
//!
//! A crate of its own beside `standalone`, so that the tests that load it need not build the embedded database.

mod data;
mod ids;
mod load;

pub use load::{DemoReport, load};
