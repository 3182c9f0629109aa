//! The api over HTTP on a real PostgreSQL: a server and a database of its own for every test.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

mod app;
mod audit_chain;
mod audit_log;
mod authorisation;
mod certificates;
mod closing;
mod cohorts;
mod corrections;
mod council_scene;
mod councils;
mod cycle;
mod dashboard;
mod dead_letters;
mod docs;
mod dossiers;
mod effects;
mod errors;
mod evaluations;
mod exports;
mod exports_ministry;
mod files;
mod floors;
mod head;
mod health;
mod idempotency;
mod jobs;
mod keys;
mod languages;
mod league;
mod names;
mod ntm;
mod ntm_polled;
mod open_data;
mod outside_issuers;
mod past;
mod producer_lists;
mod producers;
mod product_lists;
mod products;
mod published_figures;
mod recognition_notices;
mod recorded;
mod recounting;
mod regimes;
mod registration;
mod rounds;
mod schemas;
mod score_sheets;
mod scorings;
mod sessions;
mod shedding;
mod small_numbers;
mod statistics;
mod statistics_boundaries;
mod statistics_formats;
mod statistics_loading;
mod statistics_measures;
mod statistics_process;
mod statistics_repeated;
mod statistics_scores;
mod statistics_versions;
mod tokens;
mod units;
