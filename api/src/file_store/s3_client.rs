//! The client of an S3-compatible store: the same TLS as everything else that goes out of the services.

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect;
use hyper_util::rt::TokioExecutor;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
    HttpResponseBody, HttpService,
};
use shared::https::connector;
use std::time::Duration;

/// The longest wait for the head of an answer; a part of 5 MiB is sent within it.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// Makes the client.
#[derive(Debug)]
pub(super) struct S3Connector;

impl HttpConnector for S3Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let connector = connector().map_err(|error| object_store::Error::Generic {
            store: "S3",
            source: Box::new(error),
        })?;
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(HttpClient::new(S3Client(client)))
    }
}

#[derive(Debug)]
struct S3Client(Client<HttpsConnector<connect::HttpConnector>, HttpRequestBody>);

#[async_trait]
impl HttpService for S3Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answered = tokio::time::timeout(ANSWER_TIMEOUT, self.0.request(request)).await;
        let response = answered
            .map_err(|elapsed| HttpError::new(HttpErrorKind::Timeout, elapsed))?
            .map_err(|error| {
                let kind = if error.is_connect() {
                    HttpErrorKind::Connect
                } else {
                    HttpErrorKind::Interrupted
                };
                HttpError::new(kind, error)
            })?;
        Ok(response.map(|body| {
            HttpResponseBody::new(body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error)))
        }))
    }
}
