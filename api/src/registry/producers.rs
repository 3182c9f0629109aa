//! Producers (chủ thể): `/api/v1/producers`.

mod request;
mod view;

pub(crate) use view::ProducerView;

use crate::caller::{Authorized, Created, Creation, ProducersRead, ProducersWrite};
use crate::http::extract::{Body, ETag, IfMatch, IfNoneMatch, ListAnswer, NoQuery, Page, PathOf, QueryOf};
use crate::http::problem::{Answer, Problem, ProblemDocument};
use crate::places::{require_reach, resolve_unit};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, patch, post, web};
use request::{NewProducer, ProducerChange, ProducerQuery};
use shared::database::producers::{self, Producer, ProducerFilter};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create).service(list).service(one).service(change);
}

/// Registers a producer.
///
/// The commune is given as `commune` or `commune_code`, of either generation. A province or commune registers producers
/// that lie in it.
#[utoipa::path(
    tag = "producers",
    request_body = NewProducer,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect")),
    responses(
        (status = 201, description = "Registered; `Location` and `ETag` name it", body = ProducerView),
        (status = "default", description = "A problem; 422 names every broken rule by pointer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["producers:write"])),
)]
#[post("/producers")]
async fn create(
    caller: Authorized<ProducersWrite>,
    state: web::Data<AppState>,
    Creation { body, idempotency }: Creation<NewProducer>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let (draft, place) = body.check()?;
    require_reach(caller.scope(), &place, None)?;
    let producer = Producer::new(Uuid::now_v7(), draft, place, state.clock.now());
    let mut connection = state.database.connection().await?;
    idempotency
        .once(&mut connection, &caller.principal, async |connection| {
            producers::insert(connection, &producer).await?;
            Ok(Created::new(StatusCode::CREATED, &ProducerView::of(&producer)?)?
                .location(format!("/api/v1/producers/{}", producer.id))
                .etag(&tag(&producer)))
        })
        .await
}

/// Producers in the caller's reach, in the order of their registration.
#[utoipa::path(
    tag = "producers",
    params(ProducerQuery),
    responses(
        (status = 200, description = "A page of producers", body = ListAnswer<ProducerView>),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["producers:read"])),
)]
#[get("/producers")]
async fn list(
    caller: Authorized<ProducersRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<ProducerQuery>,
) -> Answer {
    let page: Page = Page::new(query.cursor.as_deref(), query.page_size)?;
    let unit = resolve_unit(query.unit, query.level, query.generation)?;
    let filter = ProducerFilter {
        unit,
        kind: query.kind,
        name: query.q,
    };
    let mut connection = state.database.connection().await?;
    let rows = producers::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let views = rows
        .iter()
        .map(|row| Ok((row.id, ProducerView::of(row)?)))
        .collect::<Answer<Vec<_>>>()?;
    Ok(ListAnswer::of(&page, views, |(id, _)| *id, |(_, view)| view).respond(&request))
}

/// One producer.
#[utoipa::path(
    tag = "producers",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The producer, with its `ETag`", body = ProducerView),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["producers:read"])),
)]
#[get("/producers/{id}")]
async fn one(
    caller: Authorized<ProducersRead>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
    _: QueryOf<NoQuery>,
) -> Answer {
    let mut connection = state.database.connection().await?;
    let found = producers::find(&mut connection, caller.scope(), id).await?;
    let producer = found.ok_or_else(Problem::not_found)?;
    Ok(if_none_match.answer(&tag(&producer), &ProducerView::of(&producer)?))
}

/// Changes a producer: fields left out stay, null removes. `If-Match` is checked where it is sent.
#[utoipa::path(
    tag = "producers",
    request_body = ProducerChange,
    params(
        ("id" = Uuid, Path),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the version that was read"),
    ),
    responses(
        (status = 200, description = "The changed producer, with its new `ETag`", body = ProducerView),
        (status = "default", description = "A problem; 412 where another change came first",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["producers:write"])),
)]
#[patch("/producers/{id}")]
async fn change(
    caller: Authorized<ProducersWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Body(change): Body<ProducerChange>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let mut connection = state.database.connection().await?;
    let changed = caller
        .transaction(&mut connection, async |connection| {
            let found = producers::lock(connection, caller.scope(), id).await?;
            let producer = found.ok_or_else(Problem::not_found)?;
            if_match.check(&tag(&producer))?;
            let (draft, place) = change.check(&producer)?;
            require_reach(caller.scope(), &place, Some(id))?;
            let changed = producer.changed(draft, place, state.clock.now());
            producers::update(connection, &changed).await?;
            Ok::<_, Problem>(changed)
        })
        .await?;
    Ok(tag(&changed).answer(&ProducerView::of(&changed)?))
}

fn tag(producer: &Producer) -> ETag {
    ETag::of_version(producer.id, producer.version)
}
