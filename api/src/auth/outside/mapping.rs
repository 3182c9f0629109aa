//! From the verified claims of an outside issuer to a caller of ours.

use super::super::principal::{Principal, PrincipalKind};
use crate::config::outside_issuers::{IssuerReach, OutsideIssuer};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::domain::access::{Permission, Role, RoleAssignment, Scope};
use shared::domain::units::{Generation, Level, UnitRef, registry};
use std::collections::BTreeSet;
use uuid::{Builder, Uuid};

/// Longest `sub` (OpenID Connect Core section 2).
const LONGEST_SUBJECT: usize = 255;

/// The caller that `claims` describe under the issuer's `rules`.
///
/// # Errors
/// Why they describe none, for the log.
pub(super) fn principal(rules: &OutsideIssuer, claims: &Value) -> Result<Principal, &'static str> {
    let subject = claims
        .get("sub")
        .and_then(Value::as_str)
        .filter(|subject| (1..=LONGEST_SUBJECT).contains(&subject.len()))
        .ok_or("`sub` is no text of 1 to 255 bytes")?;
    let role = role(rules, claims)?;
    let mut assignment = RoleAssignment::of_nation(role);
    assignment.unit = match assignment.unit_level() {
        Some(level) => unit(rules, claims, level)?,
        None => None,
    };
    if role == Role::Producer {
        assignment.producer =
            text_at(claims, rules.claims.producer.as_deref())?.and_then(|id| id.parse().ok());
    }
    let id = id(&rules.issuer, subject);
    let scope = assignment
        .scope(id)
        .ok_or("the role is held for a unit or producer that is not named")?;
    if !is_in_reach(&rules.reach, &scope) {
        return Err("the issuer may not reach so far");
    }
    Ok(Principal {
        id,
        kind: PrincipalKind::Outside,
        role,
        scope,
        session: None,
        permissions: permissions(rules, claims, role),
    })
}

/// A UUID of version 8 (RFC 9562) from the first bytes of SHA-256 over issuer, a zero byte and subject. It stays the same
/// for a subject, and is never one of ours, which are of version 7.
fn id(issuer: &str, subject: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(issuer)
        .chain_update([0])
        .chain_update(subject)
        .finalize()
        .into();
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(digest) {
        *byte = hashed;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The one role that the issuer's words mean; words without a meaning here are passed over.
fn role(rules: &OutsideIssuer, claims: &Value) -> Result<Role, &'static str> {
    let roles: BTreeSet<Role> = words(claims.pointer(&rules.claims.role), |text| vec![text])
        .into_iter()
        .filter_map(|word| rules.roles.get(word).copied())
        .collect();
    let mut roles = roles.into_iter();
    match (roles.next(), roles.next()) {
        (Some(role), None) => Ok(role),
        (None, _) => Err("none of its role words is mapped"),
        (Some(_), Some(_)) => Err("its role words mean several roles"),
    }
}

/// The unit of today that the role is held for, inside the issuer's reach.
fn unit(rules: &OutsideIssuer, claims: &Value, level: Level) -> Result<Option<String>, &'static str> {
    let Some(code) = text_at(claims, rules.claims.unit.as_deref())? else {
        return Ok(match &rules.reach {
            // Whoever speaks for one province need not name it.
            IssuerReach::Province(code) if level == Level::Province => Some(code.clone()),
            _ => None,
        });
    };
    let units = registry().map_err(|_| "the units cannot be read")?;
    let unit = units
        .find(&UnitRef::new(Generation::Current, level, code))
        .ok_or("there is no such unit today")?;
    let inside = match &rules.reach {
        IssuerReach::Nation => true,
        IssuerReach::Province(province) => code == province || unit.parent_code.as_ref() == Some(province),
    };
    if inside {
        Ok(Some(code.to_owned()))
    } else {
        Err("the unit is outside the issuer's province")
    }
}

/// The last word, whatever the table of roles says. Communes were held against the province by [`unit`].
fn is_in_reach(reach: &IssuerReach, scope: &Scope) -> bool {
    match (reach, scope) {
        (IssuerReach::Nation, _) | (_, Scope::Nothing | Scope::Seat(_) | Scope::Commune(_)) => true,
        (IssuerReach::Province(own), Scope::Province(code)) => own == code,
        (IssuerReach::Province(_), Scope::Nation | Scope::Producer(_)) => false,
    }
}

/// What role and issuer allow, and of that what the token asks for.
fn permissions(rules: &OutsideIssuer, claims: &Value, role: Role) -> Vec<Permission> {
    let asked = rules.claims.permissions.as_deref().map(|path| {
        words(claims.pointer(path), |text| {
            text.split_ascii_whitespace().collect()
        })
    });
    role.permissions()
        .iter()
        .filter(|permission| rules.permissions.contains(permission))
        .filter(|permission| {
            asked
                .as_ref()
                .is_none_or(|words| words.contains(&permission.as_str()))
        })
        .copied()
        .collect()
}

/// The texts of a claim that is a list, or what `split` makes of one that is a text.
fn words<'a>(claim: Option<&'a Value>, split: impl Fn(&'a str) -> Vec<&'a str>) -> Vec<&'a str> {
    match claim {
        Some(Value::String(text)) => split(text),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The text at `path`; none where there is no path or no claim.
fn text_at<'a>(claims: &'a Value, path: Option<&str>) -> Result<Option<&'a str>, &'static str> {
    match path.and_then(|path| claims.pointer(path)) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err("the claim of the unit or producer is no text"),
    }
}

#[cfg(test)]
mod tests;
