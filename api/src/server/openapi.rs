//! The OpenAPI document and its page.

use crate::http::problem::{FieldError, ProblemDocument};
use crate::state::StartError;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use std::collections::BTreeMap;
use utoipa::openapi::path::Paths;
use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::{Object, OpenApi as Model, RefOr, Schema};
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

/// Writes each schema that is made of several objects, as types are that serde flattens into one, as the one object that is on the
/// wire: clients get one type for it, and no member is unknown to a part that refuses others.
pub(crate) fn join_parts(document: &mut Model) {
    let Some(components) = &mut document.components else {
        return;
    };
    let named = components.schemas.clone();
    for schema in components.schemas.values_mut() {
        if let RefOr::T(Schema::AllOf(_)) = schema
            && let Some(whole) = joined(schema, &named)
        {
            *schema = whole.into();
        }
    }
}

/// The object that a schema is; none where it is no object, nor made of objects.
fn joined(schema: &RefOr<Schema>, named: &BTreeMap<String, RefOr<Schema>>) -> Option<Object> {
    match schema {
        RefOr::Ref(reference) => joined(named.get(reference.ref_location.rsplit('/').next()?)?, named),
        RefOr::T(Schema::Object(object)) => Some(object.clone()),
        RefOr::T(Schema::AllOf(made)) => {
            let mut whole = Object::new();
            for part in &made.items {
                let part = joined(part, named)?;
                whole.properties.extend(part.properties);
                whole.required.extend(part.required);
            }
            whole.description.clone_from(&made.description);
            Some(whole)
        }
        RefOr::T(_) => None,
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
