//! `GET /api/v1/statistics/…`: figures of the programme, polled for nearly nothing; see [`polled`] for how each is answered.

mod answer;
mod follow;
mod formats;
mod kept;
mod open_data;
mod polled;
mod question;
mod recent;
mod version;
mod versions;

pub(crate) use recent::RecentPolls;

pub use follow::follow;
pub use version::Statistics;

use crate::auth::{Authorized, StatisticsRead};
use crate::problem::{Answer, ProblemDocument};
use actix_web::get;
use answer::ProductStatistics;
use polled::Poll;
use question::{Question, StatisticsQuery};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(products)
        .service(versions::versions)
        .configure(open_data::routes);
}

/// Products that hold stars, and their producers, on a day: by up to four dimensions, in today's or in the old boundaries.
#[utoipa::path(
    tag = "statistics",
    params(StatisticsQuery),
    responses(
        (status = 200, description = "The counts, in the format that `Accept` asks for", content(
            (ProductStatistics = "application/json"),
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
#[get("/statistics/products")]
async fn products(caller: Authorized<StatisticsRead>, poll: Poll) -> Answer {
    poll.answer::<Question>(caller.scope()).await
}
