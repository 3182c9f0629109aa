//! Products under the keys of other systems: `/api/v1/products/by-key`.

use super::lookup::{name_kept, with_recognition};
use super::request::NewProduct;
use super::view::ProductView;
use crate::caller::{Caller, Lines, ProductsRead, ProductsWrite};
use crate::registry::keyed::{KeyedRecord, PushOutcome, PushReport, found, one, push as push_all, report};
use crate::registry::refusal::require_unmerged;
use api_http::answer::{Effect, Resource, Upsert};
use api_http::extract::{Body, IfNoneMatch, PathOf};
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::outside_keys::{self, RecordKeys};
use shared::database::producers::{self, Producer};
use shared::database::products::{self, NewProductRow, ProductRecord};
use shared::database::{StoreResult, dossiers};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use std::collections::HashMap;
use uuid::Uuid;

/// The product that another system knows under this key, among those to which callers of the same reach gave it.
#[endpoint(get "/products/by-key/{system}/{id}", tag = "products")]
pub(super) async fn show_keyed(
    caller: Caller<ProductsRead>,
    PathOf(key): PathOf<OutsideKey>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ProductView>> {
    let mut connection = caller.connection().await?;
    let id = found(&mut connection, KeySubject::Product, caller.scope(), key).await?;
    let found = products::find(&mut connection, caller.scope(), id).await?;
    let view = with_recognition(&mut connection, &caller.state, found).await?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Registers a product under a key of another system, or changes the one that has it: what is left out stays, null removes. Where it
/// is as sent already, nothing changes. Its producer, set and commune stay as they were registered.
#[endpoint(put "/products/by-key/{system}/{id}", tag = "products", problems(OutsideReach, Conflict))]
pub(super) async fn put(
    caller: Caller<ProductsWrite>,
    PathOf(key): PathOf<OutsideKey>,
    Body(mut given): Body<NewProduct>,
) -> ApiResult<Upsert<ProductView>> {
    given.keys.push(key);
    let (id, outcome) = one(push_all::<ProductRecord, _>(&caller, &[given]).await?)?;
    let mut connection = caller.connection().await?;
    let found = products::find(&mut connection, caller.scope(), id).await?;
    let view = with_recognition(&mut connection, &caller.state, found).await?;
    let location = format!("/api/v1/products/{id}");
    Ok(Upsert::new(
        outcome == PushOutcome::Created,
        location,
        &view.tag(),
        &view,
    ))
}

/// Registers or changes many products: a body of `POST /products` a line, with the keys by which it is found. A refused line never
/// stops the others; sent again, nothing changes.
#[endpoint(put "/products/by-key", tag = "products", problems(Conflict))]
pub(super) async fn push(
    context: RequestContext,
    lines: Lines<ProductsWrite, NewProduct>,
) -> ApiResult<Effect<PushReport>> {
    report::<ProductRecord, _>(lines, context.language).await
}

/// The producers that lines name, and what stands in the way of new names.
pub(crate) struct Surroundings {
    producers: HashMap<Uuid, Producer>,
    by_key: HashMap<OutsideKey, Uuid>,
    handed_in: HashMap<Uuid, Uuid>,
}

impl Surroundings {
    /// The id of the producer that `given` names; none where it names none that is known, or two.
    fn named(&self, given: &NewProduct) -> Option<Uuid> {
        match (given.producer_id, &given.producer_key) {
            (Some(id), None) => Some(id),
            (None, Some(key)) => self.by_key.get(key).copied(),
            _ => None,
        }
    }
}

impl KeyedRecord for ProductRecord {
    const SUBJECT: KeySubject = KeySubject::Product;
    type Given = NewProduct;
    type New = NewProductRow;
    type Beside = Surroundings;

    fn keys(given: &NewProduct) -> &[OutsideKey] {
        &given.keys
    }

    fn identity(&self) -> (Uuid, &RecordKeys) {
        (self.0.id, &self.0.keys)
    }

    async fn lock<R>(
        connection: &mut AsyncPgConnection,
        caller: &Caller<R>,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>> {
        products::lock_found(connection, caller.scope(), ids).await
    }

    async fn beside<R>(
        connection: &mut AsyncPgConnection,
        caller: &Caller<R>,
        given: &[NewProduct],
        locked: &[Uuid],
    ) -> ApiResult<Surroundings> {
        let keys: Vec<OutsideKey> = given.iter().filter_map(|one| one.producer_key.clone()).collect();
        let by_key = outside_keys::find(connection, KeySubject::Producer, caller.scope(), &keys).await?;
        let named = given.iter().filter_map(|one| one.producer_id);
        let ids: Vec<Uuid> = named.chain(by_key.values().copied()).collect();
        let found = producers::find_all(connection, caller.scope(), &ids).await?;
        let handed_in = dossiers::handed_in_of(connection, locked).await?;
        Ok(Surroundings {
            producers: found.into_iter().map(|one| (one.id, one)).collect(),
            by_key,
            handed_in: handed_in.into_iter().collect(),
        })
    }

    fn made<R>(
        caller: &Caller<R>,
        given: &NewProduct,
        beside: &Surroundings,
        id: Uuid,
    ) -> ApiResult<NewProductRow> {
        let producer = beside.named(given).and_then(|id| beside.producers.get(&id));
        given.row(caller.scope(), producer, id, &caller.state.clock)
    }

    fn changed<R>(
        &self,
        caller: &Caller<R>,
        given: &NewProduct,
        beside: &Surroundings,
        touched: bool,
    ) -> ApiResult<Option<Self>> {
        let (product, producer) = self;
        require_unmerged(product.merged_into)?;
        let draft = given.check_change(product, producer.kind, beside.named(given))?;
        if draft.name != product.name {
            name_kept(beside.handed_in.get(&product.id).copied())?;
        }
        let same = !touched && draft == product.draft();
        let changed = || product.changed(draft, caller.state.clock.now());
        Ok((!same).then(|| (changed(), producer.clone())))
    }

    async fn save(
        connection: &mut AsyncPgConnection,
        new: Vec<NewProductRow>,
        changed: Vec<Self>,
    ) -> StoreResult<()> {
        products::register_all(connection, new).await?;
        let changed: Vec<_> = changed.into_iter().map(|(product, _)| product).collect();
        products::save(connection, &changed).await
    }
}
