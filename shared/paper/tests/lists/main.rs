//! Lists as people keep them, from the bytes of a file to its rows.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

mod bounds;
mod cases;
mod marking;
mod offices;
mod recognitions;
mod remarks;
mod rows;
mod sources;
mod support;
mod tables;
mod workbook;
