//! A fetched key set (RFC 7517), as far as it is of use here.

use crate::config::outside_issuers::TokenAlgorithm;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Shortest modulus of an RSA key, in bytes: 2048 bits (RFC 7518 section 3.3).
const SHORTEST_MODULUS: usize = 256;

/// A public key and the one algorithm it is good for.
pub(super) struct IssuerKey {
    pub(super) decoding: DecodingKey,
    pub(super) algorithm: Algorithm,
}

/// Keys by their id.
pub(super) type IssuerKeys = HashMap<String, Arc<IssuerKey>>;

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// The keys in `body` that have an id, sign, and use one of `allowed`. Others are passed over, as the RFC asks: a set may
/// hold keys for encryption or of kinds to come.
pub(super) fn read(body: &[u8], allowed: &[TokenAlgorithm]) -> Result<IssuerKeys, String> {
    let set: KeySet = serde_json::from_slice(body).map_err(|error| format!("not a key set: {error}"))?;
    let mut keys = HashMap::new();
    for value in set.keys {
        if let Some((kid, key)) = serde_json::from_value(value)
            .ok()
            .and_then(|jwk: Jwk| usable(&jwk, allowed))
        {
            keys.entry(kid).or_insert_with(|| Arc::new(key));
        }
    }
    Ok(keys)
}

fn usable(jwk: &Jwk, allowed: &[TokenAlgorithm]) -> Option<(String, IssuerKey)> {
    let common = &jwk.common;
    let signs = common
        .public_key_use
        .as_ref()
        .is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && common
            .key_operations
            .as_ref()
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    let (ours, named, algorithm) = match &jwk.algorithm {
        AlgorithmParameters::RSA(key) if is_long(&key.n) => {
            (TokenAlgorithm::Rs256, KeyAlgorithm::RS256, Algorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            (TokenAlgorithm::Es256, KeyAlgorithm::ES256, Algorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            (TokenAlgorithm::EdDsa, KeyAlgorithm::EdDSA, Algorithm::EdDSA)
        }
        _ => return None,
    };
    let fits = common.key_algorithm.is_none_or(|given| given == named);
    if !signs || !fits || !allowed.contains(&ours) {
        return None;
    }
    let decoding = DecodingKey::from_jwk(jwk).ok()?;
    Some((common.key_id.clone()?, IssuerKey { decoding, algorithm }))
}

fn is_long(modulus: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(modulus)
        .is_ok_and(|bytes| bytes.iter().skip_while(|byte| **byte == 0).count() >= SHORTEST_MODULUS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(keys: &Value, allowed: &[TokenAlgorithm]) -> Vec<String> {
        let mut names: Vec<String> = read(json!({ "keys": keys }).to_string().as_bytes(), allowed)
            .unwrap()
            .into_keys()
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn only_signing_keys_of_allowed_algorithms_are_taken() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let long = URL_SAFE_NO_PAD.encode([0xff; 256]);
        let short = URL_SAFE_NO_PAD.encode([0xff; 128]);
        let keys = json!([
            {"kid": "ed", "kty": "OKP", "crv": "Ed25519", "x": x},
            {"kty": "OKP", "crv": "Ed25519", "x": x},
            {"kid": "encrypts", "use": "enc", "kty": "OKP", "crv": "Ed25519", "x": x},
            {"kid": "signs only", "key_ops": ["sign"], "kty": "OKP", "crv": "Ed25519", "x": x},
            {"kid": "verifies", "key_ops": ["verify"], "use": "sig", "kty": "OKP", "crv": "Ed25519", "x": x},
            {"kid": "rsa", "alg": "RS256", "kty": "RSA", "n": long, "e": "AQAB"},
            {"kid": "rsa 512", "alg": "RS512", "kty": "RSA", "n": long, "e": "AQAB"},
            {"kid": "short", "kty": "RSA", "n": short, "e": "AQAB"},
            {"kid": "secret", "kty": "oct", "k": "c2VjcmV0"},
            {"kid": "of the future", "kty": "ML-DSA"},
            {"kid": "other curve", "kty": "EC", "crv": "P-384", "x": x, "y": x},
            "no key at all",
        ]);
        assert_eq!(names(&keys, TokenAlgorithm::ALL), ["ed", "rsa", "verifies"]);
        assert_eq!(names(&keys, &[TokenAlgorithm::Rs256]), ["rsa"]);
        assert!(read(b"<html>", TokenAlgorithm::ALL).is_err());
    }
}
