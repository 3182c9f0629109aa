//! Signing keys: one signs, all known ones verify, their public halves are the JWKS.

mod source;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use secrecy::{ExposeSecret, SecretString};
use shared::database::StoreError;
use std::collections::HashMap;

/// How a block of PEM begins.
const BEGIN: &str = "-----BEGIN ";
/// How a public key begins (SubjectPublicKeyInfo, as `openssl pkey -pubout` writes it).
const BEGIN_PUBLIC: &str = "-----BEGIN PUBLIC KEY";

/// The keys cannot be had or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The PEM is neither an Ed25519 key nor an RSA key.
    #[error("a key is neither an Ed25519 nor an RSA key in PEM: {0}")]
    Unreadable(String),
    /// The keys do not do what keys must.
    #[error("the signing key failed its self-test: {0}")]
    SelfTest(String),
    /// There is none.
    #[error("there is no private key to sign with")]
    Missing,
    /// Their file cannot be read.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// The database that holds them said no.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The key that signs.
pub(crate) struct SigningKey {
    /// RFC 7638 thumbprint of the public key.
    pub(crate) kid: String,
    /// EdDSA or RS256, by the kind of key.
    pub(crate) algorithm: Algorithm,
    /// The private half.
    pub(crate) encoding: EncodingKey,
}

/// All keys of this service.
pub struct SigningKeys {
    signing: SigningKey,
    verifying: HashMap<String, (DecodingKey, Algorithm)>,
    jwks: JwkSet,
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeys")
            .field("kid", &self.signing.kid)
            .finish_non_exhaustive()
    }
}

impl SigningKeys {
    /// Keys from PEM, one a text: private keys (PKCS #8; RSA also PKCS #1), of which the first signs, and public halves of
    /// former ones. All verify and are published.
    ///
    /// # Errors
    /// [`KeyError`] where there is no private key or one is unreadable.
    pub fn from_pems<'a>(pems: impl IntoIterator<Item = &'a SecretString>) -> Result<Self, KeyError> {
        let mut first = None;
        let mut verifying = HashMap::new();
        let mut jwks = JwkSet { keys: Vec::new() };
        for pem in pems {
            let unreadable = |error: jsonwebtoken::errors::Error| KeyError::Unreadable(error.to_string());
            let KeyPair {
                kid,
                algorithm,
                jwk,
                private,
            } = read(pem).map_err(unreadable)?;
            let decoding = DecodingKey::from_jwk(&jwk).map_err(unreadable)?;
            verifying.insert(kid.clone(), (decoding, algorithm));
            jwks.keys.push(jwk);
            let signing = private.map(|encoding| SigningKey {
                kid,
                algorithm,
                encoding,
            });
            first = first.or(signing);
        }
        Ok(Self {
            signing: first.ok_or(KeyError::Missing)?,
            verifying,
            jwks,
        })
    }

    /// Keys from the blocks of one PEM file, e.g. a private key and below it the public halves of those before it.
    ///
    /// # Errors
    /// As [`SigningKeys::from_pems`].
    pub fn from_file(text: &SecretString) -> Result<Self, KeyError> {
        let blocks = text.expose_secret().split(BEGIN).skip(1);
        let blocks: Vec<SecretString> = blocks
            .map(|block| SecretString::from(format!("{BEGIN}{block}")))
            .collect();
        Self::from_pems(&blocks)
    }

    /// The key that signs.
    pub(crate) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The public key with this id and the one algorithm it is good for.
    pub(crate) fn verifying(&self, kid: &str) -> Option<(&DecodingKey, Algorithm)> {
        self.verifying.get(kid).map(|(key, algorithm)| (key, *algorithm))
    }

    /// The public keys as other services read them.
    pub(crate) fn jwks(&self) -> &JwkSet {
        &self.jwks
    }

    /// Id and algorithm of the key that signs, as the table of keys records them.
    pub(crate) fn identity(&self) -> (&str, &'static str) {
        let algorithm = if self.signing.algorithm == Algorithm::EdDSA {
            "EdDSA"
        } else {
            "RS256"
        };
        (&self.signing.kid, algorithm)
    }
}

/// One key as it was read.
struct KeyPair {
    /// RFC 7638 thumbprint of the public half.
    kid: String,
    algorithm: Algorithm,
    /// The public half.
    jwk: Jwk,
    /// The private half, where it is there.
    private: Option<EncodingKey>,
}

fn read(pem: &SecretString) -> Result<KeyPair, jsonwebtoken::errors::Error> {
    let bytes = pem.expose_secret().as_bytes();
    let (mut jwk, algorithm, private) = if pem.expose_secret().starts_with(BEGIN_PUBLIC) {
        let (key, algorithm) = match DecodingKey::from_ed_pem(bytes) {
            Ok(key) => (key, Algorithm::EdDSA),
            Err(_) => (DecodingKey::from_rsa_pem(bytes)?, Algorithm::RS256),
        };
        (Jwk::from_decoding_key(&key, Some(algorithm))?, algorithm, None)
    } else {
        let (key, algorithm) = match EncodingKey::from_ed_pem(bytes) {
            Ok(key) => (key, Algorithm::EdDSA),
            Err(_) => (EncodingKey::from_rsa_pem(bytes)?, Algorithm::RS256),
        };
        (Jwk::from_encoding_key(&key, algorithm)?, algorithm, Some(key))
    };
    let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok(KeyPair {
        kid,
        algorithm,
        jwk,
        private,
    })
}

/// A new Ed25519 private key as PKCS #8 PEM.
///
/// # Errors
/// [`KeyError::Unreadable`] where it cannot be written as PEM.
fn generate() -> Result<SecretString, KeyError> {
    let pair = KeypairBytes {
        secret_key: rand::random(),
        // Without the public half it is version 1 of the format, which every reader knows.
        public_key: None,
    };
    let pem = pair
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|error| KeyError::Unreadable(error.to_string()))?;
    Ok(SecretString::from(pem.as_str().to_owned()))
}
