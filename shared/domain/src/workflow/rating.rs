//! What a computed rating does to its dossier.

use super::{DossierAction, DossierState, DossierTransition};
use crate::evaluation::EvaluationLevel;
use crate::recognition::LOWEST_RECOGNISED;
use crate::scoring::ScoringOutcome;

/// What the ministry's council rates for.
const MINISTRY_STARS: u8 = 5;

impl DossierAction {
    /// The action of a rating: at the province three stars or more are put to decision, at the ministry five.
    #[must_use]
    pub const fn of_rating(level: EvaluationLevel, outcome: ScoringOutcome, stars: Option<u8>) -> Self {
        let enough = match level {
            EvaluationLevel::Province => LOWEST_RECOGNISED,
            EvaluationLevel::Central => MINISTRY_STARS,
        };
        match (outcome, stars) {
            (ScoringOutcome::Eliminated, _) => Self::Eliminated,
            (ScoringOutcome::NoQuorum, _) => Self::NoQuorum,
            (ScoringOutcome::NeedsRescoring, _) => Self::NeedsRescoring,
            (ScoringOutcome::Rated, Some(stars)) if stars >= enough => Self::Rated,
            (ScoringOutcome::Rated, _) => Self::RatedBelow,
        }
    }
}

impl DossierState {
    /// The level whose council has the dossier or is about to, where one does.
    #[must_use]
    pub const fn council_level(self) -> Option<EvaluationLevel> {
        match self {
            Self::AtCouncil | Self::BeingRated => Some(EvaluationLevel::Province),
            Self::AtMinistryCouncil | Self::BeingRatedByMinistry => Some(EvaluationLevel::Central),
            _ => None,
        }
    }

    /// A council's sheets are open: members write them, hidden from each other.
    #[must_use]
    pub const fn is_scoring(self) -> bool {
        matches!(self, Self::AtCouncil | Self::AtMinistryCouncil)
    }
}

impl DossierTransition {
    /// Begins a new turn of scoring (lượt chấm): every way to a council does but those on which the sheets stay as they
    /// are, because too few were there or the rating could not be computed.
    #[must_use]
    pub const fn opens_turn(&self) -> bool {
        self.to.is_scoring() && !matches!(self.action, DossierAction::NoQuorum | DossierAction::RatingFailed)
    }
}
