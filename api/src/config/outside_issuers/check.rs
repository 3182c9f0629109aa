//! Reads the file strictly and tells everything that is wrong with it.

use super::issuer::{ClaimPaths, IssuerReach, OutsideIssuer, TokenAlgorithm};
use actix_web::http::Uri;
use serde::Deserialize;
use serde_json::Value;
use shared::domain::access::{Permission, Role};
use shared::domain::units::{Generation, Level, UnitRef, registry};
use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;
use std::str::FromStr;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    issuers: Vec<Value>,
}

/// An entry as it stands in the file: words are checked afterwards, so that one bad word does not hide another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    issuer: String,
    audience: String,
    jwks_url: String,
    algorithms: Vec<String>,
    claims: ClaimPaths,
    roles: BTreeMap<String, String>,
    reach: IssuerReach,
    permissions: Vec<String>,
}

/// Collects problems of one entry.
struct Problems<'a> {
    place: String,
    found: &'a mut Vec<String>,
}

impl Problems<'_> {
    fn add(&mut self, field: &str, rule: impl std::fmt::Display) {
        self.found.push(format!("{}.{field}: {rule}", self.place));
    }

    /// The words that are known; the others are problems, and so is an empty list.
    fn words<T: FromStr<Err: std::fmt::Display>>(&mut self, field: &str, words: &[String]) -> Vec<T> {
        if words.is_empty() {
            self.add(field, "is empty");
        }
        let mut known = Vec::new();
        for word in words {
            match word.parse() {
                Ok(value) => known.push(value),
                Err(error) => self.add(field, error),
            }
        }
        known
    }
}

pub(super) fn issuers(text: &str) -> Result<Vec<OutsideIssuer>, Vec<String>> {
    let file: File = serde_json::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut found = Vec::new();
    let mut names = HashSet::new();
    let mut issuers = Vec::new();
    for (index, value) in file.issuers.into_iter().enumerate() {
        let mut problems = Problems {
            place: format!("issuers[{index}]"),
            found: &mut found,
        };
        let entry: Entry = match serde_path_to_error::deserialize(value) {
            Ok(entry) => entry,
            Err(error) => {
                problems.add(&error.path().to_string(), error.inner());
                continue;
            }
        };
        if !names.insert(entry.issuer.clone()) {
            problems.add("issuer", "is there twice");
        }
        issuers.push(checked(entry, &mut problems));
    }
    if found.is_empty() { Ok(issuers) } else { Err(found) }
}

fn checked(entry: Entry, problems: &mut Problems<'_>) -> OutsideIssuer {
    for (field, text) in [("issuer", &entry.issuer), ("audience", &entry.audience)] {
        if text.trim() != text || text.is_empty() || text.chars().any(char::is_control) {
            problems.add(
                field,
                "must be a text without control characters and outer spaces",
            );
        }
    }
    if !is_safe(&entry.jwks_url) {
        problems.add(
            "jwks_url",
            "must be an https address (http only on this machine) without a user name",
        );
    }
    check_paths(&entry.claims, problems);
    if let IssuerReach::Province(code) = &entry.reach
        && !is_province(code)
    {
        problems.add(
            "reach",
            format!("there is no province with the code {code} today"),
        );
    }
    let algorithms: Vec<TokenAlgorithm> = problems.words("algorithms", &entry.algorithms);
    let permissions: Vec<Permission> = problems.words("permissions", &entry.permissions);
    let roles = roles(&entry, problems);
    OutsideIssuer {
        issuer: entry.issuer,
        audience: entry.audience,
        jwks_url: entry.jwks_url,
        algorithms,
        claims: entry.claims,
        roles,
        reach: entry.reach,
        permissions,
    }
}

/// Encrypted on the way, or not leaving this machine: whoever could change the keys could sign as the issuer.
fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let (Some(host), Some(authority)) = (uri.host(), uri.authority()) else {
        return false;
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let safe = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => loopback,
        _ => false,
    };
    safe && !host.is_empty() && !authority.as_str().contains('@')
}

fn check_paths(claims: &ClaimPaths, problems: &mut Problems<'_>) {
    let paths = [
        ("claims.role", Some(&claims.role)),
        ("claims.unit", claims.unit.as_ref()),
        ("claims.producer", claims.producer.as_ref()),
        ("claims.permissions", claims.permissions.as_ref()),
    ];
    for (field, path) in paths {
        if let Some(path) = path
            && !is_pointer(path)
        {
            problems.add(field, "must be a JSON pointer such as /realm_access/roles");
        }
    }
}

/// RFC 6901: steps that begin with `/`; `~` only as `~0` and `~1`.
fn is_pointer(path: &str) -> bool {
    path.starts_with('/')
        && path
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with('0') || rest.starts_with('1'))
}

fn is_province(code: &str) -> bool {
    registry().is_ok_and(|units| {
        units
            .find(&UnitRef::new(Generation::Current, Level::Province, code))
            .is_some()
    })
}

/// The table of roles, with what each role needs and what the reach forbids.
fn roles(entry: &Entry, problems: &mut Problems<'_>) -> BTreeMap<String, Role> {
    if entry.roles.is_empty() {
        problems.add("roles", "is empty");
    }
    let mut table = BTreeMap::new();
    for (word, name) in &entry.roles {
        let field = format!("roles.{word}");
        match name.parse::<Role>() {
            Err(error) => problems.add(&field, error),
            Ok(role) => {
                if let Some(rule) = broken_rule(role, entry) {
                    problems.add(&field, format!("the role {role} {rule}"));
                }
                table.insert(word.clone(), role);
            }
        }
    }
    table
}

fn broken_rule(role: Role, entry: &Entry) -> Option<&'static str> {
    let confined = matches!(entry.reach, IssuerReach::Province(_));
    match role {
        Role::National | Role::Auditor if confined => Some("reaches beyond one province"),
        // A token does not say where a producer is.
        Role::Producer if confined => Some("cannot be confined to one province"),
        Role::Producer if entry.claims.producer.is_none() => Some("needs claims.producer"),
        Role::Commune if entry.claims.unit.is_none() => Some("needs claims.unit"),
        Role::Province if !confined && entry.claims.unit.is_none() => Some("needs claims.unit"),
        _ => None,
    }
}
