//! The OpenAPI document and its page.

use crate::http::problem::{FieldError, ProblemDocument};
use crate::state::StartError;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::ArrayItems;
use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::{OpenApi as Model, RefOr, Schema};
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
    ),
    components(schemas(ProblemDocument, FieldError)),
    modifiers(&Security),
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

/// The part of the document that no route brings.
pub(crate) fn base() -> Model {
    Base::openapi()
}

/// Lets the parts of a schema that is made of several pass each other's members: each part refuses unknown members where it
/// stands alone, and no answer could be of both.
pub(crate) fn open_parts(document: &mut Model) {
    let schemas = document.components.iter_mut();
    schemas.flat_map(|all| all.schemas.values_mut()).for_each(open);
}

fn open(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => object.properties.values_mut().for_each(open),
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                open(items);
            }
        }
        RefOr::T(Schema::AllOf(whole)) => {
            for part in &mut whole.items {
                if let RefOr::T(Schema::Object(object)) = part {
                    object.additional_properties = None;
                }
            }
        }
        _ => {}
    }
}

/// The document, written once.
pub(crate) struct Document {
    paths: Paths,
    json: Bytes,
}

impl Document {
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

async fn json(document: web::Data<Document>) -> HttpResponse {
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
