//! What loading changed.

/// What a call of [`super::load`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// Rows inserted or changed.
    pub written: usize,
    /// Rows removed, because the data has them no longer.
    pub removed: usize,
}
