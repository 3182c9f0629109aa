//! How long a dossier may stay in a state.

/// How long a state may last; the day itself is computed by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// The law names none.
    None,
    /// So many working days (ngày làm việc) after the day of the action.
    WorkingDays(u16),
    /// Until the day that the action itself names.
    Named,
}
