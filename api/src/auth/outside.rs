//! Tokens of outside issuers that the configuration trusts. A token's `iss`, still unverified, only chooses whose keys and
//! rules it is held against; it passes where that issuer signed it, for us, in time, and may grant what it says.

#[cfg(test)]
mod example;
mod fetch;
mod jwks;
mod key_source;
mod mapping;

pub(crate) use key_source::RETRY_INTERVAL;

use super::principal::Principal;
use super::token::{TokenError, decoded};
use crate::config::outside_issuers::OutsideIssuer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fetch::JwksClient;
use jsonwebtoken::decode_header;
use key_source::KeySource;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Longest outside token that is looked at: single sign-ons put whole group lists inside.
const LONGEST_TOKEN: usize = 8192;

/// All trusted issuers by their `iss`; none by default.
#[derive(Debug, Default)]
pub(crate) struct OutsideIssuers(HashMap<String, Arc<TrustedIssuer>>);

/// One of them with its keys.
#[derive(Debug)]
pub(crate) struct TrustedIssuer {
    rules: OutsideIssuer,
    keys: KeySource,
}

/// The one claim that is read before the signature is checked.
#[derive(Deserialize)]
struct Peek {
    iss: String,
}

impl OutsideIssuers {
    /// Begins to follow the keys of `issuers` on `runtime`, until this is dropped.
    ///
    /// # Errors
    /// Text where there are issuers and this machine has no root certificates.
    pub(crate) fn follow(issuers: &[OutsideIssuer], runtime: &Handle) -> Result<Self, String> {
        if issuers.is_empty() {
            return Ok(Self::default());
        }
        let client = JwksClient::new()?;
        let trusted = issuers.iter().map(|rules| {
            let trusted = TrustedIssuer {
                keys: KeySource::follow(rules, client.clone(), runtime),
                rules: rules.clone(),
            };
            (rules.issuer.clone(), Arc::new(trusted))
        });
        Ok(Self(trusted.collect()))
    }

    /// The issuer that `token` claims to be from, if it is a trusted one.
    pub(super) fn claimed_by(&self, token: &str) -> Option<Arc<TrustedIssuer>> {
        if self.0.is_empty() || token.len() > LONGEST_TOKEN {
            return None;
        }
        let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let peek: Peek = serde_json::from_slice(&payload).ok()?;
        self.0.get(&peek.iss).cloned()
    }
}

impl TrustedIssuer {
    /// The caller behind `token`, and when the token ends in seconds since 1970. Waits for keys where the token names an
    /// unknown one, for a bounded time.
    ///
    /// # Errors
    /// [`TokenError`], which says no more than a client may know.
    pub(super) async fn verify(&self, token: &str) -> Result<(Principal, u64), TokenError> {
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        // RFC 7515 section 4.1.11: what is critical must be understood, and we understand no extension.
        if header.crit.is_some() {
            return Err(TokenError::Invalid);
        }
        let kid = header.kid.ok_or(TokenError::Invalid)?;
        let key = self.keys.find(&kid).await?;
        let (issuer, audience) = (&self.rules.issuer, &self.rules.audience);
        // `nbf` is optional in OpenID Connect; where it is there, it is checked.
        let required = ["exp", "iss", "aud", "sub"];
        let claims: Map<String, Value> =
            decoded(token, (&key.decoding, key.algorithm), issuer, audience, &required)?;
        let expires = claims
            .get("exp")
            .and_then(Value::as_u64)
            .ok_or(TokenError::Invalid)?;
        let principal = mapping::principal(&self.rules, &Value::Object(claims)).map_err(|reason| {
            tracing::warn!(%issuer, reason, "a token of an outside issuer grants nothing here");
            TokenError::Ungranted
        })?;
        Ok((principal, expires))
    }
}
