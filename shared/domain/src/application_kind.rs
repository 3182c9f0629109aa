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

impl ApplicationKind {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::First => ("Đánh giá lần đầu", "First evaluation"),
            Self::Upgrade => ("Nâng hạng", "Upgrade"),
            Self::Renewal => ("Đánh giá lại", "Renewal"),
        }
    }
}
