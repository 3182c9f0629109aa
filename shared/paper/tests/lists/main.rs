//! Lists as people keep them, from the bytes of a file to its rows.

mod cases;
mod marking;
mod sources;
mod support;
mod workbook;
