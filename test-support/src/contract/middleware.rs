//! The check as a layer of the HTTP client.

use super::Contract;
use super::exchange::{Exchange, Side};
use super::record;
use super::violation::message;
use http::Extensions;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, Request, Response, ResponseBuilderExt};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};

/// An answer that announces more is held against the document by its head only.
const LARGEST_BODY: u64 = 16 * 1024 * 1024;

/// The client, each exchange of which is held against the document: a test that sees something else panics.
#[must_use]
pub fn checked(client: Client) -> ClientWithMiddleware {
    ClientBuilder::new(client).with(Check).build()
}

struct Check;

#[async_trait::async_trait]
impl Middleware for Check {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let mut exchange = Exchange::begin(&request);
        let response = next.run(request, extensions).await?;
        let response = finish(&mut exchange, response).await?;
        hold(&exchange);
        Ok(response)
    }
}

/// Adds the answer to the exchange; a body that was read is there for the test again.
async fn finish(exchange: &mut Exchange, response: Response) -> reqwest::Result<Response> {
    exchange.status = response.status();
    exchange.answer = Side {
        headers: response.headers().clone(),
        body: None,
    };
    let media_type = response.headers().get(CONTENT_TYPE).map(|value| value.as_bytes());
    let is_stream = media_type.is_some_and(|value| value.starts_with(b"text/event-stream"));
    let is_huge = response
        .content_length()
        .is_some_and(|length| length > LARGEST_BODY);
    if exchange.method == Method::HEAD || is_stream || is_huge {
        return Ok(response);
    }
    let mut head = http::Response::builder()
        .status(response.status())
        .version(response.version())
        .url(response.url().clone());
    if let Some(headers) = head.headers_mut() {
        headers.clone_from(response.headers());
    }
    let body = response.bytes().await?;
    exchange.answer.body = Some(body.to_vec());
    Ok(Response::from(head.body(body).expect("the parts of an answer")))
}

/// Fails the test where the exchange is not as documented.
fn hold(exchange: &Exchange) {
    let contract = Contract::get();
    let violations = contract.violations(exchange);
    if violations.is_empty() {
        return;
    }
    let operation = contract.document.name(&exchange.method, &exchange.path);
    let message = message(exchange, &operation, &violations);
    record::violations(&operation, exchange, &violations);
    assert!(record::only_told(), "{message}");
}
