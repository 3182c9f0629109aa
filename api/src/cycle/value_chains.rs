//! The value chain of a product (chuỗi giá trị): `/api/v1/products/{id}/value-chain`.

use super::records::{self, changed_answer, event, insert, locked};
use super::sight::sight;
use super::view::{RecordView, parsed};
use crate::caller::{Authorized, PlansRead, PlansWrite};
use crate::http::extract::{Body, ETag, IfMatch, IfNoneMatch, NoQuery, PathOf, QueryOf};
use crate::http::problem::{Answer, Problem, ProblemDocument};
use crate::state::AppState;
use actix_web::{HttpResponse, get, put, web};
use shared::database::programme_records::{self, HistoryAct};
use shared::domain::cycle::{RecordKind, ValueChain};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(one).service(put_whole);
}

/// The value chain of a product: material areas, linkage contracts, processing, distribution.
#[utoipa::path(
    tag = "plans",
    params(("id" = Uuid, Path, description = "Of the product")),
    responses(
        (status = 200, description = "It, with its `ETag`", body = RecordView<ValueChain>),
        (status = "default", description = "A problem; 404 also where the product has none yet", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["plans:read"])),
)]
#[get("/products/{id}/value-chain")]
async fn one(
    caller: Authorized<PlansRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    _: QueryOf<NoQuery>,
) -> Answer {
    let mut connection = state.database.connection().await?;
    let sight = sight(&mut connection, caller.scope()).await?;
    let kind = RecordKind::ValueChain;
    let found = programme_records::find_of_product(&mut connection, kind, &sight, id).await?;
    let view: RecordView<ValueChain> = RecordView::of(found.ok_or_else(Problem::not_found)?)?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Writes the value chain of a product, the whole of it. The first needs no `If-Match`, each later one does.
#[utoipa::path(
    tag = "plans",
    request_body = ValueChain,
    params(
        ("id" = Uuid, Path, description = "Of the product"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the version that was read"),
    ),
    responses(
        (status = 200, description = "Replaced, with its new `ETag`", body = RecordView<ValueChain>),
        (status = 201, description = "Written for the first time", body = RecordView<ValueChain>),
        (status = "default", description = "A problem; 428 without `If-Match`, 412 where another change came first",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["plans:write"])),
)]
#[put("/products/{id}/value-chain")]
async fn put_whole(
    caller: Authorized<PlansWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(chain): Body<ValueChain>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let chain = ValueChain {
        product_id: id,
        ..chain
    };
    let (kind, now) = (RecordKind::ValueChain, state.clock.now());
    let mut connection = state.database.connection().await?;
    let (record, first) = caller
        .transaction(&mut connection, async |connection| {
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
    if !first {
        return changed_answer::<ValueChain>(record);
    }
    let view: RecordView<ValueChain> = RecordView::of(record)?;
    Ok(HttpResponse::Created()
        .insert_header((actix_web::http::header::ETAG, view.tag().header()))
        .json(view))
}
