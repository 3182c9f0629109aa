//! HTTP as every resource speaks it: what handlers take, the problems they answer, and the request around them.

pub mod answer;
pub mod contract;
pub mod extract;
pub mod json_text;
pub mod known_paths;
pub mod problem;
pub mod request_context;

/// The function `routes` of a module: its handlers, made by `#[endpoint]`, in the order in which paths are matched.
#[macro_export]
macro_rules! routes {
    ($($handler:path),+ $(,)?) => {
        pub(crate) fn routes(config: &mut ::utoipa_actix_web::service_config::ServiceConfig<'_>) {
            config$(.service($handler))+;
        }
    };
}
