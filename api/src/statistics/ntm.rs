//! OCOP's indicator of new rural areas (nông thôn mới): `/api/v1/ntm/…`, polled like every statistic.

mod by_commune;
mod overview;
mod request;

use crate::caller::{Caller, StatisticsRead};
use crate::statistics::Poll;
use crate::statistics::polled::Figures;
use api_http::problem::ApiResult;
use by_commune::{Communes, CommunesQuestion};
use endpoint::endpoint;
use overview::SummaryView;
use request::{CommunesQuery, NtmQuestion, SummaryQuery};

api_http::routes! { communes, summary }

/// Communes with their number of valid products of three stars or more on a day, by code: `met=false` lists those without.
///
/// JSON comes by pages. Files hold all communes that are asked for, or one page where `page_size` or `cursor` asks for that.
#[endpoint(get "/ntm/communes", tag = "ntm")]
async fn communes(caller: Caller<StatisticsRead>, poll: Poll<CommunesQuery>) -> ApiResult<Figures<Communes>> {
    poll.answer::<CommunesQuestion>(&caller).await
}

/// How many communes meet the indicator on a day, by province and in all.
#[endpoint(get "/ntm/summary", tag = "ntm")]
async fn summary(
    caller: Caller<StatisticsRead>,
    poll: Poll<SummaryQuery>,
) -> ApiResult<Figures<SummaryView>> {
    poll.answer::<NtmQuestion>(&caller).await
}
