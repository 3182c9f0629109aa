//! Councils (hội đồng đánh giá, phân hạng): `/api/v1/councils`, their members, their dossiers and their minutes.

pub(crate) mod advisory_reports;
mod assignments;
mod competence;
pub(crate) mod dossier_evaluations;
mod members;
mod minutes;
pub(crate) mod recusals;
mod request;
pub(crate) mod rounds;
pub(crate) mod score_sheets;
pub(crate) mod statements;
mod view;

use crate::caller::{Caller, CouncilsRead, CouncilsWrite, Creation};
use api_http::answer::{NewResource, Removal, Resource, Revision, WrittenReply};
use api_http::extract::{Body, IfMatch, IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::{ApiResult, OnConflict};
use competence::{held, require_level};
use endpoint::endpoint;
use request::{CouncilChange, CouncilQuery, NewCouncil};
use shared::database::{self, StoreError, councils};
use uuid::Uuid;
pub(crate) use view::rules;
use view::{CouncilView, tag};

api_http::routes! {
    create, list, show, change, remove, members::add, members::list, members::show, members::change,
    members::remove, assignments::assign, assignments::list, assignments::release, minutes::minutes
}

/// Sets up a council of a round with its members, exactly one of them the chair.
#[endpoint(post "/councils", tag = "councils", problems(OutsideReach, OutOfTurn, Conflict))]
async fn create(
    caller: Caller<CouncilsWrite>,
    Creation { body, idempotency }: Creation<NewCouncil>,
) -> ApiResult<NewResource<CouncilView>> {
    idempotency
        .once(&caller, async |connection| {
            let round = match database::rounds::find(connection, caller.scope(), body.round_id).await {
                Err(StoreError::NotFound) => return Err(request::unknown_round()),
                found => found?,
            };
            require_level(caller.scope(), round.level, round.province_code.as_deref())?;
            let (council, members) = body.check(&round, caller.state.clock.now())?;
            members::require_persons(connection, &members, "/members/").await?;
            councils::insert(connection, &council).await?;
            councils::members::insert(connection, &members).await?;
            let view = CouncilView::of(council)?;
            Ok(WrittenReply::new(&view)?
                .location(format!("/api/v1/councils/{}", view.id()))
                .etag(&view.tag()))
        })
        .await
}

/// Councils in the caller's reach; a member sees those in which they sit.
#[endpoint(get "/councils", tag = "councils")]
async fn list(
    caller: Caller<CouncilsRead>,
    PageOf { page, query }: PageOf<CouncilQuery>,
) -> ApiResult<List<CouncilView>> {
    let mut connection = caller.connection().await?;
    let (after, limit) = (page.after, page.limit());
    let rows = councils::list(&mut connection, caller.scope(), query.round_id, after, limit).await?;
    page.try_answer(rows, |row| row.id, CouncilView::of)
}

/// One council.
#[endpoint(get "/councils/{id}", tag = "councils")]
async fn show(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<CouncilView>> {
    let mut connection = caller.connection().await?;
    let view = CouncilView::of(councils::find(&mut connection, caller.scope(), id).await?)?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Changes a council: fields left out stay. New rules count for the sheets that are closed from now on.
#[endpoint(patch "/councils/{id}", tag = "councils", problems(OutsideReach, OutOfTurn, Conflict))]
async fn change(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(change): Body<CouncilChange>,
) -> ApiResult<Revision<CouncilView>> {
    let view = caller
        .transaction(async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            if_match.require(&tag(&council))?;
            let changed = change.apply(council, caller.state.clock.now())?;
            councils::update(connection, &changed).await?;
            CouncilView::of(changed)
        })
        .await?;
    Ok(view.tag().answer(&view))
}

/// Removes a council, with its members, that no dossier was ever before.
#[endpoint(delete "/councils/{id}", tag = "councils", problems(Conflict, OutsideReach, OutOfTurn))]
async fn remove(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
) -> ApiResult<Removal> {
    caller
        .transaction(async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            if_match.require(&tag(&council))?;
            councils::delete(connection, id).await.on_conflict(
                "Hội đồng đã có hồ sơ: không xóa được.",
                "A dossier is or was before the council: it cannot be removed.",
            )
        })
        .await?;
    Ok(Removal::default())
}
