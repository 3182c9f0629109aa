//! Reading sheets: one's own, who has handed in, and all once they are closed.

use super::turn::{Sheets, TurnQuery, Viewer, sheets, viewer};
use super::view::{ScoreSheetView, SheetEntry, VersionView, tag};
use crate::auth::Principal;
use crate::caller::{Caller, CouncilsRead};
use crate::councils::competence::require_level;
use api_http::answer::Resource;
use api_http::extract::{IfNoneMatch, List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::councils::{self, CouncilMember};
use shared::database::dossiers::{self, Dossier};
use shared::database::recusals;
use shared::database::score_sheets::{self, MemberSheet};
use shared::domain::access::Scope;
use uuid::Uuid;

/// The members who score a turn. Until the sheets are closed a member finds only themself, and the office who has handed
/// in; afterwards all of them find all sheets.
#[endpoint(get "/dossiers/{id}/score-sheets", tag = "councils", of = "dossiers_score_sheets")]
pub(super) async fn list(
    caller: Caller<CouncilsRead>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, query }: PageOf<TurnQuery>,
) -> ApiResult<List<SheetEntry>> {
    let mut connection = caller.connection().await?;
    let connection: &mut AsyncPgConnection = &mut connection;
    let (dossier, sheets) = turn(connection, &caller.principal, id, query.turn).await?;
    let viewer = viewer(connection, &caller.principal, id, &sheets.council).await?;
    let written = score_sheets::of_turn(connection, id, sheets.turn).await?;
    let recused = recusals::of_dossier(connection, id, sheets.council.id).await?;
    let members = councils::members::list(connection, sheets.council.id, page.after, i64::MAX).await?;
    let seen = members
        .iter()
        .filter(|member| member.voting && is_listed(&viewer, &sheets, member));
    let entries = seen.map(|member| {
        let sheet = written.iter().find(|sheet| sheet.member_id == member.id);
        let shown = sheet.filter(|sheet| may_see(&viewer, &sheets, sheet));
        let shown = shown.map(|sheet| {
            ScoreSheetView::of(
                sheet,
                member,
                dossier.set(),
                &caller.state.regimes,
                context.language,
            )
        });
        let recused = recused.iter().any(|recusal| recusal.member_id == member.id);
        let handed_in = sheet.and_then(|sheet| sheet.handed_in_at);
        Ok(SheetEntry::new(member, recused, handed_in, shown.transpose()?))
    });
    let entries = entries.collect::<ApiResult<Vec<_>>>()?;
    Ok(page.answer(entries, SheetEntry::id, |entry| entry))
}

/// One sheet, where the caller may see it.
#[endpoint(get "/dossiers/{id}/score-sheets/{sheet_id}", tag = "councils", of = "dossiers_score_sheets")]
pub(super) async fn show(
    caller: Caller<CouncilsRead>,
    context: RequestContext,
    PathOf((id, sheet_id)): PathOf<(Uuid, Uuid)>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ScoreSheetView>> {
    let mut connection = caller.connection().await?;
    let (dossier, sheet) = visible(&mut connection, &caller.principal, id, sheet_id).await?;
    let member = councils::members::find(&mut connection, sheet.council_id, sheet.member_id).await?;
    let view = ScoreSheetView::of(
        &sheet,
        &member,
        dossier.set(),
        &caller.state.regimes,
        context.language,
    )?;
    Ok(if_none_match.answer(&tag(&sheet), &view))
}

/// Every version of a sheet that the caller may see, the oldest first.
#[endpoint(get "/dossiers/{id}/score-sheets/{sheet_id}/versions", tag = "councils", of = "dossiers_score_sheets")]
pub(super) async fn versions(
    caller: Caller<CouncilsRead>,
    PathOf((id, sheet_id)): PathOf<(Uuid, Uuid)>,
    PageOf { page, .. }: PageOf<NoQuery, i64>,
) -> ApiResult<List<VersionView>> {
    let mut connection = caller.connection().await?;
    let (_, sheet) = visible(&mut connection, &caller.principal, id, sheet_id).await?;
    let rows = score_sheets::versions(&mut connection, sheet.id, page.after, page.limit()).await?;
    page.try_answer(rows, |row| i64::from(row.version), VersionView::of)
}

/// The dossier and its turn. While the sheets are open, an office of another level has no business with them.
async fn turn(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    id: Uuid,
    turn: Option<i16>,
) -> ApiResult<(Dossier, Sheets)> {
    let dossier = dossiers::find(connection, &principal.scope, id).await?;
    let sheets = sheets(connection, &dossier, turn).await?;
    let council = &sheets.council;
    let is_foreign =
        require_level(&principal.scope, council.level, council.province_code.as_deref()).is_err();
    let is_seat = matches!(principal.scope, Scope::Seat(_));
    if !sheets.closed && !is_seat && is_foreign {
        return Err(Problem::not_found());
    }
    Ok((dossier, sheets))
}

/// The sheet `sheet_id` of a dossier in reach, where `principal` may see it.
async fn visible(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    id: Uuid,
    sheet_id: Uuid,
) -> ApiResult<(Dossier, MemberSheet)> {
    dossiers::find(connection, &principal.scope, id).await?;
    let sheet = score_sheets::find(connection, id, sheet_id).await?;
    let (dossier, sheets) = turn(connection, principal, id, Some(sheet.turn)).await?;
    let viewer = viewer(connection, principal, id, &sheets.council).await?;
    let recused = recusals::of_dossier(connection, id, sheets.council.id).await?;
    let is_recused = recused.iter().any(|recusal| recusal.member_id == sheet.member_id);
    if is_recused || !may_see(&viewer, &sheets, &sheet) {
        return Err(Problem::not_found());
    }
    Ok((dossier, sheet))
}

/// Whether the viewer learns that `member` scores, and whether they have handed in.
fn is_listed(viewer: &Viewer, sheets: &Sheets, member: &CouncilMember) -> bool {
    match viewer {
        Viewer::Office => true,
        Viewer::Member(own) => sheets.closed || own.id == member.id,
        Viewer::Recused => false,
    }
}

fn may_see(viewer: &Viewer, sheets: &Sheets, sheet: &MemberSheet) -> bool {
    match viewer {
        Viewer::Office => sheets.closed,
        Viewer::Member(own) => sheets.closed || own.id == sheet.member_id,
        Viewer::Recused => false,
    }
}
