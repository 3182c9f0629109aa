//! Products (sản phẩm): `/api/v1/products`.

mod corrections;
mod keyed;
mod lookup;
mod merge;
mod request;
mod view;

use crate::caller::{Caller, Creation, ProductsRead, ProductsWrite};
use crate::registry::keyed::{KeyedRecord, give};
use crate::registry::refusal::require_unmerged;
use api_http::answer::{NewResource, Resource, Revision, WrittenReply};
use api_http::extract::{Body, ETag, IfNoneMatch, List, MayMatch, PageOf, PathOf, SortKey};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use lookup::{name_kept, with_recognition, with_recognitions};
use request::{NewProduct, ProductChange, ProductQuery};
use shared::database::dossiers;
use shared::database::outside_keys::RecordKeys;
use shared::database::products::{self, Position, ProductRecord};
use shared::domain::outside_keys::KeySubject;
use uuid::Uuid;
use view::ProductView;

api_http::routes! {
    create, list, show, change, keyed::show_keyed, keyed::put, keyed::push, corrections::record, corrections::list,
    merge::merge
}

/// Registers a product of a producer in the caller's reach; its code is issued as province.commune.serial.year.
///
/// The commune is the producer's where none is given.
#[endpoint(post "/products", tag = "products", problems(OutsideReach, Conflict, DecidedHere))]
async fn create(
    caller: Caller<ProductsWrite>,
    Creation { body, idempotency }: Creation<NewProduct>,
) -> ApiResult<NewResource<ProductView>> {
    idempotency
        .once(&caller, async |connection| {
            let (id, state) = (Uuid::now_v7(), &caller.state);
            let given = std::slice::from_ref(&body);
            let beside = ProductRecord::beside(connection, &caller, given, &[]).await?;
            let new = ProductRecord::made(&caller, &body, &beside, id)?;
            products::register(connection, new).await?;
            let (named, none) = ((KeySubject::Product, id), RecordKeys::default());
            give(
                connection,
                named,
                caller.scope(),
                &none,
                &body.keys,
                state.clock.now(),
            )
            .await?;
            let found = products::find(connection, caller.scope(), id).await?;
            let record = found.ok_or_else(Problem::not_found)?;
            let view = ProductView::of(&caller.state.regimes, &record, None, state.clock.today())?;
            Ok(WrittenReply::new(&view)?
                .location(format!("/api/v1/products/{}", record.0.id))
                .etag(&view.tag()))
        })
        .await
}

/// Products in the caller's reach, in the order of their registration or of `sort`; those that a search finds, the best first.
#[endpoint(get "/products", tag = "products")]
async fn list(
    caller: Caller<ProductsRead>,
    PageOf { page, query }: PageOf<ProductQuery, SortKey>,
) -> ApiResult<List<ProductView>> {
    let filter = query.filter(caller.state.clock.today())?;
    let order = query.order();
    let after = page.after.clone().map(|key| key.position(order)).transpose()?;
    let mut connection = caller.connection().await?;
    let rows = products::list(
        &mut connection,
        caller.scope(),
        &filter,
        query.sort,
        after,
        page.limit(),
    )
    .await?;
    let (records, positions): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let views = with_recognitions(&mut connection, &caller.state, records).await?;
    let key = |(value, id): &Position| SortKey {
        order: order.to_owned(),
        value: value.clone(),
        id: *id,
    };
    let rows = views.into_iter().zip(positions).collect();
    Ok(page.answer(rows, |(_, position)| key(position), |(view, _)| view))
}

/// One product with the recognition it holds today.
#[endpoint(get "/products/{id}", tag = "products")]
async fn show(
    caller: Caller<ProductsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ProductView>> {
    let mut connection = caller.connection().await?;
    let found = products::find(&mut connection, caller.scope(), id).await?;
    let view = with_recognition(&mut connection, &caller.state, found).await?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Changes name and description: fields left out stay, null removes. `If-Match` is checked where it is sent.
#[endpoint(patch "/products/{id}", tag = "products", problems(OutsideReach, Conflict, DecidedHere))]
async fn change(
    caller: Caller<ProductsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Body(change): Body<ProductChange>,
) -> ApiResult<Revision<ProductView>> {
    let view = caller
        .transaction(async |connection| {
            let found = products::lock(connection, caller.scope(), id).await?;
            let before = with_recognition(connection, &caller.state, found.clone()).await?;
            if_match.check(&before.tag())?;
            let (product, producer) = found.ok_or_else(Problem::not_found)?;
            require_unmerged(product.merged_into)?;
            let keys = change.keys.clone();
            let draft = change.check(&product, producer.kind)?;
            if draft.name != product.name {
                let handed_in = dossiers::handed_in_of(connection, &[id]).await?;
                name_kept(handed_in.first().map(|(_, dossier)| *dossier))?;
            }
            let now = caller.state.clock.now();
            let mut changed = product.changed(draft, now);
            if let Some(keys) = keys {
                let named = (KeySubject::Product, id);
                changed.keys = give(connection, named, caller.scope(), &changed.keys, &keys, now).await?;
            }
            products::update(connection, &changed).await?;
            with_recognition(connection, &caller.state, Some((changed, producer))).await
        })
        .await?;
    let tag: ETag = view.tag();
    Ok(tag.answer(&view))
}
