//! Score sheets (phiếu chấm): `/api/v1/dossiers/{id}/score-sheets`. Each member writes their own, hidden from the others
//! until the turn's sheets are closed.

mod mine;
mod read;
mod turn;
mod view;

pub(crate) use turn::{require_scoring, sheets};

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(mine::show)
        .service(mine::write)
        .service(mine::hand_in)
        .service(read::list)
        .service(read::show)
        .service(read::versions);
}
