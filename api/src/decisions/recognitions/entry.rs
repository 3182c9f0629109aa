//! Papers on their way into the register: their products, the rules, the plan, the rows, the keys.

use super::refusal;
use super::request::PastRecognitionInput;
use crate::caller::{Caller, DecisionsWrite};
use crate::registry::keyed::key_taken;
use api_http::problem::{ApiResult, refuse};
use diesel_async::AsyncPgConnection;
use shared::database::outside_keys;
use shared::database::products;
use shared::database::recognitions::past::{self, PastPlans, PastRecord, Recorder};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use std::collections::HashMap;
use uuid::Uuid;

/// Papers that are on record now.
pub(super) struct PaperEntry {
    pub(super) papers: Vec<PastRecord>,
    pub(super) plans: PastPlans,
    /// The version of the statistics that contains them; none where nothing was new.
    pub(super) version: Option<i64>,
}

/// Records `given`; where one breaks a rule none is recorded. `at` is the pointer to a paper.
///
/// # Errors
/// 422 with all broken rules.
pub(super) async fn enter(
    connection: &mut AsyncPgConnection,
    caller: &Caller<DecisionsWrite>,
    given: &[PastRecognitionInput],
    at: &(dyn Fn(usize) -> String + Sync),
) -> ApiResult<PaperEntry> {
    let keys: Vec<OutsideKey> = given.iter().filter_map(|one| one.product_key.clone()).collect();
    let keyed = outside_keys::find(connection, KeySubject::Product, caller.scope(), &keys).await?;
    let named: Vec<Option<Uuid>> = given.iter().map(|one| one.product(&keyed)).collect();
    let ids: Vec<Uuid> = named.iter().copied().flatten().collect();
    let found = products::find_all(connection, caller.scope(), &ids).await?;
    let found: HashMap<Uuid, _> = found.iter().map(|product| (product.id, product)).collect();
    let (mut papers, mut violations) = (Vec::with_capacity(given.len()), Vec::new());
    for (position, (one, product)) in given.iter().zip(&named).enumerate() {
        let product = product.and_then(|id| found.get(&id).copied());
        match one.check(
            &at(position),
            product,
            &caller.state.regimes,
            caller.state.clock.today(),
        ) {
            Ok(paper) => papers.push(paper),
            Err(broken) => violations.extend(broken),
        }
    }
    refuse(violations)?;
    let plans = past::plan(connection, &papers).await?;
    refuse(refusal::violations(&plans.outcomes, at))?;
    let actor = caller.principal.name();
    let recorder = Recorder {
        actor: &actor,
        now: caller.state.clock.now(),
        regimes: &caller.state.regimes,
    };
    let version = past::write(connection, &papers, &plans, recorder).await?;
    give_keys(connection, caller, given, &plans, at).await?;
    Ok(PaperEntry {
        papers,
        plans,
        version,
    })
}

/// Gives the recognitions the keys that their papers name.
async fn give_keys(
    connection: &mut AsyncPgConnection,
    caller: &Caller<DecisionsWrite>,
    given: &[PastRecognitionInput],
    plans: &PastPlans,
    at: &(dyn Fn(usize) -> String + Sync),
) -> ApiResult<()> {
    let recognitions = plans.outcomes.iter().flatten().map(|outcome| outcome.id());
    let wanted: Vec<(usize, OutsideKey, Uuid)> = given
        .iter()
        .zip(recognitions)
        .enumerate()
        .filter_map(|(position, (one, id))| Some((position, one.key.clone()?, id)))
        .collect();
    let claims: Vec<(OutsideKey, Uuid)> = wanted.iter().map(|(_, key, id)| (key.clone(), *id)).collect();
    let (subject, now) = (KeySubject::Recognition, caller.state.clock.now());
    outside_keys::claim(connection, subject, caller.scope(), &claims, now).await?;
    let keys: Vec<OutsideKey> = claims.into_iter().map(|(key, _)| key).collect();
    let held = outside_keys::find(connection, subject, caller.scope(), &keys).await?;
    let others = wanted.iter().filter(|(_, key, id)| held.get(key) != Some(id));
    let taken = others.map(|(position, ..)| key_taken(&format!("{}/key", at(*position))));
    refuse(taken.collect())
}
