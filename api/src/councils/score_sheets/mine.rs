//! `/api/v1/dossiers/{id}/score-sheets/mine`: the caller's own sheet.

use super::turn::{TurnQuery, require_scoring, seat, sheets};
use super::view::{ScoreSheetView, tag};
use crate::auth::Principal;
use crate::caller::{Caller, Creation, ScoreSheetsWrite};
use crate::evaluations::regime_of;
use crate::state::AppState;
use api_http::answer::{Effect, Replacement, Resource, WrittenReply};
use api_http::extract::{Body, ETag, IfMatch, IfNoneMatch, MayMatch, PathOf, QueryOf};
use api_http::json_text::stored;
use api_http::problem::{ApiResult, Code, Problem};
use api_http::request_context::RequestContext;
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::councils::{Council, CouncilMember};
use shared::database::dossiers::{self, Dossier};
use shared::database::score_sheets::{self, MemberSheet};
use shared::domain::language::Language;
use shared::domain::scoring::{ScoringResult, SheetAnswers, score_alone};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest note, in characters.
const NOTE_LENGTH: usize = 5_000;

/// A sheet as its member fills it in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetInput {
    /// Code of the leaf criterion → option number, 1-based. A criterion left out scores 0.
    #[schema(value_type = std::collections::BTreeMap<String, i64>, example = json!({"A.1.1": 3, "A.1.2": 1}))]
    answers: SheetAnswers,
    /// Codes of grounds found that end the evaluation; they count where more than half of the sheets name one.
    #[serde(default)]
    eliminations: Vec<String>,
    /// Remarks.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Handing in says nothing but itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HandingIn)]
pub(super) struct SheetHandover {}

/// A seat from which somebody scores a dossier.
struct SheetSeat {
    dossier: Dossier,
    council: Council,
    member: CouncilMember,
    /// Their sheet of the turn, where it is begun.
    former: Option<MemberSheet>,
}

/// The dossier, held until the transaction ends, its council and the caller's seat, where the sheets are open.
async fn open_seat(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    id: Uuid,
) -> ApiResult<SheetSeat> {
    let dossier = dossiers::lock(connection, &principal.scope, id).await?;
    let council = sheets(connection, &dossier, None).await?.council;
    let member = seat(connection, principal, id, &council).await?;
    require_scoring(&dossier)?;
    let former = score_sheets::of_member(connection, id, dossier.turn, member.id).await?;
    Ok(SheetSeat {
        dossier,
        council,
        member,
        former,
    })
}

/// One's own sheet of a turn.
#[endpoint(get "/dossiers/{id}/score-sheets/mine", tag = "councils", of = "dossiers_score_sheets_mine", problems(OutOfTurn, NotYourTurn, Recused, Conflict))]
pub(super) async fn show(
    caller: Caller<ScoreSheetsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    QueryOf(query): QueryOf<TurnQuery>,
) -> ApiResult<Resource<ScoreSheetView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let sheets = sheets(&mut connection, &dossier, query.turn).await?;
    let member = seat(&mut connection, &caller.principal, id, &sheets.council).await?;
    let sheet = score_sheets::of_member(&mut connection, id, sheets.turn, member.id).await?;
    let sheet = sheet.ok_or_else(Problem::not_found)?;
    let view = ScoreSheetView::of(
        &sheet,
        &member,
        dossier.set(),
        &caller.state.regimes,
        context.language,
    )?;
    Ok(if_none_match.answer(&tag(&sheet), &view))
}

/// Writes one's own sheet, handed in or not, until the sheets are closed. Every version is kept.
///
/// The answer tells what the sheet comes to: points by part, stars, unmet minimums. The sheet is that of the regime which
/// the dossier's dates choose today.
#[endpoint(put "/dossiers/{id}/score-sheets/mine", tag = "councils", of = "dossiers_score_sheets_mine", problems(Conflict, OutOfTurn, NotYourTurn, Recused))]
pub(super) async fn write(
    caller: Caller<ScoreSheetsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Body(input): Body<SheetInput>,
) -> ApiResult<Replacement<ScoreSheetView>> {
    let (first, sheet, view) = caller
        .transaction(async |connection| {
            let seat = open_seat(connection, &caller.principal, id).await?;
            match &seat.former {
                Some(former) => if_match.require(&tag(former))?,
                // A first version is written by `*` too.
                None => if_match.check(&ETag::of_text("none"))?,
            }
            let (regime, score) = score(&caller.state, &seat.dossier, &input, context.language)?;
            let sheet = seat.sheet(input, regime, &score, caller.state.clock.now())?;
            score_sheets::save(connection, &sheet, &caller.principal.name()).await?;
            let view = seat.view(&sheet, &caller.state, context.language)?;
            Ok((seat.former.is_none(), sheet, view))
        })
        .await?;
    Ok(Replacement::new(first, &tag(&sheet), &view))
}

/// Hands one's own sheet in: it counts when the sheets are closed. It may still be changed until then.
#[endpoint(post "/dossiers/{id}/score-sheets/mine/handing-in", tag = "councils", of = "dossiers_score_sheets_mine", problems(Conflict, OutOfTurn, NotYourTurn, Recused))]
pub(super) async fn hand_in(
    caller: Caller<ScoreSheetsWrite>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { idempotency, .. }: Creation<SheetHandover>,
) -> ApiResult<Effect<ScoreSheetView>> {
    idempotency
        .once(&caller, async |connection| {
            let seat = open_seat(connection, &caller.principal, id).await?;
            let former = seat.former.clone().ok_or_else(not_begun)?;
            if_match.require(&tag(&former))?;
            let now = caller.state.clock.now();
            let sheet = MemberSheet {
                handed_in_at: former.handed_in_at.or(Some(now)),
                version: former.version.saturating_add(1),
                updated_at: now,
                ..former
            };
            score_sheets::save(connection, &sheet, &caller.principal.name()).await?;
            let view = seat.view(&sheet, &caller.state, context.language)?;
            Ok(WrittenReply::new(&view)?.etag(&tag(&sheet)))
        })
        .await
}

/// What the input comes to under the regime that the dossier's dates choose today.
fn score(
    state: &AppState,
    dossier: &Dossier,
    input: &SheetInput,
    language: Language,
) -> ApiResult<(String, ScoringResult)> {
    let mut violations = Vec::new();
    if input
        .note
        .as_ref()
        .is_some_and(|note| note.chars().count() > NOTE_LENGTH)
    {
        violations.push(Violation::new(
            "/note",
            "too_long",
            format!("không được dài quá {NOTE_LENGTH} ký tự"),
            format!("must not be longer than {NOTE_LENGTH} characters"),
        ));
    }
    let today = state.clock.today();
    let regime = regime_of(&state.regimes, dossier.dates(today))?;
    let (answers, eliminations) = (&input.answers, &input.eliminations);
    let scored = score_alone(
        &state.regimes,
        &regime,
        dossier.set(),
        answers,
        eliminations,
        language,
    );
    match scored {
        Ok(score) if violations.is_empty() => Ok((regime, score)),
        scored => {
            violations.extend(scored.err().into_iter().flatten());
            Err(Problem::from(violations))
        }
    }
}

impl SheetSeat {
    /// The sheet after the one before, or the first.
    fn sheet(
        &self,
        input: SheetInput,
        regime: String,
        score: &ScoringResult,
        now: DateTime<Utc>,
    ) -> ApiResult<MemberSheet> {
        let former = self.former.as_ref();
        let total = score.sum.and_then(|sum| i32::try_from(sum).ok());
        Ok(MemberSheet {
            id: former.map_or_else(Uuid::now_v7, |former| former.id),
            dossier_id: self.dossier.id,
            turn: self.dossier.turn,
            council_id: self.council.id,
            member_id: self.member.id,
            regime,
            answers: stored(&input.answers)?,
            eliminations: stored(&input.eliminations)?,
            note: input.note,
            total: total.unwrap_or_default(),
            handed_in_at: former.and_then(|former| former.handed_in_at),
            version: former.map_or(1, |former| former.version.saturating_add(1)),
            created_at: former.map_or(now, |former| former.created_at),
            updated_at: now,
        })
    }

    fn view(&self, sheet: &MemberSheet, state: &AppState, language: Language) -> ApiResult<ScoreSheetView> {
        ScoreSheetView::of(sheet, &self.member, self.dossier.set(), &state.regimes, language)
    }
}

fn not_begun() -> Problem {
    Problem::new(Code::Conflict).detail(
        "Chưa có phiếu chấm để nộp trong lượt này.",
        "There is no sheet to hand in in this turn.",
    )
}
