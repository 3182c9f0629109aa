//! What a look at a token finds: the caller, remembered until the token ends, or the outside issuer that it names.

use super::outside::TrustedIssuer;
use super::principal::Principal;
#[cfg(test)]
use super::principal::PrincipalKind;
use super::token::{LEEWAY_SECONDS, TokenError};
use chrono::Utc;
#[cfg(test)]
use shared::domain::access::{Role, RoleAssignment};
use std::sync::Arc;
#[cfg(test)]
use uuid::Uuid;

/// What a look at a token says without waiting.
#[derive(Debug)]
pub(crate) enum Bearer {
    /// Who it is.
    Known(Arc<Principal>),
    /// It claims to be from this issuer.
    Outside(Arc<TrustedIssuer>),
}

/// A token that was found good.
#[derive(Clone, Debug)]
pub(super) struct VerifiedToken {
    pub(super) principal: Arc<Principal>,
    /// When it ends, in seconds since 1970.
    pub(super) expires: u64,
    /// Until when it is not looked at again, on the same scale.
    pub(super) kept_until: u64,
}

impl VerifiedToken {
    /// The caller, until the token ends.
    pub(super) fn caller(&self, now: u64) -> Result<Arc<Principal>, TokenError> {
        if now <= self.expires.saturating_add(LEEWAY_SECONDS) {
            Ok(Arc::clone(&self.principal))
        } else {
            Err(TokenError::Expired)
        }
    }

    /// The same in memory of its own, whose counters of who holds it no other thread touches.
    pub(super) fn apart(&self) -> Self {
        Self {
            principal: Arc::new((*self.principal).clone()),
            ..*self
        }
    }
}

/// The machine's clock in seconds since 1970; one that stands before that ends every token.
pub(super) fn now() -> u64 {
    u64::try_from(Utc::now().timestamp()).unwrap_or(u64::MAX)
}

#[cfg(test)]
impl VerifiedToken {
    /// A token of the nation.
    pub(super) fn example() -> Self {
        let assignment = RoleAssignment::of_nation(Role::National);
        let principal = Principal {
            id: Uuid::nil(),
            kind: PrincipalKind::Client,
            role: assignment.role,
            scope: assignment.scope(Uuid::nil()).unwrap(),
            session: None,
            permissions: Vec::new(),
        };
        Self {
            principal: Arc::new(principal),
            expires: 0,
            kept_until: 0,
        }
    }
}
