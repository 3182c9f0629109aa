//! Records that are made or changed under their outside keys, one or many a call: what is not there is made, what differs is
//! changed, and what is as sent stays untouched.
//!
//! Lines go through in chunks, each a transaction with a few statements whatever the number of its lines. A refused line never stops
//! the others. Two calls with the same new key make one record: the second finds the key taken, and begins its chunk anew.

mod give;
mod report;

pub(crate) use give::{found, give, key_taken};
pub(crate) use report::{PushReport, report};

use crate::caller::Caller;
use crate::places::outside_reach;
use api_http::problem::{ApiResult, Code, Problem, refuse};
use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;
use shared::database::outside_keys::{self, RecordKeys};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use shared::domain::text_enum;
use shared::domain::violation::Violation;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Lines of one transaction.
const CHUNK: usize = 1_000;
/// How often a chunk is begun anew after another call was faster with one of its keys.
const TRIES: usize = 5;

text_enum! {
    /// What became of a record that was sent under its key.
    pub enum PushOutcome {
        /// It was made.
        Created = "created",
        /// It was changed.
        Changed = "changed",
        /// It was as sent already.
        Unchanged = "unchanged",
        /// Nothing was done; the errors tell why.
        Refused = "refused",
    }
}

/// A kind of record that is made or changed under outside keys.
pub(crate) trait KeyedRecord: Sized {
    /// What the keys name.
    const SUBJECT: KeySubject;
    /// What clients send: the body that registers one.
    type Given;
    /// A new one, about to be written.
    type New;
    /// What is read once for many lines.
    type Beside;

    /// The keys that a line names.
    fn keys(given: &Self::Given) -> &[OutsideKey];
    /// Its id and its keys.
    fn identity(&self) -> (Uuid, &RecordKeys);
    /// Those of `ids` in the caller's reach, held until the transaction ends.
    async fn lock<R>(
        connection: &mut AsyncPgConnection,
        caller: &Caller<R>,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>>;
    /// What the lines `given` need beside the records `locked` that they may change.
    async fn beside<R>(
        connection: &mut AsyncPgConnection,
        caller: &Caller<R>,
        given: &[Self::Given],
        locked: &[Uuid],
    ) -> ApiResult<Self::Beside>;
    /// The new record with the id `id` that `given` asks for.
    fn made<R>(
        caller: &Caller<R>,
        given: &Self::Given,
        beside: &Self::Beside,
        id: Uuid,
    ) -> ApiResult<Self::New>;
    /// The record after the change that `given` asks for; none where it is so already. `touched`: its keys change.
    fn changed<R>(
        &self,
        caller: &Caller<R>,
        given: &Self::Given,
        beside: &Self::Beside,
        touched: bool,
    ) -> ApiResult<Option<Self>>;
    /// Writes both.
    async fn save(
        connection: &mut AsyncPgConnection,
        new: Vec<Self::New>,
        changed: Vec<Self>,
    ) -> StoreResult<()>;
}

/// A record and what became of it.
pub(crate) type Pushed = (Uuid, PushOutcome);

/// Makes or changes the records that `given` ask for, in its order.
///
/// # Errors
/// What stops all: a database that does not answer. What is wrong with a line stands in its place.
pub(crate) async fn push<K: KeyedRecord, R>(
    caller: &Caller<R>,
    given: &[K::Given],
) -> ApiResult<Vec<ApiResult<Pushed>>> {
    let mut seen = Seen::default();
    let mut outcomes = Vec::with_capacity(given.len());
    for chunk in given.chunks(CHUNK) {
        let mut tries = 1..=TRIES;
        loop {
            let mut seen_then = seen.clone();
            let done = caller
                .transaction(async |connection| {
                    push_chunk::<K, R>(connection, caller, chunk, &mut seen_then).await
                })
                .await;
            match done {
                Err(problem) if problem.code() == Code::Conflict && tries.next().is_some() => {}
                done => {
                    outcomes.extend(done?);
                    seen = seen_then;
                    break;
                }
            }
        }
    }
    Ok(outcomes)
}

/// What became of the only record of a call.
///
/// # Errors
/// Why it was refused.
pub(crate) fn one(outcomes: Vec<ApiResult<Pushed>>) -> ApiResult<Pushed> {
    outcomes
        .into_iter()
        .next()
        .unwrap_or_else(|| Err(Problem::not_found()))
}

/// What the lines of a call have named so far.
#[derive(Clone, Default)]
struct Seen {
    keys: HashSet<OutsideKey>,
    records: HashSet<Uuid>,
}

/// What a chunk is about to write.
struct Plan<K: KeyedRecord> {
    new: Vec<K::New>,
    changed: Vec<K>,
    claims: Vec<(OutsideKey, Uuid)>,
}

/// What a chunk has read.
struct Known<K: KeyedRecord> {
    by_key: HashMap<OutsideKey, Uuid>,
    records: HashMap<Uuid, K>,
    beside: K::Beside,
}

async fn push_chunk<K: KeyedRecord, R>(
    connection: &mut AsyncPgConnection,
    caller: &Caller<R>,
    given: &[K::Given],
    seen: &mut Seen,
) -> ApiResult<Vec<ApiResult<Pushed>>> {
    let mut keys: Vec<OutsideKey> = given.iter().flat_map(K::keys).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    let by_key = outside_keys::find(connection, K::SUBJECT, caller.scope(), &keys).await?;
    let ids: Vec<Uuid> = by_key
        .values()
        .copied()
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let locked = K::lock(connection, caller, &ids).await?;
    let known = Known::<K> {
        by_key,
        beside: K::beside(connection, caller, given, &ids).await?,
        records: locked.into_iter().map(|one| (one.identity().0, one)).collect(),
    };
    let mut plan = Plan {
        new: Vec::new(),
        changed: Vec::new(),
        claims: Vec::new(),
    };
    let outcomes = given
        .iter()
        .map(|one| plan.line(caller, one, &known, seen))
        .collect();
    let now = caller.state.clock.now();
    let claimed = outside_keys::claim(connection, K::SUBJECT, caller.scope(), &plan.claims, now).await?;
    if claimed.len() < plan.claims.len() {
        return Err(Problem::new(Code::Conflict));
    }
    K::save(connection, plan.new, plan.changed).await?;
    Ok(outcomes)
}

impl<K: KeyedRecord> Plan<K> {
    fn line<R>(
        &mut self,
        caller: &Caller<R>,
        given: &K::Given,
        known: &Known<K>,
        seen: &mut Seen,
    ) -> ApiResult<Pushed> {
        check(K::keys(given))?;
        let mut keys = K::keys(given).to_vec();
        keys.sort_unstable();
        keys.dedup();
        if keys.iter().any(|key| seen.keys.contains(key)) {
            return Err(named_before());
        }
        let found = one_record(&keys, &known.by_key)?;
        let pushed = match found {
            None => {
                let id = Uuid::now_v7();
                self.new.push(K::made(caller, given, &known.beside, id)?);
                self.claims.extend(keys.iter().map(|key| (key.clone(), id)));
                (id, PushOutcome::Created)
            }
            Some(id) if seen.records.contains(&id) => return Err(named_before()),
            Some(id) => {
                let record = known.records.get(&id).ok_or_else(outside_reach)?;
                let held = record.identity().1.of(caller.scope());
                let further = || keys.iter().filter(|key| !held.contains(key));
                let changed = record.changed(caller, given, &known.beside, further().next().is_some())?;
                self.claims.extend(further().map(|key| (key.clone(), id)));
                let outcome = changed
                    .as_ref()
                    .map_or(PushOutcome::Unchanged, |_| PushOutcome::Changed);
                self.changed.extend(changed);
                (id, outcome)
            }
        };
        seen.keys.extend(keys);
        seen.records.insert(pushed.0);
        Ok(pushed)
    }
}

/// The rules of the keys of a record that is found by them.
fn check(keys: &[OutsideKey]) -> ApiResult<()> {
    if keys.is_empty() {
        return Err(Problem::violation(Violation::new(
            "/keys",
            "required",
            "cần ít nhất một mã ở hệ thống khác",
            "at least one outside key is required",
        )));
    }
    refuse(give::violations(keys))
}

/// The record that `keys` lead to.
///
/// # Errors
/// 422 where they lead to two.
fn one_record(keys: &[OutsideKey], known: &HashMap<OutsideKey, Uuid>) -> ApiResult<Option<Uuid>> {
    let mut found = keys.iter().filter_map(|key| known.get(key));
    let first = found.next();
    if found.any(|id| Some(id) != first) {
        return Err(Problem::violation(Violation::new(
            "/keys",
            "keys_disagree",
            "các mã này thuộc về những bản ghi khác nhau",
            "these keys belong to different records",
        )));
    }
    Ok(first.copied())
}

fn named_before() -> Problem {
    Problem::violation(Violation::new(
        "/keys",
        "named_before",
        "một dòng trước của lần gửi này đã nêu bản ghi này",
        "an earlier line of this call names this record already",
    ))
}
