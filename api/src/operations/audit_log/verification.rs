//! Whether the audit log is whole: nothing cut out, nothing changed.

use crate::caller::{AuditRead, Caller};
use api_http::answer::Document;
use api_http::extract::QueryOf;
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use serde::{Deserialize, Serialize};
use shared::database::audit_log::chain::{self, ChainBreach};
use shared::domain::access::Scope;
use utoipa::{IntoParams, ToSchema};

/// Pieces that one request checks; a longer log takes several requests.
const PIECES: usize = 20;

/// Which positions are checked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct VerificationRange {
    /// The first position, 1 by default.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    from_position: Option<i64>,
    /// The last position; the end of the log by default.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    to_position: Option<i64>,
}

/// What was found.
#[derive(Serialize, ToSchema)]
struct ChainVerification {
    /// True where nothing is broken from `from_position` to `to_position`.
    ok: bool,
    from_position: i64,
    /// The last position that was checked.
    to_position: i64,
    /// Hash of the entry there: compare it with the one that was kept when the log had come so far.
    hash: Option<String>,
    breach: Option<BreachView>,
    /// Where to go on with a further request; none where the end or a break was reached.
    next_position: Option<i64>,
}

/// The first break of the chain.
#[derive(Serialize, ToSchema)]
struct BreachView {
    position: i64,
    kind: ChainBreach,
}

/// Computes the hashes anew, up to 20,000 entries a request, and names the first position where the chain is broken.
#[endpoint(get "/audit-log/verification", tag = "operations", of = "audit_log")]
pub(super) async fn verify(
    caller: Caller<AuditRead>,
    QueryOf(range): QueryOf<VerificationRange>,
) -> ApiResult<Document<ChainVerification>> {
    if *caller.scope() != Scope::Nation {
        return Err(Problem::not_found());
    }
    let from = range.from_position.unwrap_or(1).max(1);
    let to = range.to_position.unwrap_or(i64::MAX);
    let mut connection = caller.connection().await?;
    let mut checked = chain::check(&mut connection, from, to).await?;
    for _ in 1..PIECES {
        let Some(next) = checked.next(to) else { break };
        checked = chain::check(&mut connection, next, to).await?;
    }
    Ok(Document::new(&ChainVerification {
        ok: checked.breach.is_none(),
        from_position: from,
        to_position: checked.to,
        next_position: checked.next(to),
        hash: checked.hash,
        breach: checked
            .breach
            .map(|(position, kind)| BreachView { position, kind }),
    }))
}
