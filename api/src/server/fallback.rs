//! What answers where no route does: 405 with `Allow` where the path is known under another method, otherwise 404.

use actix_web::dev::ResourceDef;
use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse};
use api_http::problem::{Code, Problem};
use std::sync::Arc;
use utoipa::openapi::path::{PathItem, Paths};

/// Patterns of the document with the methods each one has.
#[derive(Clone)]
pub(super) struct Fallback {
    known: Arc<[(ResourceDef, String)]>,
}

impl Fallback {
    /// From the documented paths: every route is documented.
    pub(super) fn new(paths: &Paths) -> Self {
        let known = paths
            .paths
            .iter()
            .map(|(path, item)| (ResourceDef::new(path.as_str()), allowed(item)));
        Self {
            known: known.collect(),
        }
    }

    /// Answers `request`.
    pub(super) async fn answer(self, request: HttpRequest) -> Result<HttpResponse, Problem> {
        let found = self
            .known
            .iter()
            .find(|(pattern, _)| pattern.is_match(request.path()));
        Err(match found {
            Some((_, allow)) => Problem::new(Code::MethodNotAllowed)
                .detail(
                    format!("Đường dẫn này nhận: {allow}."),
                    format!("This path takes: {allow}."),
                )
                .header(ALLOW, allow),
            None => Problem::new(Code::RouteNotFound),
        })
    }
}

fn allowed(item: &PathItem) -> String {
    let methods = [
        ("GET", item.get.is_some()),
        ("HEAD", item.get.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ];
    let names: Vec<&str> = methods
        .iter()
        .filter(|(_, there)| *there)
        .map(|(name, _)| *name)
        .collect();
    names.join(", ")
}
