//! HTTP out of the services: TLS by rustls on ring with this machine's root certificates. No redirects, no proxy.

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::crypto::ring;

/// Connects to `https` and `http` addresses; which may be `http` is decided by who configures them.
///
/// # Errors
/// Where this machine has no usable root certificates.
pub fn connector() -> std::io::Result<HttpsConnector<HttpConnector>> {
    Ok(HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .build())
}

/// An error with its causes: hyper's own texts only say at which step it failed.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
