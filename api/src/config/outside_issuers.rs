//! Outside issuers that are trusted (a province's single sign-on): the JSON file of `OCOP_ISSUERS_FILE`.
//!
//! ```json
//! {"issuers": [{
//!   "issuer": "https://sso.example.vn/realms/phu-tho",
//!   "audience": "ocop-api",
//!   "jwks_url": "https://sso.example.vn/realms/phu-tho/protocol/openid-connect/certs",
//!   "algorithms": ["RS256"],
//!   "claims": {"role": "/realm_access/roles", "unit": "/ocop_unit", "permissions": "/scope"},
//!   "roles": {"ocop-can-bo-tinh": "province", "ocop-can-bo-xa": "commune"},
//!   "reach": {"province": "25"},
//!   "permissions": ["products:read", "producers:read", "statistics:read"]
//! }]}
//! ```

mod check;
mod issuer;

pub use issuer::{ClaimPaths, IssuerReach, OutsideIssuer, TokenAlgorithm};

use shared::config::Environment;

/// Name of the variable.
const VARIABLE: &str = "OCOP_ISSUERS_FILE";

/// The issuers of the file that `OCOP_ISSUERS_FILE` names, none by default; problems are collected in `environment`.
pub(super) fn read(environment: &mut Environment, own_issuer: &str) -> Vec<OutsideIssuer> {
    let Some(path) = environment.get(VARIABLE) else {
        return Vec::new();
    };
    let issuers = match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text),
        Err(error) => Err(vec![format!("{path} cannot be read: {error}")]),
    };
    let mut problems = Vec::new();
    let issuers = issuers.unwrap_or_else(|found| {
        problems = found;
        Vec::new()
    });
    if issuers.iter().any(|one| one.issuer == own_issuer) {
        problems.push(format!("{own_issuer} is the issuer of this service itself"));
    }
    for problem in problems {
        environment.problem(format!("{VARIABLE}: {problem}"));
    }
    issuers
}

/// The issuers in the text of such a file.
///
/// # Errors
/// Every problem, each naming its place.
pub fn parse(text: &str) -> Result<Vec<OutsideIssuer>, Vec<String>> {
    check::issuers(text)
}

#[cfg(test)]
mod tests;
