//! The value chain of a product (chuỗi giá trị): `/api/v1/products/{id}/value-chain`.

use super::records::{self, event, insert, locked};
use super::sight::sight;
use super::view::{RecordView, parsed};
use crate::caller::{Caller, PlansRead, PlansWrite};
use api_http::answer::{Replacement, Resource};
use api_http::extract::{Body, ETag, IfNoneMatch, MayMatch, PathOf};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use shared::database::programme_records::{self, HistoryAct};
use shared::domain::cycle::{RecordKind, ValueChain};
use uuid::Uuid;

api_http::routes! { show, replace }

/// The value chain of a product: material areas, linkage contracts, processing, distribution.
#[endpoint(get "/products/{id}/value-chain", tag = "plans", of = "products_value_chain")]
async fn show(
    caller: Caller<PlansRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<RecordView<ValueChain>>> {
    let mut connection = caller.connection().await?;
    let sight = sight(&mut connection, caller.scope()).await?;
    let kind = RecordKind::ValueChain;
    let found = programme_records::find_of_product(&mut connection, kind, &sight, id).await?;
    let record = found.ok_or_else(Problem::not_found)?;
    let view: RecordView<ValueChain> = RecordView::of(record, caller.state.clock.today())?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Writes the value chain of a product, the whole of it. The first needs no `If-Match`, each later one does.
#[endpoint(put "/products/{id}/value-chain", tag = "plans", of = "products_value_chain", problems(OutsideReach, Conflict))]
async fn replace(
    caller: Caller<PlansWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Body(chain): Body<ValueChain>,
) -> ApiResult<Replacement<RecordView<ValueChain>>> {
    let chain = ValueChain {
        product_id: id,
        ..chain
    };
    let (kind, now) = (RecordKind::ValueChain, caller.state.clock.now());
    let (record, first) = caller
        .transaction(async |connection| {
            let sight = sight(connection, caller.scope()).await?;
            let found = programme_records::find_of_product(connection, kind, &sight, id).await?;
            let Some(found) = found else {
                if_match.require_none()?;
                return Ok((insert(connection, &caller.principal, now, chain).await?, true));
            };
            let (sight, record) = locked(connection, &caller.principal, kind, found.id).await?;
            if_match.require(&ETag::of_version(record.id, record.version))?;
            let current: ValueChain = parsed(record.content.clone())?;
            let event = event(HistoryAct::Change, None, &caller.principal);
            let record = records::replace(connection, &sight, record, &current, &chain, &event, now).await?;
            Ok((record, false))
        })
        .await?;
    let view: RecordView<ValueChain> = RecordView::of(record, caller.state.clock.today())?;
    Ok(Replacement::new(first, &view.tag(), &view))
}
