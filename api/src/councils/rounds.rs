//! Rounds of evaluation (đợt đánh giá): `/api/v1/rounds`.

mod late;
mod request;

use crate::caller::{Caller, CouncilsRead, CouncilsWrite, Creation};
use crate::councils::competence::require_level;
use api_http::answer::{NewResource, Removal, Resource, Revision, WrittenReply};
use api_http::extract::{Body, ETag, IfMatch, IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::{ApiResult, OnConflict};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::{ViewOf, endpoint};
use request::{NewRound, RoundChange, RoundQuery};
use serde::Serialize;
use shared::database::rounds::{self, Round, RoundFilter};
use shared::domain::access::Scope;
use shared::domain::evaluation::EvaluationLevel;
use utoipa::ToSchema;
use uuid::Uuid;

api_http::routes! { create, list, show, change, remove, late::list }

/// A round of evaluation.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(Round)]
struct RoundView {
    /// Its id.
    id: Uuid,
    /// Whose councils score.
    level: EvaluationLevel,
    /// Today's province; null for the ministry's.
    #[schema(example = "25")]
    #[view_of(province_code)]
    province: Option<String>,
    /// Its year.
    year: i16,
    /// Its number within the year.
    number: i16,
    /// A dossier is sent on before this day.
    sent_before: NaiveDate,
    /// It is decided before this day.
    decided_before: NaiveDate,
    /// Remarks.
    note: Option<String>,
    /// Raised with every change.
    version: i32,
    /// When it was set up.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// The name of the version of a round.
fn tag(round: &Round) -> ETag {
    ETag::of_version(round.id, round.version)
}

impl RoundView {
    /// The name of this version.
    fn tag(&self) -> ETag {
        ETag::of_version(self.id, self.version)
    }
}

/// Sets up a round of a province or of the ministry; rounds 1 and 2 have the law's dates where none are named.
#[endpoint(post "/rounds", tag = "councils", of = "rounds", problems(Conflict, OutsideReach, OutOfTurn))]
async fn create(
    caller: Caller<CouncilsWrite>,
    Creation { body, idempotency }: Creation<NewRound>,
) -> ApiResult<NewResource<RoundView>> {
    let round = body.check(caller.scope(), caller.state.clock.now())?;
    idempotency
        .once(&caller, async |connection| {
            rounds::insert(connection, &round).await.on_conflict(
                "Năm này đã có đợt mang số đó.",
                "The year has a round of this number already.",
            )?;
            let view = RoundView::from(round);
            Ok(WrittenReply::new(&view)?
                .location(format!("/api/v1/rounds/{}", view.id))
                .etag(&view.tag()))
        })
        .await
}

/// Rounds in the caller's reach: a province sees its own and the ministry's.
#[endpoint(get "/rounds", tag = "councils", of = "rounds")]
async fn list(
    caller: Caller<CouncilsRead>,
    PageOf { page, query }: PageOf<RoundQuery>,
) -> ApiResult<List<RoundView>> {
    let filter = RoundFilter {
        level: query.level,
        province_code: query.province,
        year: query.year,
    };
    let mut connection = caller.connection().await?;
    let rows = rounds::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, RoundView::from))
}

/// One round.
#[endpoint(get "/rounds/{id}", tag = "councils", of = "rounds")]
async fn show(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<RoundView>> {
    let mut connection = caller.connection().await?;
    let view = RoundView::from(rounds::find(&mut connection, caller.scope(), id).await?);
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Changes the days or the note of a round: fields left out stay, null removes.
#[endpoint(patch "/rounds/{id}", tag = "councils", of = "rounds", problems(OutsideReach, OutOfTurn, Conflict))]
async fn change(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(change): Body<RoundChange>,
) -> ApiResult<Revision<RoundView>> {
    let view = caller
        .transaction(async |connection| {
            let round = held(connection, caller.scope(), id).await?;
            if_match.require(&tag(&round))?;
            let changed = change.apply(round, caller.state.clock.now())?;
            rounds::update(connection, &changed).await?;
            Ok(RoundView::from(changed))
        })
        .await?;
    Ok(view.tag().answer(&view))
}

/// Removes a round that no council belongs to.
#[endpoint(delete "/rounds/{id}", tag = "councils", of = "rounds", problems(Conflict, OutsideReach, OutOfTurn))]
async fn remove(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
) -> ApiResult<Removal> {
    caller
        .transaction(async |connection| {
            let round = held(connection, caller.scope(), id).await?;
            if_match.require(&tag(&round))?;
            rounds::delete(connection, id).await.on_conflict(
                "Đợt đã có hội đồng: không xóa được.",
                "A council belongs to the round: it cannot be removed.",
            )
        })
        .await?;
    Ok(Removal::default())
}

/// The round in reach, which the caller may change, held until the transaction ends.
async fn held(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> ApiResult<Round> {
    let round = rounds::lock(connection, scope, id).await?;
    require_level(scope, round.level, round.province_code.as_deref())?;
    Ok(round)
}
