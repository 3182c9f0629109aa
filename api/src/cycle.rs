//! The programme's yearly cycle (chu trình OCOP thường niên): roadmaps, communication events, ideas, business plans, reports of
//! implementation, promotions, guidance documents, value chains. They are made of one piece: `records` does for each kind
//! what `resource` gives a path.

mod business_plans;
mod change;
mod communication_events;
mod guidance_documents;
mod ideas;
mod implementation_reports;
mod owner;
mod promotions;
mod query;
mod records;
mod resource;
mod review;
mod roadmaps;
mod sight;
mod value_chains;
mod view;

pub(crate) use sight::sight;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .configure(roadmaps::routes)
        .configure(communication_events::routes)
        .configure(ideas::routes)
        .configure(business_plans::routes)
        .configure(implementation_reports::routes)
        .configure(promotions::routes)
        .configure(guidance_documents::routes)
        .configure(value_chains::routes);
}
