//! `GET /api/v1/statistics/…`: figures of the programme, polled for nearly nothing; see [`polled`] for how each is answered.

mod counting;
mod figures;
mod follow;
mod formats;
mod kept;
mod polled;
mod products;
mod question;
mod ranking;
mod recent;
mod series;
mod version;

pub(crate) use recent::RecentPolls;

pub use follow::follow;
pub use version::Statistics;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(products::products)
        .service(series::series)
        .service(ranking::ranking);
}
