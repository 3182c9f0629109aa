//! The OpenAPI document and its page.

mod examples;
mod parts;
mod ranges;

pub(super) use examples::add_examples;
pub(super) use parts::{drop_unused, join_parts};
pub(super) use ranges::add_ranges;

use crate::state::StartError;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use utoipa::openapi::OpenApi as Model;
use utoipa::openapi::path::Paths;
use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::Config;

/// Where the document is served.
const DOCUMENT_PATH: &str = "/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "OCOP evaluation service",
        description = "Rates products of Việt Nam's programme \"Mỗi xã một sản phẩm\" (One Commune One Product). Errors are \
                       application/problem+json with a stable `code`; messages follow Accept-Language (vi, en).",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "The makers of the OCOP evaluation service"),
    ),
    servers((url = "/", description = "The service that has answered this document")),
    modifiers(&Security, &Tags),
)]
struct Base;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Model) {
        let scopes = shared::domain::access::Permission::ALL
            .iter()
            .map(|permission| (permission.as_str(), ""));
        let flow =
            Flow::ClientCredentials(ClientCredentials::new("/oauth2/token", Scopes::from_iter(scopes)));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("oauth2", SecurityScheme::OAuth2(OAuth2::new([flow])));
    }
}

/// The tags, each with what its operations are about.
struct Tags;

/// In the order of the programme's year.
const TAGS: [(&str, &str); 22] = [
    (
        "tokens",
        "Access tokens for systems and people, and the keys that verify them.",
    ),
    (
        "regimes",
        "The decisions of the Prime Minister with their score sheets.",
    ),
    (
        "administrative-units",
        "Provinces, districts and communes of both sides of the reform of 1 July 2025.",
    ),
    ("producers", "Producers (chủ thể): who makes the products."),
    ("products", "Products and what has been recognised of them."),
    (
        "programme",
        "Roadmaps, communication, guidance and trade promotion of communes, provinces and the nation.",
    ),
    (
        "plans",
        "Ideas, business plans, value chains and reports of producers.",
    ),
    ("files", "Evidence and documents that other records name."),
    (
        "imports",
        "Lists of producers, products with their past recognitions and score sheets: checked, answered, taken over.",
    ),
    (
        "dossiers",
        "Dossiers from the draft to the decision: forms, evidence, commune, province.",
    ),
    ("councils", "Rounds, councils, score sheets, closing and minutes."),
    ("scorings", "Sheets scored at once, without storing anything."),
    (
        "evaluations",
        "Evaluations that are rated as jobs, single or in batches.",
    ),
    (
        "decisions",
        "Decisions that recognise stars, and those that decline them.",
    ),
    (
        "certificates",
        "Certificates: how they stand on any day, extension, revocation, corrections, inspections.",
    ),
    ("verification", "What anybody may look up about a certificate."),
    (
        "statistics",
        "Figures of the programme, for any day and in both boundaries.",
    ),
    ("ntm", "The indicator of new rural areas (nông thôn mới)."),
    ("targets", "Targets of a year and how far they are reached."),
    (
        "exports",
        "The register as files: the provinces' list and the ministry's table.",
    ),
    ("open-data", "Data sets for anybody."),
    (
        "operations",
        "Jobs, dead letters, the audit log, health and metrics.",
    ),
];

impl Modify for Tags {
    fn modify(&self, document: &mut Model) {
        let tags = TAGS.iter().map(|(name, description)| {
            TagBuilder::new()
                .name(*name)
                .description(Some(*description))
                .build()
        });
        document.tags = Some(tags.collect());
    }
}

/// The part of the document that no route brings.
pub(crate) fn base() -> Model {
    Base::openapi()
}

/// The document, written once.
pub(crate) struct OpenApiDocument {
    paths: Paths,
    json: Bytes,
}

impl OpenApiDocument {
    /// From the model.
    ///
    /// # Errors
    /// [`StartError::Other`] where it cannot be written as JSON.
    pub(crate) fn new(model: Model) -> Result<Self, StartError> {
        let json = model
            .to_json()
            .map_err(|error| StartError::Other(error.to_string()))?;
        Ok(Self {
            paths: model.paths,
            json: json.into(),
        })
    }

    /// The documented paths.
    pub(crate) fn paths(&self) -> &Paths {
        &self.paths
    }
}

/// The document and the page are not part of the document.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::Data::new(Config::from(DOCUMENT_PATH)))
        .route(DOCUMENT_PATH, web::get().to(json))
        .route("/docs", web::get().to(to_page))
        .route("/docs/{file:.*}", web::get().to(page));
}

async fn json(document: web::Data<OpenApiDocument>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document.json.clone())
}

async fn to_page() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "/docs/"))
        .finish()
}

/// Swagger UI's files, which lie in this program.
async fn page(file: web::Path<String>, config: web::Data<Config<'static>>) -> HttpResponse {
    match utoipa_swagger_ui::serve(&file, config.into_inner()) {
        Ok(Some(file)) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "public, max-age=3600"))
            .content_type(file.content_type)
            .body(file.bytes.into_owned()),
        Ok(None) => HttpResponse::NotFound().finish(),
        Err(error) => {
            tracing::error!(%error, "docs page");
            HttpResponse::InternalServerError().finish()
        }
    }
}
