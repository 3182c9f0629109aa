//! Conflicts of interest (xung đột lợi ích): `/api/v1/dossiers/{id}/recusals`.

use crate::auth::Principal;
use crate::caller::{Caller, CouncilsRead, Creation};
use crate::councils::competence::require_level;
use crate::councils::score_sheets::{require_scoring, sheets};
use api_http::answer::{NewResource, WrittenReply};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, OnConflict, Problem};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::{ViewOf, endpoint};
use serde::{Deserialize, Serialize};
use shared::database::councils::{self, Council, CouncilMember};
use shared::database::dossiers;
use shared::database::recusals::{self, Recusal};
use shared::domain::access::{Permission, Role};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest reason, in characters.
const REASON_LENGTH: usize = 1_000;

api_http::routes! { declare, list }

/// A conflict of interest to declare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecusal {
    /// The member, where the office declares it; a member declares only their own.
    member_id: Option<Uuid>,
    /// Why.
    #[schema(min_length = 1, max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// A member who does not score a dossier.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(Recusal)]
struct RecusalView {
    /// Its id.
    id: Uuid,
    /// The dossier.
    dossier_id: Uuid,
    /// The council.
    council_id: Uuid,
    /// The member.
    member_id: Uuid,
    /// Why.
    reason: String,
    /// Who declared it.
    declared_by: String,
    /// When.
    declared_at: DateTime<Utc>,
}

/// Declares a conflict of interest: the member has no sheet of the dossier, does not count for the quorum and does not see
/// the others' sheets. By the member (`score_sheets:write`), or by the office for one (`councils:write`), while the sheets
/// are open.
#[endpoint(post "/dossiers/{id}/recusals", tag = "councils", of = "dossiers_recusals", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn declare(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<NewRecusal>,
) -> ApiResult<NewResource<RecusalView>> {
    let reason = reason(&body.reason)?;
    idempotency
        .once(&caller, async |connection| {
            let dossier = dossiers::lock(connection, caller.scope(), id).await?;
            require_scoring(&dossier)?;
            let council = sheets(connection, &dossier, None).await?.council;
            let member = concerned(connection, &caller.principal, &council, body.member_id).await?;
            let recusal = Recusal {
                id: Uuid::now_v7(),
                dossier_id: id,
                council_id: council.id,
                member_id: member.id,
                reason,
                declared_by: caller.principal.name(),
                declared_at: caller.state.clock.now(),
            };
            recusals::insert(connection, &recusal).await.on_conflict(
                "Thành viên đã khai xung đột lợi ích với hồ sơ này.",
                "The member has recused themself from this dossier already.",
            )?;
            WrittenReply::new(&RecusalView::from(recusal))
        })
        .await
}

/// The conflicts of interest declared before the council that has or had the dossier last.
#[endpoint(get "/dossiers/{id}/recusals", tag = "councils", of = "dossiers_recusals")]
async fn list(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<RecusalView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let council = sheets(&mut connection, &dossier, None).await?.council;
    let mut rows = recusals::of_dossier(&mut connection, id, council.id).await?;
    rows.retain(|row| page.after.is_none_or(|after| row.id > after));
    Ok(page.answer(rows, |row| row.id, RecusalView::from))
}

fn reason(given: &str) -> ApiResult<String> {
    let reason = given.trim();
    if (1..=REASON_LENGTH).contains(&reason.chars().count()) {
        return Ok(reason.to_owned());
    }
    Err(Problem::violation(Violation::new(
        "/reason",
        "invalid_length",
        format!("Lý do: 1–{REASON_LENGTH} ký tự."),
        format!("The reason: 1–{REASON_LENGTH} characters."),
    )))
}

/// The member whom it concerns: the caller, or the one whom the office names.
async fn concerned(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    council: &Council,
    named: Option<Uuid>,
) -> ApiResult<CouncilMember> {
    let may = |permission| principal.permissions.contains(&permission);
    let found = if principal.role == Role::CouncilMember {
        let own = councils::members::of_person(connection, council.id, principal.id).await?;
        let own = own.ok_or_else(Problem::not_found)?;
        if !may(Permission::ScoreSheetsWrite) || named.is_some_and(|named| named != own.id) {
            return Err(not_yours());
        }
        Some(own)
    } else {
        require_level(&principal.scope, council.level, council.province_code.as_deref())?;
        if !may(Permission::CouncilsWrite) {
            return Err(not_yours());
        }
        let members = councils::members::all(connection, council.id).await?;
        members.into_iter().find(|member| Some(member.id) == named)
    };
    found.ok_or_else(|| {
        Problem::violation(Violation::new(
            "/member_id",
            "unknown_member",
            "không có thành viên này trong hội đồng",
            "the council has no such member",
        ))
    })
}

fn not_yours() -> Problem {
    Problem::new(Code::NotYourTurn).detail(
        "Thành viên tự khai cho mình; văn phòng hội đồng khai thay cho người khác.",
        "Members declare their own conflicts; only the council's office declares another's.",
    )
}
