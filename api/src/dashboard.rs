//! `/dashboard`: the page on which officers look at the statistics.
//!
//! Its HTML, CSS and ES modules are the files of `dashboard/`, compiled in as they are; the page asks the API for every figure,
//! as the person who signs in on it. Like `/docs` it is no part of the API's document.

mod assets;

use crate::extract::{ETag, IfNoneMatch};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue};
use actix_web::middleware::Compress;
use actix_web::{HttpResponse, web};
use assets::{Assets, assets};
use bytes::Bytes;

/// Where the page is.
pub(crate) const PATH: &str = "/dashboard";

/// The page names its files by what they say, so it is asked for anew each time and they never are.
const ASKED_ANEW: HeaderValue = HeaderValue::from_static("no-cache");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The page and its files.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope(PATH)
            .wrap(Compress::default())
            .service(web::resource("").get(page).head(page))
            .service(web::resource("/assets/{digest}/{file:.*}").get(file).head(file)),
    );
}

async fn page(seen: IfNoneMatch) -> HttpResponse {
    let Assets { page, .. } = assets();
    respond(&seen, &ETag::of_content(page), HTML, ASKED_ANEW, page)
}

/// A file of the version that the page named; another version's is not here.
async fn file(path: web::Path<(String, String)>, seen: IfNoneMatch) -> HttpResponse {
    let (digest, name) = path.into_inner();
    let assets = assets();
    match assets.file(&name).filter(|_| digest == assets.digest) {
        Some(file) => respond(
            &seen,
            &ETag::of_content(&file.content),
            file.kind.clone(),
            FOR_EVER,
            &file.content,
        ),
        None => HttpResponse::NotFound().finish(),
    }
}

fn respond(
    seen: &IfNoneMatch,
    tag: &ETag,
    kind: HeaderValue,
    kept: HeaderValue,
    content: &Bytes,
) -> HttpResponse {
    let mut response = seen.not_modified(tag).unwrap_or_else(|| {
        HttpResponse::Ok()
            .insert_header((ETAG, tag.header()))
            .insert_header((CONTENT_TYPE, kind))
            .body(content.clone())
    });
    response.headers_mut().insert(CACHE_CONTROL, kept);
    response
}
