//! `/dashboard`: the page on which officers look at the statistics.
//!
//! Its HTML, CSS and ES modules are the files of `dashboard/`, compiled in as they are; the page asks the API for every figure,
//! as the person who signs in on it. Like `/docs` it is no part of the API's document.

mod assets;
mod condition;

pub(crate) use assets::PATH;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpResponse, web};
use api_http::extract::ETag;
use assets::assets;
use bytes::Bytes;

/// The page names its files by what they say, so it is asked for anew each time and they never are.
const ASKED_ANEW: HeaderValue = HeaderValue::from_static("no-cache");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The page and its files.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope(PATH)
            .wrap(Compress::default())
            .wrap(from_fn(condition::of_encoding))
            .service(web::resource("").get(page).head(page))
            .service(web::resource("/assets/{digest}/{file:.*}").get(file).head(file)),
    );
}

async fn page() -> HttpResponse {
    respond(HTML, ASKED_ANEW, &assets().page)
}

/// A file of the version that the page named; another version's is not here.
async fn file(path: web::Path<(String, String)>) -> HttpResponse {
    let (digest, name) = path.into_inner();
    let assets = assets();
    match assets.file(&name).filter(|_| digest == assets.digest) {
        Some(file) => respond(file.kind.clone(), FOR_EVER, &file.content),
        None => HttpResponse::NotFound().finish(),
    }
}

/// The whole, tagged by what it says before it is compressed; [`condition`] does the rest.
fn respond(kind: HeaderValue, kept: HeaderValue, content: &Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, ETag::of_content(content).header()))
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, kept))
        .body(content.clone())
}
