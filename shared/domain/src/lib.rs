//! The rules of OCOP as pure functions: no I/O, no clock, no SQL. Values in, values out.

pub mod access;
pub mod application_kind;
pub mod calendar;
pub mod certificate;
pub mod councils;
pub mod criteria;
pub mod cycle;
pub mod dossier;
pub mod evaluation;
pub mod files;
pub mod hex;
pub mod language;
pub mod money;
pub mod ntm;
pub mod producers;
pub mod products;
pub mod recognition;
pub mod regime_choice;
pub mod renewal;
pub mod rounds;
pub mod scoring;
pub mod statistics;
pub mod text_enum;
pub mod units;
pub mod violation;
pub mod workflow;
