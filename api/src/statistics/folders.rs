//! What stands in the path before the name of a statistic.

/// Of nearly every statistic.
pub(super) const STATISTICS: &str = "/api/v1/statistics/";

/// Of the indicator of new rural areas.
pub(super) const NTM: &str = "/api/v1/ntm/";

/// Every [`super::polled::Statistic::FOLDER`].
pub(super) const FOLDERS: [&str; 2] = [STATISTICS, NTM];
