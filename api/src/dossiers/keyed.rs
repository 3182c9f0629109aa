//! Dossiers under the keys of other systems: `/api/v1/dossiers/by-key`.

use super::begin::{begin, named_product};
use super::request::NewDossier;
use super::view::{DossierView, tag};
use super::whole::WholeDossier;
use crate::caller::{Caller, DossiersRead, DossiersWrite};
use crate::places::outside_reach;
use crate::registry::keyed::{found, give};
use api_http::answer::{Resource, Upsert};
use api_http::extract::{Body, IfNoneMatch, PathOf};
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::dossiers::{self, Dossier};
use shared::database::{StoreError, outside_keys};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// The dossier that another system knows under this key, among those to which callers of the same reach gave it.
#[endpoint(get "/dossiers/by-key/{system}/{id}", tag = "dossiers")]
pub(super) async fn show_keyed(
    caller: Caller<DossiersRead>,
    PathOf(key): PathOf<OutsideKey>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<WholeDossier>> {
    let mut connection = caller.connection().await?;
    let id = found(&mut connection, KeySubject::Dossier, caller.scope(), key).await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let tag = tag(&dossier);
    let view = WholeDossier::of(&mut connection, dossier, &caller.state, &caller.principal).await?;
    Ok(if_none_match.answer(&tag, &view))
}

/// Begins a dossier under a key of another system, or answers with the one that has it. Its product and kind stay as they were; its
/// forms are written where those of every dossier are.
#[endpoint(put "/dossiers/by-key/{system}/{id}", tag = "dossiers", problems(Conflict, OutsideReach, NotYourTurn, DecidedHere))]
pub(super) async fn put(
    caller: Caller<DossiersWrite>,
    PathOf(key): PathOf<OutsideKey>,
    Body(mut given): Body<NewDossier>,
) -> ApiResult<Upsert<DossierView>> {
    given.keys.push(key.clone());
    let (made, dossier) = caller
        .transaction(async |connection| {
            // Holds the product: of two calls at once the second finds the dossier of the first.
            let (product, _) = named_product(connection, caller.scope(), &given).await?;
            let found = outside_keys::find(connection, KeySubject::Dossier, caller.scope(), &[key]).await?;
            match found.into_values().next() {
                None => Ok((
                    true,
                    begin(connection, &caller.state, &caller.principal, given).await?,
                )),
                Some(id) => Ok((false, kept(connection, &caller, id, product.id, &given).await?)),
            }
        })
        .await?;
    let (tag, location) = (tag(&dossier), format!("/api/v1/dossiers/{}", dossier.id));
    let view = DossierView::of(dossier, &caller.state, &caller.principal)?;
    Ok(Upsert::new(made, location, &tag, &view))
}

/// The dossier `id`, with the further keys that `given` names.
///
/// # Errors
/// 403 where it is no longer in reach, 422 where it is of another product or kind.
async fn kept(
    connection: &mut AsyncPgConnection,
    caller: &Caller<DossiersWrite>,
    id: Uuid,
    product: Uuid,
    given: &NewDossier,
) -> ApiResult<Dossier> {
    let dossier = match dossiers::lock(connection, caller.scope(), id).await {
        Err(StoreError::NotFound) => return Err(outside_reach()),
        dossier => dossier?,
    };
    if dossier.product_id != product {
        return Err(stays(if given.product_key.is_some() {
            "/product_key"
        } else {
            "/product_id"
        }));
    }
    if dossier.kind != given.kind {
        return Err(stays("/kind"));
    }
    let mut keys = dossier.keys.of(caller.scope());
    let held = keys.len();
    keys.extend(given.keys.iter().cloned());
    keys.sort_unstable();
    keys.dedup();
    if keys.len() == held {
        return Ok(dossier);
    }
    let now = caller.state.clock.now();
    let named = (KeySubject::Dossier, id);
    let keys = give(connection, named, caller.scope(), &dossier.keys, &keys, now).await?;
    Ok(dossiers::rewrite(connection, Dossier { keys, ..dossier }, now).await?)
}

fn stays(pointer: &str) -> Problem {
    Problem::violation(Violation::new(
        pointer,
        "not_changed_here",
        "Sản phẩm và loại của hồ sơ đã lập không đổi bằng lệnh này.",
        "Product and kind of a dossier that was begun are not changed by this.",
    ))
}
