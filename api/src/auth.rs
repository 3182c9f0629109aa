//! Who calls: signing keys, access tokens of ours and of outside issuers, credentials and passwords.

mod authority;
mod credential;
mod keys;
mod outside;
pub(crate) mod passwords;
mod principal;
mod recent_tokens;
mod token;
mod verified;

pub use authority::Authority;
pub use keys::{KeyError, SigningKeys};

pub(crate) use outside::{OutsideIssuers, RETRY_INTERVAL};
pub(crate) use principal::{Principal, PrincipalKind};
pub(crate) use token::{ACCESS_TOKEN_SECONDS, Grant, TokenError};
pub(crate) use verified::Bearer;
