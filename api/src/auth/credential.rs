//! Credentials: statements that this service signs for the world, checked with nothing but its public keys. Same keys as
//! access tokens, another `typ`; neither passes for the other.

use super::authority::Authority;
use super::token::CREDENTIAL;
use jsonwebtoken::{Header, Validation, decode, decode_header, encode};
use serde::Serialize;
use serde_json::{Map, Value};

/// What a credential is a statement of.
const CONTENT: &str = "vc";
/// The longest credential that is looked at; ours have about 1.5 KB.
const LONGEST: usize = 4096;

impl Authority {
    /// `claims` as a signed credential.
    ///
    /// # Errors
    /// Where they have no JSON form or the key fails.
    pub(crate) fn sign_credential(
        &self,
        claims: &impl Serialize,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let key = self.keys().signing();
        let mut header = Header::new(key.algorithm);
        header.typ = Some(CREDENTIAL.to_owned());
        header.cty = Some(CONTENT.to_owned());
        header.kid = Some(key.kid.clone());
        encode(&header, claims, &key.encoding)
    }

    /// The claims of a credential that this service signed, whatever its time; none for anything else.
    pub(crate) fn credential(&self, token: &str) -> Option<Map<String, Value>> {
        if token.len() > LONGEST {
            return None;
        }
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some(CREDENTIAL) {
            return None;
        }
        let (key, algorithm) = self.keys().verifying(&header.kid?)?;
        let mut validation = Validation::new(algorithm);
        // How the certificate stands today says the database, not the credential.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        validation.set_issuer(&[self.issuer()]);
        decode(token, key, &validation).ok().map(|data| data.claims)
    }
}
