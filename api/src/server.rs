//! The application: all routes, what surrounds every request, and the server. Nothing else knows all resources.

mod dashboard;
mod edge;
mod health;
mod housekeeping;
mod metrics;
mod openapi;
mod run;

pub use run::{Server, start};

use crate::state::{AppState, StartError};
use crate::{councils, cycle, decisions, dossiers, evaluations, operations, registry, sign_in, statistics};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, HttpRequest, HttpResponse, web};
use api_http::contract::for_document;
use api_http::known_paths::KnownPaths;
use api_http::problem::Problem;
use edge::edge;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

/// The resources under `/api/v1`: each file's `routes`, one line a resource. Routes are tried in this order, so the most
/// asked for come first.
fn resources(config: &mut ServiceConfig<'_>) {
    config
        .configure(statistics::routes)
        .configure(evaluations::scorings::routes)
        .configure(evaluations::routes)
        .configure(evaluations::batches::routes)
        .configure(operations::jobs::routes)
        .configure(sign_in::sessions::routes)
        .configure(registry::regimes::routes)
        .configure(operations::dead_letters::routes)
        .configure(registry::administrative_units::routes)
        .configure(registry::producers::routes)
        .configure(registry::products::routes)
        .configure(registry::exports::routes)
        .configure(registry::imports::routes)
        .configure(registry::recognition_notices::routes)
        .configure(statistics::ntm::routes)
        .configure(statistics::targets::routes)
        .configure(dossiers::routes)
        .configure(dossiers::notices::routes)
        .configure(dossiers::workflow::routes)
        .configure(councils::rounds::routes)
        .configure(councils::routes)
        .configure(councils::score_sheets::routes)
        .configure(councils::recusals::routes)
        .configure(councils::statements::routes)
        .configure(councils::advisory_reports::routes)
        .configure(councils::dossier_evaluations::routes)
        .configure(cycle::routes)
        .configure(dossiers::files::routes)
        .configure(decisions::routes)
        .configure(decisions::recognitions::routes)
        .configure(decisions::verification::routes)
        .configure(decisions::certificates::routes)
        .configure(operations::audit_log::routes);
}

/// Everything outside `/api/v1`.
fn outside(config: &mut ServiceConfig<'_>) {
    config
        .configure(sign_in::oauth::routes)
        .configure(health::routes)
        .configure(decisions::verification::page_routes);
}

/// The document of all routes.
///
/// # Errors
/// [`StartError::Other`] where the examples compiled in cannot be read.
pub fn document() -> Result<utoipa::openapi::OpenApi, StartError> {
    let (_, mut document) = for_document(|| {
        App::new()
            .into_utoipa_app()
            .openapi(openapi::base())
            .configure(outside)
            .service(scope::scope("/api/v1").configure(resources))
            .split_for_parts()
    });
    openapi::join_parts(&mut document);
    openapi::add_ranges(&mut document)?;
    openapi::drop_unused(&mut document)?;
    openapi::add_examples(&mut document)?;
    Ok(document)
}

/// The application on `state`; `document` is that of [`document`], made once.
fn app(
    state: web::Data<AppState>,
    document: web::Data<openapi::OpenApiDocument>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let known = KnownPaths::new(document.paths());
    let (app, _) = App::new()
        .into_utoipa_app()
        .service(scope::scope("/api/v1").configure(resources))
        .configure(outside)
        .split_for_parts();
    app.app_data(state)
        .app_data(document)
        .app_data(statistics::RecentPolls::default())
        .configure(openapi::routes)
        .configure(dashboard::routes)
        .app_data(known.clone())
        .default_service(web::to(move |request: HttpRequest| {
            let refusal = known.refusal(&request);
            async move { Err::<HttpResponse, Problem>(refusal) }
        }))
        .wrap(from_fn(edge))
}
