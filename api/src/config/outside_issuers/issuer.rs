//! An outside issuer: how its tokens are checked and read, and how far it may reach.

use serde::Deserialize;
use shared::domain::access::{Permission, Role};
use shared::text_enum;
use std::collections::BTreeMap;

text_enum! {
    /// A signature algorithm that can be allowed; asymmetric ones only, so that a JWKS never holds a secret.
    pub enum TokenAlgorithm {
        /// Ed25519 (RFC 8037).
        EdDsa = "EdDSA",
        /// RSA of at least 2048 bits with SHA-256.
        Rs256 = "RS256",
        /// P-256 with SHA-256.
        Es256 = "ES256",
    }
}

/// How far an issuer may reach at most, whatever its tokens claim.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuerReach {
    /// The whole country.
    Nation,
    /// One province of today (2 digits) and its communes.
    Province(String),
}

/// Where a token says what: JSON pointers (RFC 6901) into its claims.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimPaths {
    /// A word or a list of words, of which exactly one of our roles must follow.
    pub role: String,
    /// Code of the unit in today's boundaries. Not needed by an issuer of one province for roles held for the province.
    pub unit: Option<String>,
    /// Id of the producer, for the role `producer`.
    pub producer: Option<String>,
    /// Permissions, separated by spaces or as a list; words that are none of ours are passed over. Without this path a
    /// token has all that role and issuer allow; with it and without the claim, none.
    pub permissions: Option<String>,
}

/// One trusted issuer, checked.
#[derive(Clone, Debug)]
pub struct OutsideIssuer {
    /// `iss` of its tokens, compared to the letter; another one than ours.
    pub issuer: String,
    /// What `aud` of its tokens must be or contain.
    pub audience: String,
    /// Address of its public keys; `https`, or `http` on this machine.
    pub jwks_url: String,
    /// Algorithms that are accepted.
    pub algorithms: Vec<TokenAlgorithm>,
    /// Where its tokens say what.
    pub claims: ClaimPaths,
    /// Its words for roles and the roles they mean here.
    pub roles: BTreeMap<String, Role>,
    /// The most it may reach.
    pub reach: IssuerReach,
    /// The most it may grant; the role bounds it too.
    pub permissions: Vec<Permission>,
}
