//! The table of states, actions, parties and deadlines (quy trình hồ sơ): `GET /api/v1/workflow`.

use crate::caller::AnyCaller;
use api_http::answer::Resource;
use api_http::extract::IfNoneMatch;
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Serialize;
use shared::domain::language::Language;
use shared::domain::workflow::{
    Deadline, DossierAction, DossierState, DossierTransition, Party, TRANSITIONS,
};
use utoipa::ToSchema;

api_http::routes! { show }

/// The way of a dossier.
#[derive(Debug, Serialize, ToSchema)]
struct WorkflowView {
    /// Where a dossier can stand.
    states: Vec<StateView>,
    /// What can be done, by state.
    steps: Vec<WorkflowStep>,
    /// Who acts.
    parties: Vec<PartyView>,
}

/// A state.
#[derive(Debug, Serialize, ToSchema)]
struct StateView {
    /// Its word.
    state: DossierState,
    /// Its name in the caller's language.
    name: String,
    /// Whether the forms and the evidence may be changed.
    editable: bool,
    /// Whether the way ends here.
    ends: bool,
}

/// A row of the table.
#[derive(Debug, Serialize, ToSchema)]
struct WorkflowStep {
    /// Where the dossier stands.
    from: DossierState,
    /// What is done.
    action: DossierAction,
    /// Its name in the caller's language.
    name: String,
    /// Where it stands then.
    to: DossierState,
    /// Who may do it.
    by: &'static [Party],
    /// Whether a reason must be given.
    reason_required: bool,
    /// Working days that the new state may last.
    working_days: Option<u16>,
    /// Whether the action itself names the last day of the new state.
    names_last_day: bool,
}

/// A party.
#[derive(Debug, Serialize, ToSchema)]
struct PartyView {
    /// Its word.
    party: Party,
    /// Its name in the caller's language.
    name: String,
}

/// States, actions, who may take them and how long a state may last: the table that the service itself goes by.
#[endpoint(get "/workflow", tag = "dossiers", of = "workflow")]
async fn show(
    _: AnyCaller,
    context: RequestContext,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<WorkflowView>> {
    if_none_match.answer_content(&WorkflowView::new(context.language))
}

impl WorkflowView {
    fn new(language: Language) -> Self {
        let state = |state: &DossierState| StateView {
            state: *state,
            name: state.name().get(language).to_owned(),
            editable: state.is_editable(),
            ends: state.is_final(),
        };
        let party = |party: &Party| PartyView {
            party: *party,
            name: party.name().get(language).to_owned(),
        };
        Self {
            states: DossierState::ALL.iter().map(state).collect(),
            steps: TRANSITIONS
                .iter()
                .map(|row| WorkflowStep::of(row, language))
                .collect(),
            parties: Party::ALL.iter().map(party).collect(),
        }
    }
}

impl WorkflowStep {
    fn of(row: &'static DossierTransition, language: Language) -> Self {
        Self {
            from: row.from,
            action: row.action,
            name: row.action.name().get(language).to_owned(),
            to: row.to,
            by: row.by,
            reason_required: row.reason,
            working_days: match row.deadline {
                Deadline::WorkingDays(days) => Some(days),
                Deadline::None | Deadline::Named => None,
            },
            names_last_day: row.deadline == Deadline::Named,
        }
    }
}
