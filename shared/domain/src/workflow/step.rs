//! What is possible with a dossier, and why a step is refused.

use super::{DossierAction, DossierState, DossierTransition, Party, TRANSITIONS};

/// An action out of turn: what is possible instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{action}` is not possible in the state `{state}`")]
pub struct OutOfTurn {
    /// Where the dossier stands.
    pub state: DossierState,
    /// What was asked for.
    pub action: DossierAction,
    /// What is possible now, and for whom.
    pub possible: Vec<(DossierAction, &'static [Party])>,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefusal {
    /// Not now: 409.
    #[error(transparent)]
    OutOfTurn(#[from] OutOfTurn),
    /// Not by this party: 403.
    #[error("`{action}` is for {}", words(by))]
    NotByYou {
        /// What was asked for.
        action: DossierAction,
        /// Who may do it.
        by: &'static [Party],
    },
    /// The reason is missing: 422.
    #[error("`{0}` needs a reason")]
    ReasonMissing(DossierAction),
}

fn words(parties: &[Party]) -> String {
    let words: Vec<&str> = parties.iter().map(|party| party.as_str()).collect();
    words.join(", ")
}

impl DossierState {
    /// No action leads on from here.
    #[must_use]
    pub fn is_final(self) -> bool {
        possible(self).next().is_none()
    }
}

/// The rows that lead on from `state`.
pub fn possible(state: DossierState) -> impl Iterator<Item = &'static DossierTransition> {
    TRANSITIONS.iter().filter(move |row| row.from == state)
}

/// The row for `action` of `party` on a dossier in `state`.
///
/// # Errors
/// [`StepRefusal`]: out of turn, not by this party, or without the reason it needs.
pub fn step(
    state: DossierState,
    action: DossierAction,
    party: Party,
    reason: Option<&str>,
) -> Result<&'static DossierTransition, StepRefusal> {
    let Some(row) = possible(state).find(|row| row.action == action) else {
        return Err(StepRefusal::OutOfTurn(OutOfTurn {
            state,
            action,
            possible: possible(state).map(|row| (row.action, row.by)).collect(),
        }));
    };
    if !row.by.contains(&party) {
        return Err(StepRefusal::NotByYou { action, by: row.by });
    }
    if row.reason && reason.is_none_or(|reason| reason.trim().is_empty()) {
        return Err(StepRefusal::ReasonMissing(action));
    }
    Ok(row)
}
