//! `/api/v1/councils/{id}/dossiers`: the dossiers before a council.

use super::competence::held;
use crate::caller::{Caller, CouncilsRead, CouncilsWrite, Creation};
use api_http::answer::{Effect, Removal, WrittenReply};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, Problem, refuse};
use chrono::{DateTime, Utc};
use endpoint::{ViewOf, endpoint};
use serde::{Deserialize, Serialize};
use shared::database::councils::{self, Council, DossierAssignment};
use shared::database::dossiers::{self, Dossier};
use shared::database::score_sheets;
use shared::domain::violation::Violation;
use shared::domain::workflow::DossierState;
use utoipa::ToSchema;
use uuid::Uuid;

/// The most dossiers of one request.
const MOST: usize = 500;

/// Dossiers to put before a council.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    /// Their ids; each stands at a council of this level and is before no other.
    #[schema(min_items = 1, max_items = 500)]
    dossier_ids: Vec<Uuid>,
}

/// How many dossiers were put before the council.
#[derive(Debug, Serialize, ToSchema)]
struct Assignments {
    /// Those of the request, once each.
    assigned: usize,
}

/// A dossier before a council.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(DossierAssignment)]
struct AssignedView {
    /// The dossier.
    dossier_id: Uuid,
    /// Its product.
    product_id: Uuid,
    /// Code of the product.
    product_code: String,
    /// Name of the product.
    product_name: String,
    /// Where the dossier stands.
    state: DossierState,
    /// Its turn of scoring.
    turn: i16,
    /// What the last rated turn gave.
    stars: Option<i16>,
    /// When it was put before the council.
    assigned_at: DateTime<Utc>,
}

/// Puts dossiers that stand at a council before this one. Those that are before it already stay.
#[endpoint(post "/councils/{id}/dossiers", tag = "councils", of = "councils_dossiers", problems(Conflict, OutsideReach, OutOfTurn))]
pub(super) async fn assign(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<Assignment>,
) -> ApiResult<Effect<Assignments>> {
    let mut ids = body.dossier_ids;
    let given = ids.clone();
    ids.sort_unstable();
    ids.dedup();
    if !(1..=MOST).contains(&ids.len()) {
        return Err(Problem::violation(Violation::new(
            "/dossier_ids",
            "invalid_length",
            format!("cần 1–{MOST} hồ sơ"),
            format!("1–{MOST} dossiers are needed"),
        )));
    }
    idempotency
        .once(&caller, async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            let found = dossiers::lock_all(connection, caller.scope(), &ids).await?;
            require_assignable(&council, &given, &found)?;
            let before = councils::assignments::of_dossiers(connection, council.level, &ids).await?;
            if let Some((dossier, _, name)) = before.into_iter().find(|(_, other, _)| *other != id) {
                return Err(Problem::new(Code::Conflict).detail(
                    format!("Hồ sơ {dossier} đang ở hội đồng khác: {name}."),
                    format!("Dossier {dossier} is before another council: {name}."),
                ));
            }
            let by = caller.principal.name();
            councils::assignments::insert(connection, &council, &ids, &by, caller.state.clock.now()).await?;
            WrittenReply::new(&Assignments { assigned: ids.len() })
        })
        .await
}

/// Every dossier named was found, is of the council's province, and stands at a council of its level.
fn require_assignable(council: &Council, given: &[Uuid], found: &[Dossier]) -> ApiResult<()> {
    let is_own = |dossier: &Dossier| {
        let province = council.province_code.as_ref();
        province.is_none_or(|code| dossier.current_province_code == *code)
    };
    let unknown: Vec<Violation> = given
        .iter()
        .enumerate()
        .filter(|(_, id)| !found.iter().any(|dossier| dossier.id == **id && is_own(dossier)))
        .map(|(index, _)| {
            Violation::new(
                format!("/dossier_ids/{index}"),
                "unknown_dossier",
                "không có hồ sơ này trong phạm vi của hội đồng",
                "there is no such dossier within the council's reach",
            )
        })
        .collect();
    refuse(unknown)?;
    refuse(meeting_needed(council, given, found))?;
    let out_of_turn = found
        .iter()
        .find(|dossier| !dossier.state.is_scoring() || dossier.state.council_level() != Some(council.level));
    match out_of_turn {
        None => Ok(()),
        Some(dossier) => {
            let (id, state) = (dossier.id, dossier.state);
            Err(Problem::new(Code::OutOfTurn).detail(
                format!("Hồ sơ {id} ở trạng thái `{state}`, chưa hoặc không còn ở hội đồng cấp này."),
                format!("Dossier {id} is in the state `{state}`, not at a council of this level."),
            ))
        }
    }
}

/// What a council that works by written opinion cannot score.
fn meeting_needed(council: &Council, given: &[Uuid], found: &[Dossier]) -> Vec<Violation> {
    let refused = found.iter().filter(|dossier| !council.mode.scores(dossier.kind));
    refused
        .map(|dossier| {
            let index = given.iter().position(|id| *id == dossier.id).unwrap_or_default();
            Violation::new(
                format!("/dossier_ids/{index}"),
                "meeting_needed",
                "chỉ hồ sơ đánh giá lại được lấy ý kiến bằng văn bản; hồ sơ này cần hội đồng họp",
                "only renewals are scored by written opinion; this dossier needs a council that meets",
            )
        })
        .collect()
}

/// The dossiers before a council.
#[endpoint(get "/councils/{id}/dossiers", tag = "councils", of = "councils_dossiers")]
pub(super) async fn list(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<AssignedView>> {
    let mut connection = caller.connection().await?;
    councils::find(&mut connection, caller.scope(), id).await?;
    let rows = councils::assignments::list(&mut connection, id, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.dossier_id, AssignedView::from))
}

/// Takes a dossier from a council for which no member has begun a sheet in its turn.
#[endpoint(delete "/councils/{id}/dossiers/{dossier_id}", tag = "councils", of = "councils_dossiers", problems(Conflict, OutsideReach, OutOfTurn))]
pub(super) async fn release(
    caller: Caller<CouncilsWrite>,
    PathOf((id, dossier_id)): PathOf<(Uuid, Uuid)>,
) -> ApiResult<Removal> {
    caller
        .transaction(async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            let dossier = dossiers::lock(connection, caller.scope(), dossier_id).await?;
            let waits = dossier.state.is_scoring() && dossier.state.council_level() == Some(council.level);
            let sheets = score_sheets::of_turn(connection, dossier_id, dossier.turn).await?;
            if !waits || !sheets.is_empty() {
                return Err(Problem::new(Code::Conflict).detail(
                    "Hồ sơ không ở bước chấm của hội đồng này, hoặc đã có phiếu chấm trong lượt hiện tại.",
                    "The dossier is not waiting for this council, or a sheet has been begun in its turn.",
                ));
            }
            if councils::assignments::delete(connection, id, dossier_id).await? {
                Ok(())
            } else {
                Err(Problem::not_found())
            }
        })
        .await?;
    Ok(Removal::default())
}
