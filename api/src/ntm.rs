//! OCOP's indicator of new rural areas (nông thôn mới): `/api/v1/ntm/…`.

mod request;
mod view;

use crate::auth::{Authorized, StatisticsRead};
use crate::extract::{ListAnswer, Page, QueryOf};
use crate::problem::{Answer, ProblemDocument};
use crate::server::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use request::{CommunesQuery, Question, SummaryQuery};
use shared::database::ntm::products_by_commune;
use shared::domain::ntm::{CommuneIndicator, indicators, tallies};
use utoipa_actix_web::service_config::ServiceConfig;
use view::{CommuneView, SummaryView};

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(communes).service(summary);
}

/// Communes with their number of valid products of three stars or more on a day, by code: `met=false` lists those without.
#[utoipa::path(
    tag = "ntm",
    params(CommunesQuery),
    responses(
        (status = 200, description = "A page of communes", body = ListAnswer<CommuneView>),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["statistics:read"])),
)]
#[get("/ntm/communes")]
async fn communes(
    caller: Authorized<StatisticsRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<CommunesQuery>,
) -> Answer {
    let page: Page<String> = Page::new(query.cursor.as_deref(), query.page_size)?;
    let (met, kind) = (query.met, query.kind);
    let question = Question::new(query.place(), caller.scope(), state.clock.today())?;
    let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let rows: Vec<_> = counted(&state, &question)
        .await?
        .into_iter()
        .filter(|one| met.is_none_or(|met| one.is_met() == met))
        .filter(|one| kind.is_none_or(|kind| one.commune.kind == kind))
        .filter(|one| {
            page.after
                .as_ref()
                .is_none_or(|after| one.commune.unit.code > *after)
        })
        .take(limit)
        .collect();
    let key = |one: &CommuneIndicator<'_>| one.commune.unit.code.clone();
    Ok(ListAnswer::of(&page, rows, key, |one| CommuneView::of(&one)).respond(&request))
}

/// How many communes meet the indicator on a day, by province and in all.
#[utoipa::path(
    tag = "ntm",
    params(SummaryQuery),
    responses(
        (status = 200, description = "The counts", body = SummaryView),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["statistics:read"])),
)]
#[get("/ntm/summary")]
async fn summary(
    caller: Authorized<StatisticsRead>,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<SummaryQuery>,
) -> Answer {
    let question = Question::new(query, caller.scope(), state.clock.today())?;
    let counted = counted(&state, &question).await?;
    let (provinces, total) = tallies(&counted);
    Ok(HttpResponse::Ok().json(SummaryView::of(&question, &provinces, total)?))
}

/// The communes of the question with their products.
async fn counted(state: &AppState, question: &Question) -> Answer<Vec<CommuneIndicator<'static>>> {
    let mut connection = state.database.connection().await?;
    let products =
        products_by_commune(&mut connection, &question.scope, &question.area, question.day).await?;
    drop(connection);
    Ok(indicators(question.units()?, &products))
}
