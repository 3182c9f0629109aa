//! Lists as people keep them, from the bytes of a file to its rows.

mod cases;
mod marking;
mod rows;
mod sources;
mod support;
mod tables;
mod workbook;
