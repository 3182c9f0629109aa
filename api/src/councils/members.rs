//! `/api/v1/councils/{id}/members`: who sits in a council.

use super::competence::held;
use crate::caller::{Caller, CouncilsRead, CouncilsWrite, Creation};
use api_http::answer::{NewResource, Removal, Resource, Revision, WrittenReply};
use api_http::extract::{Body, ETag, IfMatch, IfNoneMatch, List, NoQuery, PageOf, Patch, PathOf};
use api_http::problem::{ApiResult, Code, OnConflict, Problem, refuse};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::{ViewOf, endpoint};
use serde::{Deserialize, Serialize};
use shared::database::accounts;
use shared::database::councils::{self, CouncilMember};
use shared::domain::access::{Role, Scope};
use shared::domain::councils::{CouncilRole, MemberDraft};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// UUIDs of this version name persons whom a trusted outside issuer vouches for.
const OUTSIDE: usize = 8;

/// A member to name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMember {
    /// Account of a person with the role `council_member`, or the id that a person of a trusted outside issuer has here.
    pub(super) account_id: Uuid,
    /// Name for the minutes.
    #[schema(example = "Nguyễn Văn An", max_length = 200, pattern = r"\S")]
    name: String,
    /// Position.
    #[schema(example = "Phó Chủ tịch UBND tỉnh", max_length = 200)]
    position: Option<String>,
    /// Organisation.
    #[schema(max_length = 200)]
    organisation: Option<String>,
    /// What they are in the council.
    role: CouncilRole,
    /// Whether they score; left out: all but the secretary do.
    voting: Option<bool>,
}

/// A member of a council.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(CouncilMember)]
struct MemberView {
    /// Their id in the council, by which results name them.
    id: Uuid,
    /// Their account.
    account_id: Uuid,
    /// Their name.
    name: String,
    /// Their position.
    position: Option<String>,
    /// Their organisation.
    organisation: Option<String>,
    /// What they are in the council.
    role: CouncilRole,
    /// Whether they score.
    voting: bool,
    /// Raised with every change.
    version: i32,
    /// When they were named.
    created_at: DateTime<Utc>,
    /// When the entry was last changed.
    updated_at: DateTime<Utc>,
}

impl MemberView {
    /// The name of this version.
    fn tag(&self) -> ETag {
        ETag::of_version(self.id, self.version)
    }
}

/// A change of a member: fields left out stay, null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberChange {
    /// New name.
    #[schema(max_length = 200, pattern = r"\S")]
    name: Option<String>,
    /// New position.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    position: Patch<String>,
    /// New organisation.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    organisation: Patch<String>,
    /// New role; `chair` makes the former chair a member.
    role: Option<CouncilRole>,
    /// Whether they score.
    voting: Option<bool>,
}

impl NewMember {
    /// What people filled in.
    pub(super) fn draft(&self) -> MemberDraft {
        MemberDraft {
            name: self.name.trim().to_owned(),
            position: self.position.clone(),
            organisation: self.organisation.clone(),
            role: self.role,
            voting: self.voting.unwrap_or(self.role != CouncilRole::Secretary),
        }
    }

    /// The row of a member of `council`, named `now`.
    pub(super) fn row(self, council: Uuid, now: DateTime<Utc>) -> CouncilMember {
        let draft = self.draft();
        CouncilMember {
            id: Uuid::now_v7(),
            council_id: council,
            account_id: self.account_id,
            name: draft.name,
            position: draft.position,
            organisation: draft.organisation,
            role: draft.role,
            voting: draft.voting,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

impl MemberChange {
    fn apply(self, member: &CouncilMember, now: DateTime<Utc>) -> ApiResult<CouncilMember> {
        let role = self.role.unwrap_or(member.role);
        if member.role == CouncilRole::Chair && role != CouncilRole::Chair {
            return Err(Problem::violation(Violation::new(
                "/role",
                "one_chair",
                "hội đồng luôn có một chủ tịch: hãy giao chức chủ tịch cho người khác",
                "a council always has a chair: make another member the chair instead",
            )));
        }
        let draft = MemberDraft {
            name: self
                .name
                .map_or_else(|| member.name.clone(), |name| name.trim().to_owned()),
            position: self.position.apply(member.position.clone()),
            organisation: self.organisation.apply(member.organisation.clone()),
            role,
            voting: self.voting.unwrap_or(member.voting),
        };
        refuse(draft.check(""))?;
        Ok(CouncilMember {
            name: draft.name,
            position: draft.position,
            organisation: draft.organisation,
            role: draft.role,
            voting: draft.voting,
            version: member.version.saturating_add(1),
            updated_at: now,
            ..member.clone()
        })
    }
}

/// Refuses members who could never sign in as such. The pointers are `prefix`, the position where `prefix` ends in `/`, and
/// the field.
pub(super) async fn require_persons(
    connection: &mut AsyncPgConnection,
    members: &[CouncilMember],
    prefix: &str,
) -> ApiResult<()> {
    let ids: Vec<Uuid> = members.iter().map(|member| member.account_id).collect();
    let known = accounts::with_role(connection, Role::CouncilMember, &ids).await?;
    let unknown = members.iter().enumerate().filter(|(_, member)| {
        member.account_id.get_version_num() != OUTSIDE && !known.contains(&member.account_id)
    });
    let violations: Vec<Violation> = unknown
        .map(|(index, _)| {
            let pointer = if prefix.is_empty() {
                "/account_id".to_owned()
            } else {
                format!("{prefix}{index}/account_id")
            };
            Violation::new(
                pointer,
                "unknown_account",
                "không có tài khoản nào của thành viên hội đồng mang mã này",
                "no account of a council member has this id",
            )
        })
        .collect();
    refuse(violations)
}

/// A member of a council that the caller may change, as the caller has read them.
async fn held_member(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    (council, id): (Uuid, Uuid),
    if_match: &IfMatch,
) -> ApiResult<CouncilMember> {
    held(connection, scope, council).await?;
    let member = councils::members::find(connection, council, id).await?;
    if_match.require(&ETag::of_version(member.id, member.version))?;
    Ok(member)
}

/// Names a further member.
#[endpoint(post "/councils/{id}/members", tag = "councils", of = "councils_members", problems(Conflict, OutsideReach, OutOfTurn))]
pub(super) async fn add(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<NewMember>,
) -> ApiResult<NewResource<MemberView>> {
    idempotency
        .once(&caller, async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            refuse(body.draft().check(""))?;
            let member = body.row(council.id, caller.state.clock.now());
            require_persons(connection, std::slice::from_ref(&member), "").await?;
            let added = councils::members::insert(connection, std::slice::from_ref(&member)).await;
            added.on_conflict(
                "Người này đã có trong hội đồng, hoặc hội đồng đã có chủ tịch.",
                "The person sits in the council already, or the council has a chair.",
            )?;
            let view = MemberView::from(member);
            Ok(WrittenReply::new(&view)?
                .location(format!("/api/v1/councils/{id}/members/{}", view.id))
                .etag(&view.tag()))
        })
        .await
}

/// The members of a council, in the order in which they were named.
#[endpoint(get "/councils/{id}/members", tag = "councils", of = "councils_members")]
pub(super) async fn list(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<MemberView>> {
    let mut connection = caller.connection().await?;
    councils::find(&mut connection, caller.scope(), id).await?;
    let rows = councils::members::list(&mut connection, id, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, MemberView::from))
}

/// One member.
#[endpoint(get "/councils/{id}/members/{member_id}", tag = "councils", of = "councils_members")]
pub(super) async fn show(
    caller: Caller<CouncilsRead>,
    PathOf((id, member_id)): PathOf<(Uuid, Uuid)>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<MemberView>> {
    let mut connection = caller.connection().await?;
    councils::find(&mut connection, caller.scope(), id).await?;
    let view = MemberView::from(councils::members::find(&mut connection, id, member_id).await?);
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Changes a member: fields left out stay, null removes. A new chair makes the former one a member.
#[endpoint(patch "/councils/{id}/members/{member_id}", tag = "councils", of = "councils_members", problems(OutsideReach, OutOfTurn, Conflict))]
pub(super) async fn change(
    caller: Caller<CouncilsWrite>,
    PathOf((id, member_id)): PathOf<(Uuid, Uuid)>,
    if_match: IfMatch,
    Body(change): Body<MemberChange>,
) -> ApiResult<Revision<MemberView>> {
    let view = caller
        .transaction(async |connection| {
            let member = held_member(connection, caller.scope(), (id, member_id), &if_match).await?;
            let now = caller.state.clock.now();
            let changed = change.apply(&member, now)?;
            if changed.role == CouncilRole::Chair && member.role != CouncilRole::Chair {
                councils::members::unseat_chair(connection, id, now).await?;
            }
            councils::members::update(connection, &changed).await?;
            Ok(MemberView::from(changed))
        })
        .await?;
    Ok(view.tag().answer(&view))
}

/// Removes a member who is not the chair and has written no sheet.
#[endpoint(delete "/councils/{id}/members/{member_id}", tag = "councils", of = "councils_members", problems(Conflict, OutsideReach, OutOfTurn))]
pub(super) async fn remove(
    caller: Caller<CouncilsWrite>,
    PathOf((id, member_id)): PathOf<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> ApiResult<Removal> {
    caller
        .transaction(async |connection| {
            let member = held_member(connection, caller.scope(), (id, member_id), &if_match).await?;
            if member.role == CouncilRole::Chair {
                return Err(Problem::new(Code::Conflict).detail(
                    "Hội đồng luôn có một chủ tịch: hãy giao chức chủ tịch cho người khác trước.",
                    "A council always has a chair: make another member the chair first.",
                ));
            }
            councils::members::delete(connection, member_id)
                .await
                .on_conflict(
                    "Thành viên đã chấm hoặc đã khai xung đột lợi ích: không xóa được.",
                    "The member has scored or recused themself: they cannot be removed.",
                )
        })
        .await?;
    Ok(Removal::default())
}
