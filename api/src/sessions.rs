//! Sessions of people.

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(_: &mut ServiceConfig<'_>) {}
