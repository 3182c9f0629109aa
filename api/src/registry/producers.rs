//! Producers (chủ thể): `/api/v1/producers`.

mod closing;
mod corrections;
mod keyed;
mod merge;
mod request;
mod view;

pub(crate) use view::ProducerView;

use crate::caller::{Caller, Creation, ProducersRead, ProducersWrite};
use crate::places::require_reach;
use crate::registry::keyed::give;
use crate::registry::refusal::require_unmerged;
use api_http::answer::{NewResource, Resource, Revision, WrittenReply};
use api_http::extract::{Body, IfNoneMatch, List, MayMatch, PageOf, PathOf, SortKey};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use request::{NewProducer, ProducerChange, ProducerQuery};
use shared::database::producers::{self, Producer};
use shared::database::products::Position;
use shared::domain::outside_keys::KeySubject;
use uuid::Uuid;
use view::tag;

api_http::routes! {
    create, list, show, change, keyed::show_keyed, keyed::put, keyed::push, corrections::record, corrections::list,
    closing::close, closing::reopen, merge::merge
}

/// Registers a producer.
///
/// The commune is given as `commune` or `commune_code`, of either generation. A province or commune registers producers
/// that lie in it.
#[endpoint(post "/producers", tag = "producers", problems(OutsideReach, Conflict))]
async fn create(
    caller: Caller<ProducersWrite>,
    Creation { body, idempotency }: Creation<NewProducer>,
) -> ApiResult<NewResource<ProducerView>> {
    let (draft, place) = body.check(None)?;
    require_reach(caller.scope(), &place, None)?;
    let (id, now) = (Uuid::now_v7(), caller.state.clock.now());
    let mut producer = Producer::new(id, draft, place, now);
    idempotency
        .once(&caller, async |connection| {
            producers::insert(connection, &producer).await?;
            let named = (KeySubject::Producer, id);
            producer.keys = give(connection, named, caller.scope(), &producer.keys, &body.keys, now).await?;
            Ok(
                WrittenReply::new(&ProducerView::of(&producer, caller.state.clock.today())?)?
                    .location(format!("/api/v1/producers/{}", producer.id))
                    .etag(&tag(&producer)),
            )
        })
        .await
}

/// Producers in the caller's reach, in the order of their registration or of `sort`; those that a search finds, the best first.
#[endpoint(get "/producers", tag = "producers")]
async fn list(
    caller: Caller<ProducersRead>,
    PageOf { page, query }: PageOf<ProducerQuery, SortKey>,
) -> ApiResult<List<ProducerView>> {
    let today = caller.state.clock.today();
    let filter = query.filter(today)?;
    let order = query.order();
    let after = page.after.clone().map(|key| key.position(order)).transpose()?;
    let mut connection = caller.connection().await?;
    let rows = producers::list(
        &mut connection,
        caller.scope(),
        &filter,
        query.sort,
        after,
        page.limit(),
    )
    .await?;
    let key = |(_, (value, id)): &(Producer, Position)| SortKey {
        order: order.to_owned(),
        value: value.clone(),
        id: *id,
    };
    page.try_answer(rows, key, |(row, _)| ProducerView::of(&row, today))
}

/// One producer.
#[endpoint(get "/producers/{id}", tag = "producers")]
async fn show(
    caller: Caller<ProducersRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ProducerView>> {
    let mut connection = caller.connection().await?;
    let found = producers::find(&mut connection, caller.scope(), id).await?;
    let producer = found.ok_or_else(Problem::not_found)?;
    Ok(if_none_match.answer(
        &tag(&producer),
        &ProducerView::of(&producer, caller.state.clock.today())?,
    ))
}

/// Changes a producer: fields left out stay, null removes. `If-Match` is checked where it is sent.
#[endpoint(patch "/producers/{id}", tag = "producers", problems(OutsideReach, Conflict))]
async fn change(
    caller: Caller<ProducersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Body(change): Body<ProducerChange>,
) -> ApiResult<Revision<ProducerView>> {
    let changed = caller
        .transaction(async |connection| {
            let found = producers::lock(connection, caller.scope(), id).await?;
            let producer = found.ok_or_else(Problem::not_found)?;
            if_match.check(&tag(&producer))?;
            require_unmerged(producer.merged_into)?;
            let keys = change.keys.clone();
            let (draft, place) = change.check(&producer)?;
            require_reach(caller.scope(), &place, Some(id))?;
            let now = caller.state.clock.now();
            let mut changed = producer.changed(draft, place, now);
            if let Some(keys) = keys {
                let named = (KeySubject::Producer, id);
                changed.keys = give(connection, named, caller.scope(), &changed.keys, &keys, now).await?;
            }
            producers::update(connection, &changed).await?;
            Ok(changed)
        })
        .await?;
    Ok(tag(&changed).answer(&ProducerView::of(&changed, caller.state.clock.today())?))
}
