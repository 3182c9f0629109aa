//! Where an import stands, and what may be done to it.

use crate::text_enum;

text_enum! {
    /// Where an import (nhập dữ liệu) stands.
    pub enum ImportState {
        /// The list is being checked; nothing comes into the register (đang kiểm tra).
        Checking = "checking",
        /// The report is there (đã kiểm tra).
        Checked = "checked",
        /// Its rows are being taken over (đang nhập).
        Committing = "committing",
        /// All that could be taken over is in the register (đã nhập).
        Committed = "committed",
        /// Somebody stopped it; what was taken over until then stays (đã dừng).
        Cancelled = "cancelled",
        /// The file as a whole is no such list (không đọc được).
        Unreadable = "unreadable",
        /// Its job ended without success: begin the stage again (lỗi).
        Failed = "failed",
    }
}

/// What somebody does to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportAct {
    /// Has it read otherwise, which checks it anew.
    Check,
    /// Has it taken over.
    Commit,
    /// Stops it.
    Cancel,
}

impl ImportState {
    /// Whether `act` is in turn. `begun`: rows were taken over already, so a failed or stopped import can only go on.
    #[must_use]
    pub const fn allows(self, act: ImportAct, begun: bool) -> bool {
        match act {
            ImportAct::Check => {
                !begun
                    && matches!(
                        self,
                        Self::Checked | Self::Unreadable | Self::Failed | Self::Cancelled
                    )
            }
            ImportAct::Commit => {
                matches!(self, Self::Checked) || (begun && matches!(self, Self::Failed | Self::Cancelled))
            }
            ImportAct::Cancel => matches!(
                self,
                Self::Checking | Self::Checked | Self::Committing | Self::Failed
            ),
        }
    }

    /// Whether a job is at it.
    #[must_use]
    pub const fn is_in_work(self) -> bool {
        matches!(self, Self::Checking | Self::Committing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_only_goes_on() {
        use ImportAct::{Cancel, Check, Commit};
        for (state, act, before, after) in [
            (ImportState::Checking, Check, false, false),
            (ImportState::Checked, Check, true, false),
            (ImportState::Checked, Commit, true, true),
            (ImportState::Cancelled, Commit, false, true),
            (ImportState::Failed, Check, true, false),
            (ImportState::Failed, Commit, false, true),
            (ImportState::Committed, Commit, false, false),
            (ImportState::Committed, Cancel, false, false),
            (ImportState::Unreadable, Commit, false, false),
        ] {
            assert_eq!(state.allows(act, false), before, "{state} {act:?}");
            assert_eq!(state.allows(act, true), after, "{state} {act:?} begun");
        }
    }
}
