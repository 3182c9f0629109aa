//! The one way in which a request takes a dossier a step on.

use super::calendar::working_calendar;
use super::party::party;
use super::view::{DossierView, tag};
use crate::auth::Principal;
use crate::state::AppState;
use api_http::answer::{AnswerKind, WrittenReply};
use api_http::extract::{IfMatch, MayMatch};
use api_http::problem::{ApiResult, Code, PossibleAction, Problem};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use shared::database::dossiers::{self, Dossier, DossierStep};
use shared::database::recognitions::{self, DossierEnding, UnrecognisedDossier};
use shared::domain::access::Scope;
use shared::domain::violation::Violation;
use shared::domain::workflow::{self, Deadline, DossierAction, DossierState, Party, StepRefusal};
use uuid::Uuid;

/// The longest reason, in characters: a returned dossier names what is wrong with it.
pub(super) const REASON_LENGTH: usize = 5000;

/// What is done to a dossier.
#[derive(Clone, Debug)]
pub(crate) struct DossierMove<'a> {
    /// The action of the table.
    pub(crate) action: DossierAction,
    /// Why; some actions need it.
    pub(crate) reason: Option<&'a str>,
    /// Last day of the new state, where the action itself names it.
    pub(crate) due_on: Option<NaiveDate>,
    /// What belongs to the action, for the dossier's history.
    pub(crate) details: Option<Value>,
}

impl<'a> DossierMove<'a> {
    /// An action that says nothing but itself.
    pub(crate) const fn plain(action: DossierAction) -> Self {
        Self::with_reason(action, None)
    }

    /// An action that says why, at most.
    pub(crate) const fn with_reason(action: DossierAction, reason: Option<&'a str>) -> Self {
        Self {
            action,
            reason,
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
    act: DossierMove<'_>,
) -> ApiResult<Dossier> {
    let reason = act.reason.map(str::trim).filter(|reason| !reason.is_empty());
    reason.map_or(Ok(()), check_reason)?;
    let transition = allowed(&dossier, act.action, principal, reason)?;
    let due_on = match transition.deadline {
        Deadline::None => None,
        Deadline::WorkingDays(days) => Some(working_calendar()?.after(state.clock.today(), days).day),
        Deadline::Named => act.due_on,
    };
    let step = DossierStep {
        transition,
        actor: &principal.name(),
        at: state.clock.now(),
        reason,
        due_on,
        details: act.details,
    };
    Ok(dossiers::advance(connection, dossier, step).await?)
}

/// Takes the dossier `id`, as the caller has read it, one step on that changes nothing else, and answers with it.
pub(crate) async fn take<K: AnswerKind>(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    (id, if_match): (Uuid, &IfMatch),
    done: DossierMove<'_>,
) -> ApiResult<WrittenReply<K, DossierView>> {
    let dossier = locked(connection, &principal.scope, id, if_match).await?;
    let dossier = act(connection, state, principal, dossier, done).await?;
    DossierView::answer(dossier, state, principal)
}

/// Ends what the product of `dossier` held only until its result: the dossier has just ended without recognition. Returns the new
/// version of the statistics where they changed.
pub(crate) async fn ended_without_recognition(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    dossier: &Dossier,
) -> ApiResult<Option<i64>> {
    let ended = UnrecognisedDossier {
        dossier_id: dossier.id,
        product_id: dossier.product_id,
        kind: dossier.kind,
    };
    let ending = DossierEnding {
        day: state.clock.today(),
        now: state.clock.now(),
        actor: &principal.name(),
    };
    Ok(recognitions::lapse(connection, &[ended], ending).await?)
}

fn check_reason(reason: &str) -> Result<(), Violation> {
    if reason.chars().count() <= REASON_LENGTH {
        return Ok(());
    }
    Err(Violation::new(
        "/reason",
        "invalid_length",
        format!("Lý do: tối đa {REASON_LENGTH} ký tự."),
        format!("The reason: at most {REASON_LENGTH} characters."),
    ))
}

/// The row of the table by which `principal` may do `action` to `dossier`: for handlers that must know it before they
/// look at anything else. The answer is that of [`act`].
pub(crate) fn allowed(
    dossier: &Dossier,
    action: DossierAction,
    principal: &Principal,
    reason: Option<&str>,
) -> ApiResult<&'static workflow::DossierTransition> {
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
) -> ApiResult<Dossier> {
    let dossier = dossiers::lock(connection, scope, id).await?;
    if_match.require(&tag(&dossier))?;
    Ok(dossier)
}

/// The same for what is only added: `If-Match` is checked where it is sent, because documents that come at the same time
/// do not stand in each other's way.
///
/// # Errors
/// 404 and 412.
pub(super) async fn locked_to_add(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
    if_match: &MayMatch,
) -> ApiResult<Dossier> {
    let dossier = dossiers::lock(connection, scope, id).await?;
    if_match.check(&tag(&dossier))?;
    Ok(dossier)
}

/// Passes where `principal` may write the forms and the evidence of `dossier` now: it is with the producer, and the caller
/// is one who may hand it in.
///
/// # Errors
/// 409 `out_of_turn` and 403 `not_your_turn`.
pub(super) fn require_editable(dossier: &Dossier, principal: &Principal) -> ApiResult<()> {
    if !dossier.state.is_editable() {
        return Err(out_of_turn(dossier.state, ("sửa hồ sơ", "changing the dossier")));
    }
    allowed(dossier, DossierAction::Submit, principal, None).map(|_| ())
}

/// Passes where `principal` may add documents to `dossier` now: while it is with the producer, or evidence was asked for.
///
/// # Errors
/// 409 `out_of_turn` and 403 `not_your_turn`.
pub(super) fn require_open_to_documents(dossier: &Dossier, principal: &Principal) -> ApiResult<()> {
    if dossier.state == DossierState::AwaitingEvidence {
        return allowed(dossier, DossierAction::SupplyEvidence, principal, None).map(|_| ());
    }
    if dossier.state.is_editable() {
        return require_editable(dossier, principal);
    }
    Err(out_of_turn(dossier.state, ("thêm tài liệu", "adding a document")))
}

/// A refusal of the table as the client reads it.
pub(super) fn refusal(refused: StepRefusal) -> Problem {
    match refused {
        StepRefusal::OutOfTurn(refused) => {
            let action = format!("`{}`", refused.action);
            out_of_turn(refused.state, (&action, &action))
        }
        StepRefusal::NotByYou { action, by } => {
            let by = words(by);
            Problem::new(Code::NotYourTurn).detail(
                format!("Thao tác `{action}` thuộc về: {by}."),
                format!("`{action}` belongs to: {by}."),
            )
        }
        StepRefusal::ReasonMissing(_) => Problem::violation(Violation::new(
            "/reason",
            "required",
            "Cần nêu lý do.",
            "A reason must be given.",
        )),
    }
}

/// 409 for `what` (vi, en), with what is possible instead.
pub(super) fn out_of_turn(state: DossierState, (vi, en): (&str, &str)) -> Problem {
    let possible: Vec<PossibleAction> = workflow::possible(state)
        .map(|row| PossibleAction {
            action: row.action,
            by: row.by,
        })
        .collect();
    let detail = if possible.is_empty() {
        (
            format!("Không thể {vi}: hồ sơ đã kết thúc (`{state}`), không còn thao tác nào."),
            format!("{en} is not possible: the dossier has ended (`{state}`)."),
        )
    } else {
        let now: Vec<String> = possible
            .iter()
            .map(|one| format!("`{}` ({})", one.action, words(one.by)))
            .collect();
        let now = now.join(", ");
        (
            format!("Không thể {vi} khi hồ sơ ở trạng thái `{state}`. Hiện có thể: {now}."),
            format!("{en} is not possible in the state `{state}`. Possible now: {now}."),
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
