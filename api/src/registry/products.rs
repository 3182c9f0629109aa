//! Products (sản phẩm): `/api/v1/products`.

mod request;
mod view;

use crate::caller::{Caller, Creation, ProductsRead, ProductsWrite};
use crate::places::{require_reach, resolve_unit};
use crate::state::AppState;
use api_http::answer::{NewResource, Resource, Revision, WrittenReply};
use api_http::extract::{Body, ETag, IfNoneMatch, List, MayMatch, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use request::{NewProduct, ProductChange, ProductQuery, unknown_producer};
use shared::database::products::{self, ProductFilter, ProductRecord};
use shared::database::{dossiers, producers, recognitions};
use uuid::Uuid;
use view::{ProductView, views};

api_http::routes! { create, list, show, change }

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
            let producer = producers::find(connection, caller.scope(), body.producer_id).await?;
            let (draft, place) = body.check(producer.as_ref())?;
            let producer = producer.ok_or_else(unknown_producer)?;
            require_reach(caller.scope(), &place, Some(producer.id))?;
            let new = products::NewProductRow {
                id: Uuid::now_v7(),
                producer_id: producer.id,
                draft,
                place,
                registered_on: caller.state.clock.today(),
                demonstration: false,
                created_at: caller.state.clock.now(),
            };
            let record = (products::register(connection, new).await?, producer.summary());
            let view = ProductView::of(&caller.state.regimes, &record, None, caller.state.clock.today())?;
            Ok(WrittenReply::new(&view)?
                .location(format!("/api/v1/products/{}", record.0.id))
                .etag(&view.tag()))
        })
        .await
}

/// Products in the caller's reach, in the order of their registration.
#[endpoint(get "/products", tag = "products")]
async fn list(
    caller: Caller<ProductsRead>,
    PageOf { page, query }: PageOf<ProductQuery>,
) -> ApiResult<List<ProductView>> {
    let filter = ProductFilter {
        producer_id: query.producer_id,
        product_set: query.product_set,
        unit: resolve_unit(query.unit, query.level, query.generation)?,
        name: query.q,
    };
    let mut connection = caller.connection().await?;
    let rows = products::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let views = with_recognitions(&mut connection, &caller.state, rows).await?;
    Ok(page.answer(views, ProductView::id, |view| view))
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
            let draft = change.check(&product, producer.kind)?;
            if draft.name != product.name {
                require_name_free(connection, id).await?;
            }
            let changed = product.changed(draft, caller.state.clock.now());
            products::update(connection, &changed).await?;
            with_recognition(connection, &caller.state, Some((changed, producer))).await
        })
        .await?;
    let tag: ETag = view.tag();
    Ok(tag.answer(&view))
}

/// Passes where nothing that is being decided names the product: what was handed in and locked is what is certified.
///
/// # Errors
/// 409 while a dossier of the product is on its way.
async fn require_name_free(connection: &mut AsyncPgConnection, product: Uuid) -> ApiResult<()> {
    match dossiers::handed_in_of(connection, product).await? {
        None => Ok(()),
        Some(dossier) => Err(Problem::new(Code::Conflict).detail(
            format!("Hồ sơ {dossier} đã nộp dưới tên hiện tại; chưa thể đổi tên sản phẩm."),
            format!(
                "Dossier {dossier} was handed in under the present name; the product cannot be renamed now."
            ),
        )),
    }
}

async fn with_recognition(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    found: Option<ProductRecord>,
) -> ApiResult<ProductView> {
    let views = with_recognitions(connection, state, found.into_iter().collect()).await?;
    views.into_iter().next().ok_or_else(Problem::not_found)
}

async fn with_recognitions(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    records: Vec<ProductRecord>,
) -> ApiResult<Vec<ProductView>> {
    let ids: Vec<Uuid> = records.iter().map(|(product, _)| product.id).collect();
    let mut history = recognitions::histories(connection, &ids).await?;
    let today = state.clock.today();
    history.retain(|recognition| recognition.status().holds_on(today));
    views(&state.regimes, &records, &history, today)
}
