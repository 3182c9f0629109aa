//! `GET /api/v1/councils/{id}/minutes`: the minutes (biên bản) of a council as PDF, made anew each time from what is stored.

mod layout;
mod scored;
mod sections;

use crate::auth::Principal;
use crate::caller::{Caller, CouncilsRead};
use crate::places::unit_name;
use crate::state::AppState;
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, ETAG};
use api_http::answer::{Media, Pdf};
use api_http::extract::{ETag, IfNoneMatch, PathOf, QueryOf};
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use layout::Minutes;
use scored::TurnResult;
use serde::Deserialize;
use shared::database::councils::{self, Council};
use shared::database::scoring_turns::{self, MinutedTurn};
use shared::database::{council_statements, recusals, rounds};
use shared::domain::access::{Role, Scope};
use shared::domain::units::{Generation, Level, UnitRef};
use utoipa::IntoParams;
use uuid::Uuid;

/// Of what the minutes are.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MinutesQuery {
    /// Only this dossier; all of the council where left out.
    dossier_id: Option<Uuid>,
}

/// The minutes of a council: who sat, and for each dossier with closed sheets what was said, the totals by member and part, mean, spread,
/// result and unmet minimums, a conclusion, and places for signatures. In Vietnamese; the same record is the same bytes.
#[endpoint(get "/councils/{id}/minutes", tag = "councils", problems(Conflict))]
pub(super) async fn minutes(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    QueryOf(query): QueryOf<MinutesQuery>,
) -> ApiResult<Media<Pdf>> {
    let minutes = {
        let mut connection = caller.connection().await?;
        let council = councils::find(&mut connection, caller.scope(), id).await?;
        record(
            &mut connection,
            &caller.state,
            &caller.principal,
            council,
            query.dossier_id,
        )
        .await?
    };
    let pdf = caller.state.aside(move || minutes.document().to_pdf()).await?;
    let pdf = pdf.map_err(|error| Problem::internal(&error))?;
    let tag = ETag::of_content(&pdf);
    if let Some(unchanged) = if_none_match.not_modified(&tag) {
        return Ok(Media::of(unchanged));
    }
    let name = format!("inline; filename=\"bien-ban-{id}.pdf\"");
    let mut response = HttpResponse::Ok();
    response
        .insert_header((ETAG, tag.header()))
        .insert_header((CONTENT_DISPOSITION, name));
    Ok(Media::of(response.content_type("application/pdf").body(pdf)))
}

/// Everything that stands in the minutes.
async fn record(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    council: Council,
    dossier: Option<Uuid>,
) -> ApiResult<Minutes> {
    // The council is in reach, and so is its round.
    let round = rounds::find(connection, &Scope::Nation, council.round_id).await?;
    let members = councils::members::all(connection, council.id).await?;
    let mut turns = scoring_turns::minuted(connection, council.id, dossier).await?;
    turns.retain(MinutedTurn::is_settled);
    if principal.role == Role::CouncilMember {
        // Who has recused themself from a dossier does not see how the others scored it.
        let own = members.iter().find(|member| member.account_id == principal.id);
        let recused = match own {
            Some(own) => recusals::of_member(connection, own.id).await?,
            None => return Err(Problem::not_found()),
        };
        turns.retain(|turn| !recused.contains(&turn.turn.dossier_id));
    }
    let dated = turns
        .iter()
        .map(|turn| turn.turn.closed_at)
        .max()
        .ok_or_else(nothing_yet)?;
    let dated = shared::clock::vietnamese_date(dated);
    let province = council.province_code.as_deref();
    let province = province
        .map(|code| unit_name(&UnitRef::new(Generation::Current, Level::Province, code), dated))
        .transpose()?;
    let dossiers: Vec<Uuid> = turns.iter().map(|turn| turn.turn.dossier_id).collect();
    let statements = council_statements::of_dossiers(connection, &dossiers).await?;
    let scored = turns
        .iter()
        .map(|turn| TurnResult::of(turn, &statements, &state.regimes));
    Ok(Minutes {
        scored: scored
            .collect::<serde_json::Result<_>>()
            .map_err(|error| Problem::internal(&error))?,
        dated,
        province,
        round,
        council,
        members,
    })
}

fn nothing_yet() -> Problem {
    Problem::new(Code::Conflict).detail(
        "Chưa có hồ sơ nào được chốt phiếu và tính kết quả.",
        "No dossier has been closed and rated yet.",
    )
}
