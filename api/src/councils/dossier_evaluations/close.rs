//! Closing the sheets of a turn (chốt phiếu).

use crate::auth::Principal;
use crate::councils::rules;
use crate::dossiers::act::{DossierMove, act, allowed};
use crate::evaluations::regime_of;
use crate::state::AppState;
use api_http::json_text::stored;
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use serde_json::json;
use shared::database::councils::{self, CouncilMember};
use shared::database::dossiers::Dossier;
use shared::database::evaluations::{self, NewEvaluation};
use shared::database::recusals::{self, Recusal};
use shared::database::score_sheets::{self, MemberSheet};
use shared::database::scoring_turns::{self, ScoringTurn};
use shared::domain::councils::{CouncilSeat, MinutesSeat, SheetSubmission, is_quorate, scoring_request};
use shared::domain::criteria::ProductSet;
use shared::domain::scoring::validate_stored;
use shared::domain::workflow::DossierAction;
use uuid::Uuid;

/// Takes `dossier`, held, the step of closing its sheets, and asks for their evaluation; its id.
///
/// # Errors
/// As [`act`]; 409 where the dossier is before no council, 422 where a sheet does not fit the regime of the day.
pub(super) async fn close(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    dossier: Dossier,
    traceparent: &str,
) -> ApiResult<Uuid> {
    allowed(&dossier, DossierAction::CloseSheets, principal, None)?;
    let level = dossier.state.council_level().ok_or_else(without_council)?;
    let council = councils::of_dossier(connection, dossier.id, level).await?;
    let council = council.ok_or_else(without_council)?;
    let members = councils::members::all(connection, council.id).await?;
    let recused = recusals::of_dossier(connection, dossier.id, council.id).await?;
    let written = score_sheets::of_turn(connection, dossier.id, dossier.turn).await?;
    let seats = seats(&members, &recused);
    let sheets = handed_in(&written)?;
    let rules = rules(&council)?;
    let (now, today) = (state.clock.now(), state.clock.today());
    let regime = regime_of(&state.regimes, dossier.dates(today))?;
    let set = state.regimes.product_set(&regime, dossier.set());
    let form = set.and_then(ProductSet::sheet);
    let request = scoring_request((&regime, dossier.set()), form, &rules, &seats, &sheets);
    validate_stored(&state.regimes, &request).map_err(|violations| unfit(&regime, violations))?;
    let new = NewEvaluation {
        id: Uuid::now_v7(),
        job_id: Uuid::now_v7(),
        batch_id: None,
        dossier: Some((dossier.id, dossier.turn)),
        product_id: dossier.product_id,
        level,
        kind: dossier.kind,
        regime: regime.clone(),
        product_set: dossier.product_set,
        request: stored(&request)?,
        requested_by: principal.name(),
        created_at: now,
    };
    let turn = ScoringTurn {
        dossier_id: dossier.id,
        turn: dossier.turn,
        council_id: council.id,
        evaluation_id: new.id,
        quorate: is_quorate(&rules, &seats, &sheets) || !request.eliminations.is_empty(),
        sitting: stored(&sitting(&members, &recused, &written))?,
        closed_by: principal.name(),
        closed_at: now,
    };
    let done = DossierMove {
        details: Some(json!({"evaluation_id": new.id, "turn": dossier.turn, "council_id": council.id})),
        ..DossierMove::plain(DossierAction::CloseSheets)
    };
    act(connection, state, principal, Dossier { regime, ..dossier }, done).await?;
    evaluations::submit(connection, std::slice::from_ref(&new), Some(traceparent)).await?;
    scoring_turns::close(connection, &turn).await?;
    Ok(new.id)
}

fn seats(members: &[CouncilMember], recused: &[Recusal]) -> Vec<CouncilSeat> {
    let seat = |member: &CouncilMember| CouncilSeat {
        member: member.id,
        role: member.role,
        voting: member.voting,
        recused: recused.iter().any(|recusal| recusal.member_id == member.id),
    };
    members.iter().map(seat).collect()
}

fn handed_in(written: &[MemberSheet]) -> ApiResult<Vec<SheetSubmission>> {
    let read = |sheet: &MemberSheet| -> serde_json::Result<SheetSubmission> {
        Ok(SheetSubmission {
            member: sheet.member_id,
            answers: sheet.answers.parse()?,
            eliminations: sheet.eliminations.parse()?,
        })
    };
    let handed_in = written.iter().filter(|sheet| sheet.handed_in_at.is_some());
    handed_in
        .map(|sheet| read(sheet).map_err(|error| Problem::internal(&error)))
        .collect()
}

fn sitting(members: &[CouncilMember], recused: &[Recusal], written: &[MemberSheet]) -> Vec<MinutesSeat> {
    let sat = |member: &CouncilMember| {
        let recusal = recused.iter().find(|recusal| recusal.member_id == member.id);
        let sheet = written.iter().find(|sheet| sheet.member_id == member.id);
        MinutesSeat {
            member: member.id,
            name: member.name.clone(),
            position: member.position.clone(),
            organisation: member.organisation.clone(),
            role: member.role,
            voting: member.voting,
            recusal: recusal.map(|recusal| recusal.reason.clone()),
            handed_in: recusal.is_none() && sheet.is_some_and(|sheet| sheet.handed_in_at.is_some()),
        }
    };
    members.iter().map(sat).collect()
}

fn without_council() -> Problem {
    Problem::new(Code::Conflict).detail(
        "Hồ sơ chưa được đưa ra hội đồng nào của cấp này.",
        "The dossier is before no council of this level.",
    )
}

/// The sheets were written under another regime, or the council has nobody left who scores.
fn unfit(regime: &str, violations: Vec<shared::domain::violation::Violation>) -> Problem {
    Problem::from(violations).detail(
        format!("Có phiếu chấm không khớp bộ tiêu chí {regime} áp dụng hôm nay, hoặc hội đồng không còn ai chấm; hãy sửa phiếu rồi chốt lại."),
        format!("A sheet does not fit the regime {regime} that applies today, or nobody is left who scores; mend the sheets and close them again."),
    )
}
