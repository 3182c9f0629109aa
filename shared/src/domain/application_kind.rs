//! The three kinds of application (loại hồ sơ).

use crate::text_enum;

text_enum! {
    /// The kind of application (loại hồ sơ).
    pub enum ApplicationKind {
        /// Evaluated for the first time (đánh giá lần đầu).
        First = "first",
        /// For a higher star than the one held (nâng hạng).
        Upgrade = "upgrade",
        /// Before or after the certificate's end (đánh giá lại).
        Renewal = "renewal",
    }
}
