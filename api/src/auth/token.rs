//! Access tokens: JWTs (RFC 9068 in spirit) with the caller's role and reach inside, so that a request needs no look-up.

use super::principal::{Principal, PrincipalKind};
use chrono::{DateTime, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::domain::access::{Permission, Role, RoleAssignment, parse_permissions, permission_list};
use uuid::Uuid;

/// How long an access token is valid, in seconds: also how long a disabled account still works.
pub(crate) const ACCESS_TOKEN_SECONDS: u32 = 15 * 60;

/// `typ` of what is no access token but a credential: the media type of a W3C Verifiable Credential as JWT (VC-JOSE-COSE section
/// 3.1).
pub(super) const CREDENTIAL: &str = "vc+jwt";

/// Difference of clocks that is forgiven, in seconds.
pub(super) const LEEWAY_SECONDS: u64 = 5;

/// What a token is asked for: who, and how much of it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// Account or client.
    pub(crate) subject: Uuid,
    /// Which of the two.
    pub(crate) kind: PrincipalKind,
    /// Its role and what it is held for.
    pub(crate) assignment: RoleAssignment,
    /// The session of a person.
    pub(crate) session: Option<Uuid>,
    /// Granted permissions, within the role's.
    pub(crate) permissions: Vec<Permission>,
}

/// The claims inside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: Uuid,
    pub(super) aud: String,
    pub(super) exp: u64,
    pub(super) iat: u64,
    pub(super) nbf: u64,
    pub(super) jti: Uuid,
    pub(super) scope: String,
    pub(super) kind: PrincipalKind,
    pub(super) role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) producer: Option<Uuid>,
    /// Session of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<Uuid>,
}

/// Why a token is refused; the client learns no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// It is for another service.
    #[error("wrong audience")]
    WrongAudience,
    /// Good, but its outside issuer may not grant what it says, or it says nothing that means something here.
    #[error("grants nothing here")]
    Ungranted,
    /// The keys of its outside issuer cannot be fetched now, so nobody can say.
    #[error("keys unavailable")]
    Unavailable,
    /// Anything else: form, algorithm, key, signature, issuer, claims.
    #[error("invalid")]
    Invalid,
}

/// The claims of `token`, which `key` verifies. The algorithm is the key's own, never the header's: `none` or a swapped
/// one cannot pass. The claims of `required` must be there; `nbf` is checked wherever it is.
///
/// # Errors
/// [`TokenError`].
pub(super) fn decoded<T: DeserializeOwned>(
    token: &str,
    (key, algorithm): (&DecodingKey, Algorithm),
    issuer: &str,
    audience: &str,
    required: &[&str],
) -> Result<T, TokenError> {
    let mut validation = Validation::new(algorithm);
    validation.leeway = LEEWAY_SECONDS;
    validation.validate_exp = true;
    validation.validate_nbf = true;
    validation.validate_aud = true;
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(required);
    decode::<T>(token, key, &validation)
        .map(|data| data.claims)
        .map_err(|error| match error.kind() {
            ErrorKind::ExpiredSignature => TokenError::Expired,
            ErrorKind::InvalidAudience => TokenError::WrongAudience,
            _ => TokenError::Invalid,
        })
}

impl Claims {
    /// The claims of a token for `grant`, issued `now`.
    pub(super) fn of(grant: &Grant, issuer: &str, audience: &str, now: DateTime<Utc>) -> Self {
        // Tokens are not issued before 1970.
        let now = u64::try_from(now.timestamp()).unwrap_or_default();
        Self {
            iss: issuer.to_owned(),
            sub: grant.subject,
            aud: audience.to_owned(),
            exp: now + u64::from(ACCESS_TOKEN_SECONDS),
            iat: now,
            nbf: now,
            jti: Uuid::now_v7(),
            scope: permission_list(&grant.permissions),
            kind: grant.kind,
            role: grant.assignment.role,
            unit: grant.assignment.unit.clone(),
            producer: grant.assignment.producer,
            sid: grant.session,
        }
    }

    /// The caller that verified claims describe; none where they contradict themselves.
    pub(super) fn principal(&self) -> Result<Principal, TokenError> {
        let assignment = RoleAssignment {
            role: self.role,
            unit: self.unit.clone(),
            producer: self.producer,
        };
        let scope = assignment.scope(self.sub).ok_or(TokenError::Invalid)?;
        let mut permissions = parse_permissions(&self.scope).map_err(|_| TokenError::Invalid)?;
        // A role that was cut down since then is cut down at once.
        permissions.retain(|permission| self.role.permissions().contains(permission));
        Ok(Principal {
            id: self.sub,
            kind: self.kind,
            role: self.role,
            scope,
            session: self.sid,
            permissions,
        })
    }
}
