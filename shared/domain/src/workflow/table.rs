//! The table of transitions.

use super::DossierAction as Action;
use super::DossierState as State;
use super::{Deadline, DossierTransition, Party};

/// Working days that the commune has (Decision 26/2026/QĐ-TTg, article 7.2).
const COMMUNE_DAYS: u16 = 15;

const PRODUCER: &[Party] = &[Party::Producer, Party::Commune, Party::Province];
const COMMUNE: &[Party] = &[Party::Commune];
const PROVINCE: &[Party] = &[Party::Province];
const MINISTRY: &[Party] = &[Party::Ministry];
const RATING: &[Party] = &[Party::Rating];

/// Every step that a dossier can take, by state.
pub const TRANSITIONS: &[DossierTransition] = &[
    row(State::Draft, Action::Submit, State::AtCommune, PRODUCER).within(Deadline::WorkingDays(COMMUNE_DAYS)),
    row(State::Draft, Action::Withdraw, State::Withdrawn, PRODUCER),
    row(State::Returned, Action::Submit, State::AtCommune, PRODUCER)
        .within(Deadline::WorkingDays(COMMUNE_DAYS)),
    row(State::Returned, Action::Withdraw, State::Withdrawn, PRODUCER),
    row(State::AtCommune, Action::SendOn, State::AtProvince, COMMUNE),
    row(State::AtCommune, Action::Return, State::Returned, COMMUNE).because(),
    row(State::AtCommune, Action::Withdraw, State::Withdrawn, PRODUCER),
    row(
        State::AtProvince,
        Action::RequestEvidence,
        State::AwaitingEvidence,
        PROVINCE,
    )
    .within(Deadline::Named),
    row(
        State::AtProvince,
        Action::Accept,
        State::WithAdvisoryTeam,
        PROVINCE,
    ),
    row(State::AtProvince, Action::Return, State::Returned, PROVINCE).because(),
    row(State::AtProvince, Action::Withdraw, State::Withdrawn, PRODUCER),
    row(
        State::AwaitingEvidence,
        Action::SupplyEvidence,
        State::AtProvince,
        PRODUCER,
    ),
    row(
        State::AwaitingEvidence,
        Action::CloseRequest,
        State::AtProvince,
        PROVINCE,
    )
    .because(),
    row(
        State::AwaitingEvidence,
        Action::Withdraw,
        State::Withdrawn,
        PRODUCER,
    ),
    row(
        State::WithAdvisoryTeam,
        Action::Report,
        State::AtCouncil,
        PROVINCE,
    ),
    row(
        State::WithAdvisoryTeam,
        Action::RequestEvidence,
        State::AwaitingEvidence,
        PROVINCE,
    )
    .within(Deadline::Named),
    row(State::AtCouncil, Action::CloseSheets, State::BeingRated, PROVINCE),
    row(State::BeingRated, Action::Rated, State::Scored, RATING),
    row(
        State::BeingRated,
        Action::RatedBelow,
        State::NotRecognised,
        RATING,
    ),
    row(
        State::BeingRated,
        Action::Eliminated,
        State::NotRecognised,
        RATING,
    ),
    row(
        State::BeingRated,
        Action::NeedsRescoring,
        State::AtCouncil,
        RATING,
    ),
    row(State::BeingRated, Action::NoQuorum, State::AtCouncil, RATING),
    row(State::BeingRated, Action::RatingFailed, State::AtCouncil, RATING),
    row(State::Scored, Action::Rescore, State::AtCouncil, PROVINCE).because(),
    row(State::Scored, Action::Recognise, State::Recognised, PROVINCE),
    row(State::Scored, Action::Propose, State::AtMinistry, PROVINCE),
    row(State::Scored, Action::Decline, State::NotRecognised, PROVINCE).because(),
    row(
        State::AtMinistry,
        Action::Accept,
        State::AtMinistryCouncil,
        MINISTRY,
    ),
    row(State::AtMinistry, Action::Refuse, State::BackAtProvince, MINISTRY).because(),
    row(
        State::AtMinistryCouncil,
        Action::CloseSheets,
        State::BeingRatedByMinistry,
        MINISTRY,
    ),
    row(
        State::BeingRatedByMinistry,
        Action::Rated,
        State::ScoredByMinistry,
        RATING,
    ),
    row(
        State::BeingRatedByMinistry,
        Action::RatedBelow,
        State::BackAtProvince,
        RATING,
    ),
    row(
        State::BeingRatedByMinistry,
        Action::Eliminated,
        State::BackAtProvince,
        RATING,
    ),
    row(
        State::BeingRatedByMinistry,
        Action::NeedsRescoring,
        State::AtMinistryCouncil,
        RATING,
    ),
    row(
        State::BeingRatedByMinistry,
        Action::NoQuorum,
        State::AtMinistryCouncil,
        RATING,
    ),
    row(
        State::BeingRatedByMinistry,
        Action::RatingFailed,
        State::AtMinistryCouncil,
        RATING,
    ),
    row(
        State::ScoredByMinistry,
        Action::Rescore,
        State::AtMinistryCouncil,
        MINISTRY,
    )
    .because(),
    row(
        State::ScoredByMinistry,
        Action::Recognise,
        State::Recognised,
        MINISTRY,
    ),
    row(
        State::ScoredByMinistry,
        Action::Decline,
        State::BackAtProvince,
        MINISTRY,
    )
    .because(),
    row(
        State::BackAtProvince,
        Action::AdoptResult,
        State::Scored,
        PROVINCE,
    ),
    row(
        State::BackAtProvince,
        Action::EvaluateAnew,
        State::AtCouncil,
        PROVINCE,
    )
    .because(),
    row(
        State::BackAtProvince,
        Action::Decline,
        State::NotRecognised,
        PROVINCE,
    )
    .because(),
];

const fn row(from: State, action: Action, to: State, by: &'static [Party]) -> DossierTransition {
    DossierTransition {
        from,
        action,
        to,
        by,
        deadline: Deadline::None,
        reason: false,
    }
}

impl DossierTransition {
    const fn within(mut self, deadline: Deadline) -> Self {
        self.deadline = deadline;
        self
    }

    const fn because(mut self) -> Self {
        self.reason = true;
        self
    }
}
