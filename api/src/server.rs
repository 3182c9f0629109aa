//! The application: its state, its routes, and the server around them.

mod fallback;
mod housekeeping;
mod run;
mod state;

pub use run::{Server, start};
pub use state::{AppState, StartError};

use crate::edge::edge;
use crate::{
    administrative_units, advisory_reports, audit_log, certificates, councils, cycle, dashboard,
    dead_letters, decisions, dossier_evaluations, dossier_notices, dossiers, evaluation_batches, evaluations,
    files, health, jobs, ntm, oauth, openapi, producers, products, recognition_notices, recusals, regimes,
    rounds, score_sheets, scorings, sessions, statistics, targets, verification, workflow,
};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use fallback::Fallback;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

/// The resources under `/api/v1`: each file's `routes`, one line a resource. Routes are tried in this order, so the most
/// asked for come first.
fn resources(config: &mut ServiceConfig<'_>) {
    config
        .configure(statistics::routes)
        .configure(scorings::routes)
        .configure(evaluations::routes)
        .configure(evaluation_batches::routes)
        .configure(jobs::routes)
        .configure(sessions::routes)
        .configure(regimes::routes)
        .configure(dead_letters::routes)
        .configure(administrative_units::routes)
        .configure(producers::routes)
        .configure(products::routes)
        .configure(recognition_notices::routes)
        .configure(ntm::routes)
        .configure(targets::routes)
        .configure(dossiers::routes)
        .configure(dossier_notices::routes)
        .configure(workflow::routes)
        .configure(rounds::routes)
        .configure(councils::routes)
        .configure(score_sheets::routes)
        .configure(recusals::routes)
        .configure(advisory_reports::routes)
        .configure(dossier_evaluations::routes)
        .configure(cycle::routes)
        .configure(files::routes)
        .configure(decisions::routes)
        .configure(verification::routes)
        .configure(certificates::routes)
        .configure(audit_log::routes);
}

/// Everything outside `/api/v1`.
fn outside(config: &mut ServiceConfig<'_>) {
    config
        .configure(oauth::routes)
        .configure(health::routes)
        .configure(verification::page_routes);
}

/// The document of all routes.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(openapi::base())
        .configure(outside)
        .service(scope::scope("/api/v1").configure(resources))
        .split_for_parts();
    openapi::open_parts(&mut document);
    document
}

/// The application on `state`; `document` is that of [`document`], made once.
fn app(
    state: web::Data<AppState>,
    document: web::Data<openapi::Document>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let fallback = Fallback::new(document.paths());
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
        .default_service(web::to(move |request| fallback.clone().answer(request)))
        .wrap(from_fn(edge))
}
