//! `GET /api/v1/statistics/…`: figures of the programme, polled for nearly nothing; see `polled` for how each is answered.

pub(crate) mod area;
mod breakdown;
mod cell_place;
mod cohorts;
mod columns;
mod counting;
mod effects;
mod figures;
mod folders;
mod funnel;
mod league;
pub(crate) mod ntm;
mod open_data;
mod page_of;
mod polled;
mod products;
mod question;
mod ranking;
mod recent;
mod refusal;
mod repeated;
mod scores;
mod series;
mod small_numbers;
mod tallies;
pub(crate) mod targets;
mod versions;
mod waiting_times;

pub(crate) use counting::count;
pub(crate) use polled::{Poll, Statistic, VersionedFigures};
pub(crate) use recent::RecentPolls;
pub(crate) use repeated::repeated;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(products::products)
        .service(series::series)
        .service(ranking::ranking)
        .service(scores::scores)
        .service(waiting_times::waiting_times)
        .service(funnel::year_funnel)
        .service(cohorts::cohorts)
        .service(effects::effects)
        .service(league::league)
        .service(versions::versions)
        .configure(open_data::routes);
}
