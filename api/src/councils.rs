//! Councils (hội đồng đánh giá, phân hạng): `/api/v1/councils`, their members, their dossiers and their minutes.

pub(crate) mod advisory_reports;
mod assignments;
mod competence;
pub(crate) mod dossier_evaluations;
mod member_view;
mod members;
mod minutes;
pub(crate) mod recusals;
mod request;
pub(crate) mod rounds;
pub(crate) mod score_sheets;
mod view;

use crate::caller::{Authorized, CouncilsRead, CouncilsWrite, Creation};
use crate::state::AppState;
use actix_web::{HttpRequest, web};
use api_http::answer::{NewResource, Removal, Resource, Revision, WrittenReply};
use api_http::extract::Listing;
use api_http::extract::{Body, IfMatch, IfNoneMatch, ListAnswer, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use competence::{held, require_level};
use endpoint::endpoint;
use request::{CouncilChange, CouncilQuery, NewCouncil};
use shared::database::councils;
use shared::database::{self, StoreError};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
pub(crate) use view::rules;
use view::{CouncilView, tag};

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create)
        .service(list)
        .service(show)
        .service(change)
        .service(remove)
        .service(members::add)
        .service(members::list)
        .service(members::show)
        .service(members::change)
        .service(members::remove)
        .service(assignments::assign)
        .service(assignments::list)
        .service(assignments::release)
        .service(minutes::minutes);
}

/// Sets up a council of a round with its members, exactly one of them the chair.
#[endpoint(post "/councils", tag = "councils", problems(OutsideReach, OutOfTurn, Conflict))]
async fn create(
    caller: Authorized<CouncilsWrite>,
    state: web::Data<AppState>,
    Creation { body, idempotency }: Creation<NewCouncil>,
) -> ApiResult<NewResource<CouncilView>> {
    idempotency
        .once(&caller, async |connection| {
            let round = match database::rounds::find(connection, caller.scope(), body.round_id).await {
                Err(StoreError::NotFound) => return Err(request::unknown_round()),
                found => found?,
            };
            require_level(caller.scope(), round.level, round.province_code.as_deref())?;
            let (council, members) = body.check(&round, state.clock.now())?;
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
    caller: Authorized<CouncilsRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    PageOf { page, query }: PageOf<CouncilQuery>,
) -> ApiResult<Listing<CouncilView>> {
    let mut connection = state.database.connection().await?;
    let (after, limit) = (page.after, page.limit());
    let rows = councils::list(&mut connection, caller.scope(), query.round_id, after, limit).await?;
    let views = rows
        .into_iter()
        .map(CouncilView::of)
        .collect::<ApiResult<Vec<_>>>()?;
    Ok(ListAnswer::of(&page, views, CouncilView::id, |view| view).respond(&request))
}

/// One council.
#[endpoint(get "/councils/{id}", tag = "councils")]
async fn show(
    caller: Authorized<CouncilsRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<CouncilView>> {
    let mut connection = state.database.connection().await?;
    let view = CouncilView::of(councils::find(&mut connection, caller.scope(), id).await?)?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Changes a council: fields left out stay. New rules count for the sheets that are closed from now on.
#[endpoint(patch "/councils/{id}", tag = "councils", problems(OutsideReach, OutOfTurn, Conflict))]
async fn change(
    caller: Authorized<CouncilsWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(change): Body<CouncilChange>,
) -> ApiResult<Revision<CouncilView>> {
    let view = caller
        .transaction(async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            if_match.require(&tag(&council))?;
            let changed = change.apply(council, state.clock.now())?;
            councils::update(connection, &changed).await?;
            CouncilView::of(changed)
        })
        .await?;
    Ok(view.tag().answer(&view))
}

/// Removes a council, with its members, that no dossier was ever before.
#[endpoint(delete "/councils/{id}", tag = "councils", problems(Conflict, OutsideReach, OutOfTurn))]
async fn remove(
    caller: Authorized<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
) -> ApiResult<Removal> {
    caller
        .transaction(async |connection| {
            let council = held(connection, caller.scope(), id).await?;
            if_match.require(&tag(&council))?;
            councils::delete(connection, id).await.map_err(|error| {
                let (vi, en) = (
                    "Hội đồng đã có hồ sơ: không xóa được.",
                    "A dossier is or was before the council: it cannot be removed.",
                );
                Problem::on_conflict(error, vi, en)
            })
        })
        .await?;
    Ok(Removal::default())
}
