//! What an office does with an idea or a business plan (duyệt ý tưởng, phương án): accepted, returned with a reason, rejected.
//! One table for both.

use crate::access::Scope;
use crate::text_enum;
use crate::violation::Violation;
use uuid::Uuid;

/// Most characters of a reason.
const REASON_LENGTH: usize = 2000;

text_enum! {
    /// Where it stands.
    pub enum ReviewState {
        /// Handed in, waiting for a decision.
        Submitted = "submitted",
        /// Accepted: the next step of the cycle is open.
        Accepted = "accepted",
        /// Returned with a reason: can be changed and handed in again.
        Returned = "returned",
        /// Rejected with a reason, for good.
        Rejected = "rejected",
    }
}

text_enum! {
    /// What can be done with it.
    pub enum ReviewAct {
        /// Its fields are changed.
        Change = "change",
        /// It is handed in again.
        Submit = "submit",
        /// It is accepted.
        Accept = "accept",
        /// It is returned.
        Return = "return",
        /// It is rejected.
        Reject = "reject",
    }
}

text_enum! {
    /// What an office decides.
    pub enum ReviewDecision {
        /// Accepted.
        Accepted = "accepted",
        /// Returned, with a reason.
        Returned = "returned",
        /// Rejected, with a reason.
        Rejected = "rejected",
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewTransition {
    /// Where it stands.
    pub from: ReviewState,
    /// What is done.
    pub act: ReviewAct,
    /// Where it stands afterwards.
    pub to: ReviewState,
}

const fn line(from: ReviewState, act: ReviewAct, to: ReviewState) -> ReviewTransition {
    ReviewTransition { from, act, to }
}

/// Everything that can be done; what is not here cannot.
pub const TABLE: [ReviewTransition; 5] = [
    line(ReviewState::Submitted, ReviewAct::Accept, ReviewState::Accepted),
    line(ReviewState::Submitted, ReviewAct::Return, ReviewState::Returned),
    line(ReviewState::Submitted, ReviewAct::Reject, ReviewState::Rejected),
    line(ReviewState::Returned, ReviewAct::Change, ReviewState::Returned),
    line(ReviewState::Returned, ReviewAct::Submit, ReviewState::Submitted),
];

/// An act whose turn it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewOutOfTurn {
    /// Where it stands.
    pub state: ReviewState,
    /// What can be done instead; nothing at the end.
    pub possible: Vec<ReviewAct>,
}

impl ReviewState {
    /// Where it stands after `act`.
    ///
    /// # Errors
    /// [`ReviewOutOfTurn`] with what is possible now.
    pub fn after(self, act: ReviewAct) -> Result<Self, ReviewOutOfTurn> {
        TABLE
            .iter()
            .find(|line| line.from == self && line.act == act)
            .map(|line| line.to)
            .ok_or_else(|| ReviewOutOfTurn {
                state: self,
                possible: self.possible(),
            })
    }

    /// What can be done now, in the order of the table.
    #[must_use]
    pub fn possible(self) -> Vec<ReviewAct> {
        let lines = TABLE.iter().filter(|line| line.from == self);
        lines.map(|line| line.act).collect()
    }
}

impl ReviewDecision {
    /// The act that the decision is.
    #[must_use]
    pub const fn act(self) -> ReviewAct {
        match self {
            Self::Accepted => ReviewAct::Accept,
            Self::Returned => ReviewAct::Return,
            Self::Rejected => ReviewAct::Reject,
        }
    }

    /// The rule of the reason: whoever is not accepted must be told why.
    ///
    /// # Errors
    /// The broken rule, at `/reason`.
    pub fn check_reason(self, reason: Option<&str>) -> Result<(), Violation> {
        let reason = reason.unwrap_or_default().trim();
        if self != Self::Accepted && reason.is_empty() {
            return Err(Violation::new(
                "/reason",
                "required",
                "trả lại hoặc từ chối phải nêu lý do",
                "a return or a rejection needs a reason",
            ));
        }
        if reason.chars().count() > REASON_LENGTH {
            return Err(Violation::new(
                "/reason",
                "too_long",
                format!("không được dài quá {REASON_LENGTH} ký tự"),
                format!("must not be longer than {REASON_LENGTH} characters"),
            ));
        }
        Ok(())
    }
}

/// True where somebody with `scope` decides over what `producer` handed in (none: what a commune did). Nobody decides over
/// their own: a producer never, a commune not over its own ideas.
#[must_use]
pub const fn may_decide(scope: &Scope, producer: Option<Uuid>) -> bool {
    match scope {
        Scope::Nation | Scope::Province(_) => true,
        Scope::Commune(_) => producer.is_some(),
        Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_act() -> impl Strategy<Value = ReviewAct> {
        proptest::sample::select(ReviewAct::ALL)
    }

    proptest! {
        /// Whatever is tried in whatever order: an accepted or rejected one stays so, and what is refused changes nothing
        /// and is told with acts that then work.
        #[test]
        fn no_order_of_acts_leaves_the_table(acts in prop::collection::vec(any_act(), 0..20)) {
            let mut state = ReviewState::Submitted;
            for act in acts {
                match state.after(act) {
                    Ok(next) => {
                        prop_assert!(!matches!(state, ReviewState::Accepted | ReviewState::Rejected));
                        state = next;
                    }
                    Err(refused) => {
                        prop_assert_eq!(refused.state, state);
                        prop_assert!(!refused.possible.contains(&act));
                        prop_assert!(refused.possible.iter().all(|act| state.after(*act).is_ok()));
                    }
                }
            }
        }
    }

    #[test]
    fn only_what_is_accepted_needs_no_reason() {
        assert!(ReviewDecision::Accepted.check_reason(None).is_ok());
        for decision in [ReviewDecision::Returned, ReviewDecision::Rejected] {
            assert_eq!(decision.check_reason(Some(" ")).unwrap_err().pointer, "/reason");
            assert!(decision.check_reason(Some("thiếu hợp đồng")).is_ok());
            assert_eq!(
                decision.check_reason(Some(&"x".repeat(2001))).unwrap_err().code,
                "too_long"
            );
        }
    }

    #[test]
    fn nobody_decides_over_their_own() {
        let producer = Some(Uuid::nil());
        let commune = Scope::Commune("08782".to_owned());
        assert!(may_decide(&commune, producer) && !may_decide(&commune, None));
        assert!(may_decide(&Scope::Province("25".to_owned()), None));
        assert!(!may_decide(&Scope::Producer(Uuid::nil()), producer));
    }
}
