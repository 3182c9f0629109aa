//! What single cells mean, as people write it.

mod amount;
mod day;
mod degrees;
mod number;
mod people;
mod sort;
mod stars;

pub(crate) use amount::{is_nothing, whole};
pub(crate) use day::Moment;
pub(crate) use day::{day, serial_day, within_text};
pub(crate) use degrees::degrees;
pub(crate) use number::{phone, tax_code};
pub(crate) use people::{gender, producer_kind};
pub(crate) use sort::{SetOffers, group, product_set};
pub use stars::WrittenStars;
pub(crate) use stars::stars;
