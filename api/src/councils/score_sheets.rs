//! Score sheets (phiếu chấm): `/api/v1/dossiers/{id}/score-sheets`. Each member writes their own, hidden from the others
//! until the turn's sheets are closed.

mod mine;
mod read;
mod turn;
mod view;

pub(crate) use turn::{require_scoring, sheets};

api_http::routes! { mine::show, mine::write, mine::hand_in, read::list, read::show, read::versions }
