//! Producers under the keys of other systems: `/api/v1/producers/by-key`.

use super::request::NewProducer;
use super::view::{ProducerView, tag};
use crate::caller::{Caller, Lines, ProducersRead, ProducersWrite};
use crate::places::require_reach;
use crate::registry::keyed::{KeyedRecord, PushOutcome, PushReport, found, one, push as push_all, report};
use crate::registry::refusal::require_unmerged;
use api_http::answer::{Effect, Resource, Upsert};
use api_http::extract::{Body, IfNoneMatch, PathOf};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::StoreResult;
use shared::database::outside_keys::RecordKeys;
use shared::database::producers::{self, Producer};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use uuid::Uuid;

/// The producer that another system knows under this key, among those to which callers of the same reach gave it.
#[endpoint(get "/producers/by-key/{system}/{id}", tag = "producers")]
pub(super) async fn show_keyed(
    caller: Caller<ProducersRead>,
    PathOf(key): PathOf<OutsideKey>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ProducerView>> {
    let mut connection = caller.connection().await?;
    let id = found(&mut connection, KeySubject::Producer, caller.scope(), key).await?;
    let found = producers::find(&mut connection, caller.scope(), id).await?;
    let producer = found.ok_or_else(Problem::not_found)?;
    Ok(if_none_match.answer(
        &tag(&producer),
        &ProducerView::of(&producer, caller.state.clock.today())?,
    ))
}

/// Registers a producer under a key of another system, or changes the one that has it: what is left out stays, null removes. Where it
/// is as sent already, nothing changes.
#[endpoint(put "/producers/by-key/{system}/{id}", tag = "producers", problems(OutsideReach, Conflict))]
pub(super) async fn put(
    caller: Caller<ProducersWrite>,
    PathOf(key): PathOf<OutsideKey>,
    Body(mut given): Body<NewProducer>,
) -> ApiResult<Upsert<ProducerView>> {
    given.keys.push(key);
    let (id, outcome) = one(push_all::<Producer, _>(&caller, &[given]).await?)?;
    let mut connection = caller.connection().await?;
    let found = producers::find(&mut connection, caller.scope(), id).await?;
    let producer = found.ok_or_else(Problem::not_found)?;
    Ok(Upsert::new(
        outcome == PushOutcome::Created,
        format!("/api/v1/producers/{id}"),
        &tag(&producer),
        &ProducerView::of(&producer, caller.state.clock.today())?,
    ))
}

/// Registers or changes many producers: a body of `POST /producers` a line, with the keys by which it is found. A refused line never
/// stops the others; sent again, nothing changes.
#[endpoint(put "/producers/by-key", tag = "producers", problems(Conflict))]
pub(super) async fn push(
    context: RequestContext,
    lines: Lines<ProducersWrite, NewProducer>,
) -> ApiResult<Effect<PushReport>> {
    report::<Producer, _>(lines, context.language).await
}

impl KeyedRecord for Producer {
    const SUBJECT: KeySubject = KeySubject::Producer;
    type Given = NewProducer;
    type New = Self;
    type Beside = ();

    fn keys(given: &NewProducer) -> &[OutsideKey] {
        &given.keys
    }

    fn identity(&self) -> (Uuid, &RecordKeys) {
        (self.id, &self.keys)
    }

    async fn lock<R>(
        connection: &mut AsyncPgConnection,
        caller: &Caller<R>,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>> {
        producers::lock_all(connection, caller.scope(), ids).await
    }

    async fn beside<R>(
        _: &mut AsyncPgConnection,
        _: &Caller<R>,
        _: &[NewProducer],
        _: &[Uuid],
    ) -> ApiResult<()> {
        Ok(())
    }

    fn made<R>(caller: &Caller<R>, given: &NewProducer, (): &(), id: Uuid) -> ApiResult<Self> {
        let (draft, place) = given.check(None)?;
        require_reach(caller.scope(), &place, None)?;
        Ok(Self::new(id, draft, place, caller.state.clock.now()))
    }

    fn changed<R>(
        &self,
        caller: &Caller<R>,
        given: &NewProducer,
        (): &(),
        touched: bool,
    ) -> ApiResult<Option<Self>> {
        require_unmerged(self.merged_into)?;
        let (draft, place) = given.check(Some(self))?;
        require_reach(caller.scope(), &place, Some(self.id))?;
        let same = !touched && draft == self.draft() && place == self.place();
        Ok((!same).then(|| Self::changed(self, draft, place, caller.state.clock.now())))
    }

    async fn save(
        connection: &mut AsyncPgConnection,
        mut new: Vec<Self>,
        changed: Vec<Self>,
    ) -> StoreResult<()> {
        new.extend(changed);
        producers::save(connection, &new).await
    }
}
