//! A dossier's turn of scoring (lượt chấm): before which council, closed or not, and who looks at it.

use crate::auth::Principal;
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use shared::database::councils::{self, Council, CouncilMember};
use shared::database::dossiers::Dossier;
use shared::database::{recusals, scoring_turns};
use shared::domain::access::{Role, Scope};
use utoipa::IntoParams;
use uuid::Uuid;

/// Which turn.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TurnQuery {
    /// The turn, from 1; the one that the dossier is in where left out.
    #[param(minimum = 1, maximum = 32_767)]
    pub(super) turn: Option<i16>,
}

/// The sheets of a turn as far as everybody is concerned.
pub(crate) struct Sheets {
    /// The turn, from 1.
    pub(crate) turn: i16,
    /// The council before which the dossier was or is.
    pub(crate) council: Council,
    /// Whether they are closed: until then each member sees their own, and the office who has handed in.
    pub(crate) closed: bool,
}

/// Who looks at a turn.
pub(crate) enum Viewer {
    /// A member of its council who scores.
    Member(CouncilMember),
    /// A member of its council who has recused themself.
    Recused,
    /// An office or an auditor.
    Office,
}

/// The turn `turn` of `dossier`; the one it is in where none is named.
///
/// # Errors
/// 404 for a turn that has not begun, and for a dossier that is before no council.
pub(crate) async fn sheets(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    turn: Option<i16>,
) -> ApiResult<Sheets> {
    let turn = turn.unwrap_or(dossier.turn);
    if turn < 1 || turn > dossier.turn {
        return Err(Problem::not_found());
    }
    let row = scoring_turns::find(connection, dossier.id, turn).await?;
    let is_current = turn == dossier.turn;
    if is_current && let Some(level) = dossier.state.council_level() {
        let closed = !dossier.state.is_scoring() && row.is_some_and(|row| row.quorate);
        let council = councils::of_dossier(connection, dossier.id, level).await?;
        let council = council.ok_or_else(Problem::not_found)?;
        return Ok(Sheets {
            turn,
            council,
            closed,
        });
    }
    let row = row.ok_or_else(Problem::not_found)?;
    Ok(Sheets {
        turn,
        // Whoever sees the dossier may know which council scored it.
        council: councils::find(connection, &Scope::Nation, row.council_id).await?,
        closed: true,
    })
}

/// Who `principal` is to these sheets.
///
/// # Errors
/// 404 for a member of another council.
pub(crate) async fn viewer(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    dossier: Uuid,
    council: &Council,
) -> ApiResult<Viewer> {
    if principal.role != Role::CouncilMember {
        return Ok(Viewer::Office);
    }
    let member = councils::members::of_person(connection, council.id, principal.id).await?;
    let member = member.ok_or_else(Problem::not_found)?;
    let recused = recusals::of_dossier(connection, dossier, council.id).await?;
    if recused.iter().any(|recusal| recusal.member_id == member.id) {
        return Ok(Viewer::Recused);
    }
    Ok(Viewer::Member(member))
}

/// The caller's seat before these sheets, from which they score.
///
/// # Errors
/// 404 without a seat, 403 without a vote, 409 `recused`.
pub(crate) async fn seat(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    dossier: Uuid,
    council: &Council,
) -> ApiResult<CouncilMember> {
    match viewer(connection, principal, dossier, council).await? {
        Viewer::Office => Err(Problem::not_found()),
        Viewer::Recused => Err(Problem::new(Code::Recused).detail(
            "Đã khai xung đột lợi ích với hồ sơ này: không chấm điểm.",
            "You have recused yourself from this dossier: you do not score it.",
        )),
        Viewer::Member(member) if !member.voting => Err(Problem::new(Code::NotYourTurn).detail(
            "Thành viên này không có quyền chấm điểm.",
            "This member does not score.",
        )),
        Viewer::Member(member) => Ok(member),
    }
}

/// Refuses where the sheets of the dossier's turn are not open.
pub(crate) fn require_scoring(dossier: &Dossier) -> ApiResult<()> {
    if dossier.state.is_scoring() {
        return Ok(());
    }
    let state = dossier.state;
    Err(Problem::new(Code::OutOfTurn).detail(
        format!("Hồ sơ ở trạng thái `{state}`: phiếu chấm chưa mở hoặc đã chốt."),
        format!("The dossier is in the state `{state}`: its sheets are not open, or closed already."),
    ))
}
