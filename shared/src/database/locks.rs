//! Keys of the advisory locks, all in one place so that no two mean the same.

/// One process migrates at a time.
pub(crate) const MIGRATION: i64 = 0x0C0_0001;
/// One process loads the administrative units at a time.
pub(crate) const UNITS: i64 = 0x0C0_0002;
/// One process makes the first signing key.
pub(crate) const SIGNING_KEY: i64 = 0x0C0_0004;
/// One import takes rows over at a time: two with the same new producer make one of it.
pub(crate) const IMPORT: i64 = 0x0C0_0005;
