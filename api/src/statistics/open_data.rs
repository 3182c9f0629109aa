//! Open data (dữ liệu mở): a catalogue and data sets for anybody, without a token. They hold counts and what is published on
//! certificates anyway; of the sex and ethnicity of representatives only what is no small number, whatever readers with a token see.

mod catalog;
mod certificates;
mod dataset;
mod schema;

use super::polled::{Figures, Poll};
use super::products::ProductsQuestion;
use crate::formats::{Form, Format};
use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue, VARY};
use api_http::answer::{Catalog, Media};
use api_http::extract::{PathOf, QueryOf};
use api_http::problem::{ApiResult, Problem};
use catalog::catalog;
use certificates::PublicCertificates;
use dataset::{DatasetName, DatasetQuery};
use endpoint::endpoint;
use schema::Dataset;

/// Anybody may keep an answer for ten minutes: the figures move a few times a day.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=600");
/// What beside the address an answer depends on.
const DEPENDS_ON: HeaderValue = HeaderValue::from_static("Accept, Accept-Language");
/// Pages of any site may read it.
const ANYWHERE: HeaderValue = HeaderValue::from_static("*");

api_http::routes! { describe, download }

/// The data sets with their formats, as DCAT-AP 3 in JSON-LD.
#[endpoint(get "/open-data/catalog", tag = "open-data", of = "open_data", problems(TooManyRequests))]
async fn describe(poll: Poll) -> ApiResult<Media<Catalog>> {
    poll.state().open_data_visits.enter(poll.request().peer_addr())?;
    let config = &poll.state().open_data;
    let document = catalog(config, &poll.state().certificates.public_url);
    let written = serde_json::to_vec(&document).map_err(|error| Problem::internal(&error))?;
    Ok(Media::of(public(
        poll.answer_written(written, "application/ld+json"),
    )))
}

/// One data set; its formats by `Accept` or, for links, by `format`.
///
/// Counts come as `/api/v1/statistics/products` answers them, for the whole country and today; small numbers by sex or ethnic minority
/// are `null`, with `protected: true`. `certificates` is the list of those that hold today: CSV whole, JSON by pages.
#[endpoint(get "/open-data/datasets/{name}", tag = "open-data", of = "open_data", problems(TooManyRequests))]
async fn download(
    poll: Poll,
    PathOf(name): PathOf<String>,
    QueryOf(query): QueryOf<DatasetQuery>,
) -> ApiResult<Figures<Dataset>> {
    poll.state().open_data_visits.enter(poll.request().peer_addr())?;
    let name: DatasetName = name.parse().map_err(|_| Problem::not_found())?;
    let form = match query.format {
        Some(format) => Form::in_format(poll.request(), format),
        None => Form::of(poll.request())?,
    };
    let answer = match name.counts() {
        Some(asked) => {
            query.refuse_page()?;
            poll.answer_to::<ProductsQuestion>(name.as_str(), asked, form)
                .await?
        }
        None => {
            let list = PublicCertificates::new(&poll, &query)?;
            match form.format {
                Format::Csv => list.csv(form),
                Format::Json => list.page().await?,
                Format::Xlsx | Format::JsonStat => return Err(certificates::not_offered()),
            }
        }
    };
    Ok(Figures::of(public(answer)))
}

/// What every answer to anybody carries.
fn public(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, PUBLIC);
    headers.insert(VARY, DEPENDS_ON);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYWHERE);
    response
}
