//! The documented paths with their methods: what is said where no route takes a request.

use crate::problem::{Code, Problem};
use actix_web::HttpRequest;
use actix_web::dev::ResourceDef;
use actix_web::http::header::ALLOW;
use std::sync::Arc;
use utoipa::openapi::path::{PathItem, Paths};

/// Patterns of the document with the methods each one has.
#[derive(Clone)]
pub struct KnownPaths(Arc<[KnownPath]>);

struct KnownPath {
    pattern: ResourceDef,
    /// It has no variable parts.
    is_literal: bool,
    allow: String,
}

impl KnownPaths {
    /// From the documented paths: every route is documented.
    pub fn new(paths: &Paths) -> Self {
        let known = paths.paths.iter().map(|(path, item)| KnownPath {
            pattern: ResourceDef::new(path.as_str()),
            is_literal: !path.contains('{'),
            allow: allowed(item),
        });
        Self(known.collect())
    }

    /// Why no route takes `request`: 405 with `Allow` where the path is known under another method, otherwise 404.
    pub fn refusal(&self, request: &HttpRequest) -> Problem {
        let mut known = self.0.iter();
        let found = known.find(|known| known.pattern.is_match(request.path()));
        found.map_or_else(|| Problem::new(Code::RouteNotFound), KnownPath::other_method)
    }

    /// 405 for a request whose path is one without variables, which another route has taken for the id of a record: `PATCH` of
    /// `/products/by-key` is no change of the product `by-key`.
    pub(crate) fn taken_for_an_id(request: &HttpRequest) -> Option<Problem> {
        let mut literals = request
            .app_data::<Self>()?
            .0
            .iter()
            .filter(|known| known.is_literal);
        let found = literals.find(|known| known.pattern.is_match(request.path()))?;
        Some(found.other_method())
    }
}

impl KnownPath {
    fn other_method(&self) -> Problem {
        let allow = &self.allow;
        Problem::new(Code::MethodNotAllowed)
            .detail(
                format!("Đường dẫn này nhận: {allow}."),
                format!("This path takes: {allow}."),
            )
            .header(ALLOW, allow)
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
