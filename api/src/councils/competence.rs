//! Who may set up and change rounds and councils: each level its own.

use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use shared::database::councils::{self, Council};
use shared::domain::access::Scope;
use shared::domain::evaluation::EvaluationLevel;
use uuid::Uuid;

/// Refuses to set up or change what belongs to another level: a province's office has its own rounds and councils, the
/// ministry all.
pub(crate) fn require_level(
    scope: &Scope,
    level: EvaluationLevel,
    province: Option<&str>,
) -> Result<(), Problem> {
    let own = match scope {
        Scope::Nation => true,
        Scope::Province(code) => level == EvaluationLevel::Province && province == Some(code.as_str()),
        _ => false,
    };
    if own {
        return Ok(());
    }
    Err(Problem::new(Code::OutsideReach).detail(
        "Đợt và hội đồng này thuộc cấp hoặc tỉnh khác.",
        "This round or council belongs to another level or province.",
    ))
}

/// The council in reach, which the caller may change, held until the transaction ends.
///
/// # Errors
/// 404, and 403 for one of another level.
pub(super) async fn held(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> ApiResult<Council> {
    let council = councils::lock(connection, scope, id).await?;
    require_level(scope, council.level, council.province_code.as_deref())?;
    Ok(council)
}
