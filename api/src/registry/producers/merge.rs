//! `POST /api/v1/producers/{id}/merge`: a producer that is on record twice (bản ghi trùng) goes into the other record.

use super::view::{ProducerView, tag};
use crate::caller::{Caller, Creation, ProducersWrite};
use crate::registry::corrections::{RecordMerge, require_seat};
use crate::registry::refusal::{gone, require_unmerged, unknown_producer};
use api_http::answer::{Effect, WrittenReply};
use api_http::extract::{MayMatch, PathOf};
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::producers::{self, Producer};
use shared::database::recognitions::{DimensionOwner, Restatement, restate};
use shared::database::{merges, products};
use shared::domain::corrections::CorrectionSubject;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Merges a producer that is on record twice into the other record, for provinces and the ministry.
///
/// Its products, dossiers, certificates, plans, reports, outside keys and accounts go over, and all figures count its products for the
/// other, on every day. This record stays and says in `merged_into` where it went; lists leave it out. What was printed stays as it is.
/// Products that are on record twice are merged afterwards. `If-Match` is checked where it is sent.
#[endpoint(post "/producers/{id}/merge", tag = "producers", problems(Conflict, NotYourTurn))]
pub(super) async fn merge(
    caller: Caller<ProducersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<RecordMerge>,
) -> ApiResult<Effect<ProducerView>> {
    require_seat(&caller)?;
    let mut version = 0;
    let answer = idempotency
        .once(&caller, async |connection| {
            let (twin, other) = held(connection, &caller, (id, &body), &if_match).await?;
            merges::producers(connection, (twin.id, other.id), caller.state.clock.now()).await?;
            let holder = Restatement::holder(&other);
            version = restate(connection, DimensionOwner::Producer(twin.id), &holder, None).await?;
            let entry = body.entry(CorrectionSubject::Producer, twin.id);
            entry.record(connection, &caller).await?;
            let found = producers::find(connection, caller.scope(), id).await?;
            let merged = found.ok_or_else(Problem::not_found)?;
            let view = ProducerView::of(&merged, caller.state.clock.today())?;
            Ok(WrittenReply::new(&view)?.etag(&tag(&merged)))
        })
        .await?;
    caller.state.statistics.raise(version);
    Ok(answer)
}

/// The twin and the producer that stands for both, held until the transaction ends.
async fn held(
    connection: &mut AsyncPgConnection,
    caller: &Caller<ProducersWrite>,
    (id, body): (Uuid, &RecordMerge),
    if_match: &MayMatch,
) -> ApiResult<(Producer, Producer)> {
    let found = producers::lock_all(connection, caller.scope(), &[id, body.into]).await?;
    let named = |id: Uuid| found.iter().find(|producer| producer.id == id).cloned();
    let twin = named(id).ok_or_else(Problem::not_found)?;
    if_match.check(&tag(&twin))?;
    require_unmerged(twin.merged_into)?;
    let other = named(body.into);
    let sets = products::sets_of(connection, id).await?;
    body.require(
        id,
        match &other {
            None => Some(unknown_producer("/into")),
            Some(other) => gone("/into", other.closed_on, other.merged_into).or_else(|| unfit(other, &sets)),
        },
    )?;
    Ok((twin, other.ok_or_else(Problem::not_found)?))
}

/// Why a producer of this kind cannot have products of these `sets`.
fn unfit(other: &Producer, sets: &[i16]) -> Option<Violation> {
    let refused = sets.iter().any(|set| !other.kind.may_make(*set));
    refused.then(|| {
        Violation::new(
            "/into",
            "producer_kind_not_allowed",
            "hội, hiệp hội và trung tâm, ban quản lý chỉ được có sản phẩm bộ 26",
            "associations and management centres may have products of set 26 only",
        )
    })
}
