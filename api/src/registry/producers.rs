//! Producers (chủ thể): `/api/v1/producers`.

mod keyed;
mod request;
mod view;

pub(crate) use view::ProducerView;

use crate::caller::{Caller, Creation, ProducersRead, ProducersWrite};
use crate::places::{require_reach, resolve_unit};
use crate::registry::keyed::give;
use api_http::answer::{NewResource, Resource, Revision, WrittenReply};
use api_http::extract::{Body, IfNoneMatch, List, MayMatch, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use request::{NewProducer, ProducerChange, ProducerQuery};
use shared::database::producers::{self, Producer, ProducerFilter};
use shared::domain::outside_keys::KeySubject;
use uuid::Uuid;
use view::tag;

api_http::routes! { create, list, show, change, keyed::show_keyed, keyed::put, keyed::push }

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

/// Producers in the caller's reach, in the order of their registration.
#[endpoint(get "/producers", tag = "producers")]
async fn list(
    caller: Caller<ProducersRead>,
    PageOf { page, query }: PageOf<ProducerQuery>,
) -> ApiResult<List<ProducerView>> {
    let filter = ProducerFilter {
        unit: resolve_unit(query.unit, query.level, query.generation)?,
        kind: query.kind,
        tax_code: query.tax_code,
        changed_since: query.changed_since,
        name: query.q,
    };
    let mut connection = caller.connection().await?;
    let rows = producers::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let today = caller.state.clock.today();
    page.try_answer(rows, |row| row.id, |row| ProducerView::of(&row, today))
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
