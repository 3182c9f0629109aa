//! What a token allows: less than was granted, where less is asked for.

use super::refusal::error;
use api_http::problem::{Code, Problem};
use shared::domain::access::{Permission, Role, parse_permissions};

/// The permissions asked for, all of `granted` where none are named.
pub(super) fn narrowed(asked: Option<&str>, granted: Vec<Permission>) -> Result<Vec<Permission>, Problem> {
    let Some(asked) = asked.filter(|text| !text.trim().is_empty()) else {
        return Ok(granted);
    };
    let refused = |word: &str| {
        error(Code::InvalidScope, "invalid_scope").detail(
            format!("Phạm vi không được cấp: {word}"),
            format!("This scope was not granted: {word}"),
        )
    };
    let asked = parse_permissions(asked).map_err(|unknown| refused(&unknown.word))?;
    match asked.iter().find(|permission| !granted.contains(permission)) {
        Some(beyond) => Err(refused(beyond.as_str())),
        None => Ok(asked),
    }
}

/// What the rows of accounts and clients hold, within what the role may have today.
pub(crate) fn granted(scopes: &str, role: Role) -> Result<Vec<Permission>, Problem> {
    let mut permissions = parse_permissions(scopes).map_err(|error| Problem::internal(&error))?;
    permissions.retain(|permission| role.permissions().contains(permission));
    Ok(permissions)
}
