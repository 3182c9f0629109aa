//! The dashboard in headless Chromium, on the real service with the demonstration's data.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

mod accessible;
mod browser;
mod figures;
mod fresh;
mod keyboard;
mod page;
mod phone;
mod progress;
mod scene;
mod sessions;
mod stream;
