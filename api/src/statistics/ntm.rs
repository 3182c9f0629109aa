//! OCOP's indicator of new rural areas (nông thôn mới): `/api/v1/ntm/…`, polled like every statistic.

mod by_commune;
mod overview;
mod request;

use crate::caller::{Authorized, StatisticsRead};
use crate::http::extract::ListAnswer;
use crate::http::problem::{Answer, ProblemDocument};
use crate::statistics::Poll;
use actix_web::get;
use by_commune::{CommuneView, CommunesQuestion};
use overview::SummaryView;
use request::{CommunesQuery, Question, SummaryQuery};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(communes).service(summary);
}

/// Communes with their number of valid products of three stars or more on a day, by code: `met=false` lists those without.
///
/// JSON comes by pages. Files hold all communes that are asked for, or one page where `page_size` or `cursor` asks for that.
#[utoipa::path(
    tag = "ntm",
    params(CommunesQuery),
    responses(
        (status = 200, description = "A page of communes, or a file, in the format that `Accept` asks for", content(
            (ListAnswer<CommuneView> = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Object = "application/vnd.json-stat+json"),
        )),
        (status = 304, description = "Nothing has changed since the `ETag` of `If-None-Match`"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["statistics:read"])),
)]
#[get("/ntm/communes")]
async fn communes(caller: Authorized<StatisticsRead>, poll: Poll) -> Answer {
    poll.answer::<CommunesQuestion>(&caller).await
}

/// How many communes meet the indicator on a day, by province and in all.
#[utoipa::path(
    tag = "ntm",
    params(SummaryQuery),
    responses(
        (status = 200, description = "The counts, in the format that `Accept` asks for", content(
            (SummaryView = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Object = "application/vnd.json-stat+json"),
        )),
        (status = 304, description = "Nothing has changed since the `ETag` of `If-None-Match`"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["statistics:read"])),
)]
#[get("/ntm/summary")]
async fn summary(caller: Authorized<StatisticsRead>, poll: Poll) -> Answer {
    poll.answer::<Question>(&caller).await
}
