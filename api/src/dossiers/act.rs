//! The one way in which a request takes a dossier a step on.

use super::view::tag;
use crate::auth::Principal;
use crate::extract::IfMatch;
use crate::problem::{Answer, Code, PossibleAction, Problem};
use crate::server::AppState;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use shared::database::dossiers::{self, Dossier, Step};
use shared::domain::access::{Role, Scope};
use shared::domain::calendar::{self, Calendar};
use shared::domain::violation::Violation;
use shared::domain::workflow::{self, Deadline, DossierAction, OutOfTurn, Party, StepRefused};
use uuid::Uuid;

/// What is done to a dossier.
#[derive(Clone, Debug)]
pub(crate) struct Act<'a> {
    /// The action of the table.
    pub(crate) action: DossierAction,
    /// Why; some actions need it.
    pub(crate) reason: Option<&'a str>,
    /// Last day of the new state, where the action itself names it.
    pub(crate) due_on: Option<NaiveDate>,
    /// What belongs to the action, for the dossier's history.
    pub(crate) details: Option<Value>,
}

impl Act<'_> {
    /// An action that says nothing but itself.
    pub(crate) const fn plain(action: DossierAction) -> Self {
        Self {
            action,
            reason: None,
            due_on: None,
            details: None,
        }
    }
}

/// Takes `dossier`, held by [`locked`] and changed in other columns as the action asks for, one step on for `principal`.
///
/// # Errors
/// 409 `out_of_turn` with what is possible now, 403 `not_your_turn`, 422 where the reason is missing.
pub(crate) async fn act(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    dossier: Dossier,
    act: Act<'_>,
) -> Answer<Dossier> {
    let reason = act.reason.map(str::trim).filter(|reason| !reason.is_empty());
    let transition = allowed(&dossier, act.action, principal, reason)?;
    let due_on = match transition.deadline {
        Deadline::None => None,
        Deadline::WorkingDays(days) => Some(working_calendar()?.after(state.clock.today(), days).day),
        Deadline::Named => act.due_on,
    };
    let step = Step {
        transition,
        actor: &principal.name(),
        at: state.clock.now(),
        reason,
        due_on,
        details: act.details,
    };
    Ok(dossiers::advance(connection, dossier, step).await?)
}

/// The row of the table by which `principal` may do `action` to `dossier`: for handlers that must know it before they
/// look at anything else. The answer is that of [`act`].
///
/// # Errors
/// As [`act`].
pub(crate) fn allowed(
    dossier: &Dossier,
    action: DossierAction,
    principal: &Principal,
    reason: Option<&str>,
) -> Answer<&'static workflow::Transition> {
    let party = party(principal).ok_or_else(|| Problem::new(Code::NotYourTurn))?;
    workflow::step(dossier.state, action, party, reason).map_err(refusal)
}

/// The dossier in reach, held until the transaction ends, where the caller has read the version that is there.
///
/// # Errors
/// 404, 412 and 428.
pub(crate) async fn locked(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
    if_match: &IfMatch,
) -> Answer<Dossier> {
    let dossier = dossiers::lock(connection, scope, id).await?;
    let dossier = dossier.ok_or_else(Problem::not_found)?;
    if_match.require(&tag(&dossier))?;
    Ok(dossier)
}

/// On whose behalf `principal` acts; none for roles that only read or score.
pub(crate) const fn party(principal: &Principal) -> Option<Party> {
    match principal.role {
        Role::Producer => Some(Party::Producer),
        Role::Commune => Some(Party::Commune),
        Role::Province => Some(Party::Province),
        Role::National => Some(Party::Ministry),
        Role::CouncilMember | Role::Statistics | Role::Auditor => None,
    }
}

/// The working days.
///
/// # Errors
/// 500 where the data compiled in is broken; a test holds that it is not.
pub(crate) fn working_calendar() -> Answer<&'static Calendar> {
    calendar::embedded().map_err(|error| Problem::internal(error))
}

fn refusal(refused: StepRefused) -> Problem {
    match refused {
        StepRefused::OutOfTurn(refused) => out_of_turn(&refused),
        StepRefused::NotByYou { action, by } => {
            let by = words(by);
            Problem::new(Code::NotYourTurn).detail(
                format!("Thao tác `{action}` thuộc về: {by}."),
                format!("`{action}` belongs to: {by}."),
            )
        }
        StepRefused::ReasonMissing(_) => Problem::violation(Violation::new(
            "/reason",
            "required",
            "Cần nêu lý do.",
            "A reason must be given.",
        )),
    }
}

fn out_of_turn(refused: &OutOfTurn) -> Problem {
    let (state, action) = (refused.state, refused.action);
    let possible: Vec<PossibleAction> = refused
        .possible
        .iter()
        .map(|(action, by)| PossibleAction { action: *action, by })
        .collect();
    let detail = if possible.is_empty() {
        (
            format!("Hồ sơ đã kết thúc (`{state}`): không còn thao tác nào."),
            format!("The dossier has ended (`{state}`): nothing can be done to it any more."),
        )
    } else {
        let now: Vec<String> = possible
            .iter()
            .map(|one| format!("`{}` ({})", one.action, words(one.by)))
            .collect();
        let now = now.join(", ");
        (
            format!("Không thể `{action}` khi hồ sơ ở trạng thái `{state}`. Hiện có thể: {now}."),
            format!("`{action}` is not possible in the state `{state}`. Possible now: {now}."),
        )
    };
    Problem::new(Code::OutOfTurn)
        .detail(detail.0, detail.1)
        .possible(possible)
}

fn words(parties: &[Party]) -> String {
    let words: Vec<&str> = parties.iter().map(|party| party.as_str()).collect();
    words.join(", ")
}
