//! Fetches a key set over HTTP(S): bounded in time and size, redirects are not followed, no proxy.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use shared::https::{chain, connector};
use std::time::Duration;

/// The longest a fetch may take, connecting included: a key set is small, and callers may be waiting for it.
pub(super) const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
/// The largest key set: a hundred RSA keys with certificates and more.
const LARGEST_SET: usize = 256 * 1024;

/// A client with this machine's root certificates; clones share connections.
#[derive(Clone, Debug)]
pub(super) struct JwksClient(Client<HttpsConnector<HttpConnector>, Empty<Bytes>>);

impl JwksClient {
    pub(super) fn new() -> Result<Self, String> {
        let connector = connector()
            .map_err(|error| format!("keys of outside issuers cannot be fetched over TLS: {error}"))?;
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// The body at `url`, which is answered with 200 or not at all.
    pub(super) async fn fetch(&self, url: &str) -> Result<Bytes, String> {
        tokio::time::timeout(FETCH_TIMEOUT, self.get(url))
            .await
            .map_err(|_| format!("no answer within {} s", FETCH_TIMEOUT.as_secs()))?
    }

    async fn get(&self, url: &str) -> Result<Bytes, String> {
        let url = url.parse().map_err(|_| "not an address".to_owned())?;
        let response = self.0.get(url).await.map_err(|error| chain(&error))?;
        if response.status().as_u16() != 200 {
            return Err(format!("answered with {}", response.status()));
        }
        let body = Limited::new(response.into_body(), LARGEST_SET).collect().await;
        Ok(body.map_err(|error| chain(error.as_ref()))?.to_bytes())
    }
}
