//! Targets of units for a year (chỉ tiêu): `/api/v1/targets`.

mod request;
mod view;

use crate::caller::{Caller, Creation, ProgrammeWrite, StatisticsRead};
use crate::statistics::Poll;
use crate::statistics::polled::Figures;
use api_http::answer::{NewResource, Resource, Revision, WrittenReply};
use api_http::extract::{Body, ETag, IfMatch, IfNoneMatch, List, PageOf, PathOf, QueryOf, day_in_range};
use api_http::problem::{ApiResult, OnConflict, Problem};
use endpoint::endpoint;
use request::{NewTarget, ProgressQuery, TargetChange, TargetQuery};
use shared::database::Connection;
use shared::database::ntm;
use shared::database::targets::{self, Target};
use uuid::Uuid;
pub(crate) use view::FigureView;
use view::{ProgressView, TargetView};

api_http::routes! { create, list, show, change, progress }

/// Sets the targets of the nation, a province or a commune for a year; a unit has one record a year.
#[endpoint(post "/targets", tag = "targets", problems(Conflict, OutsideReach))]
async fn create(
    caller: Caller<ProgrammeWrite>,
    Creation { body, idempotency }: Creation<NewTarget>,
) -> ApiResult<NewResource<TargetView>> {
    let target = body.check(caller.state.clock.now())?;
    request::require_reach(caller.scope(), &target)?;
    idempotency
        .once(&caller, async |connection| {
            targets::insert(connection, &target).await.on_conflict(
                "Đơn vị đã có chỉ tiêu của năm này: hãy sửa bản đó (PATCH).",
                "The unit has targets for this year: change those (PATCH).",
            )?;
            Ok(
                WrittenReply::new(&TargetView::of(&target, caller.state.clock.today())?)?
                    .location(format!("/api/v1/targets/{}", target.id))
                    .etag(&tag(&target)),
            )
        })
        .await
}

/// Targets in the caller's reach, in the order in which they were set.
#[endpoint(get "/targets", tag = "targets")]
async fn list(
    caller: Caller<StatisticsRead>,
    PageOf { page, query }: PageOf<TargetQuery>,
) -> ApiResult<List<TargetView>> {
    let filter = query.filter()?;
    let mut connection = caller.connection().await?;
    let rows = targets::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let today = caller.state.clock.today();
    page.try_answer(rows, |row| row.id, |row| TargetView::of(&row, today))
}

/// The targets of one unit for one year.
#[endpoint(get "/targets/{id}", tag = "targets")]
async fn show(
    caller: Caller<StatisticsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<TargetView>> {
    let mut connection = caller.connection().await?;
    let target = found(&mut connection, &caller, id).await?;
    Ok(if_none_match.answer(
        &tag(&target),
        &TargetView::of(&target, caller.state.clock.today())?,
    ))
}

/// Changes targets: figures left out stay, null removes. `If-Match` is required.
#[endpoint(patch "/targets/{id}", tag = "targets", problems(OutsideReach, Conflict))]
async fn change(
    caller: Caller<ProgrammeWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(change): Body<TargetChange>,
) -> ApiResult<Revision<TargetView>> {
    let changed = caller
        .transaction(async |connection| {
            let found = targets::lock(connection, caller.scope(), id).await?;
            let target = found.ok_or_else(Problem::not_found)?;
            if_match.require(&tag(&target))?;
            let changed = change.check(&target, caller.state.clock.now())?;
            targets::update(connection, &changed).await?;
            Ok(changed)
        })
        .await?;
    Ok(tag(&changed).answer(&TargetView::of(&changed, caller.state.clock.today())?))
}

/// What is reached of the targets on a day: today, or the last day of the year once that is over.
#[endpoint(get "/targets/{id}/progress", tag = "targets")]
async fn progress(
    caller: Caller<StatisticsRead>,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<ProgressQuery>,
    poll: Poll,
) -> ApiResult<Figures<ProgressView>> {
    let today = caller.state.clock.today();
    let counted = async {
        let mut connection = caller.connection().await?;
        let target = found(&mut connection, &caller, id).await?;
        let day = day_in_range("/as_of", query.day(target.year, today))?;
        let reached = ntm::reached(&mut connection, &target.area(), target.year, day).await?;
        ProgressView::of(&target, &reached, day)
    };
    poll.answer_briefly("target-progress", &caller, (id, &query, today), counted)
        .await
}

async fn found(connection: &mut Connection, caller: &Caller<StatisticsRead>, id: Uuid) -> ApiResult<Target> {
    let found = targets::find(connection, caller.scope(), id).await?;
    found.ok_or_else(Problem::not_found)
}

fn tag(target: &Target) -> ETag {
    ETag::of_version(target.id, target.version)
}
