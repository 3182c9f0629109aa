//! The rules of OCOP as pure functions: no I/O, no clock, no SQL. Values in, values out.

pub mod language;
pub mod violation;
