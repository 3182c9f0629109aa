//! Deciding over ideas and business plans, and handing them in again.

use super::records::{event, locked, named_files, out_of_turn};
use super::view::{RecordView, parsed};
use crate::auth::Principal;
use crate::caller::{Caller, Creation};
use api_http::answer::{Effect, WrittenReply, kind};
use api_http::extract::ETag;
use api_http::problem::{ApiResult, Code, Problem};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use shared::clock::vietnamese_date;
use shared::database::programme_records::{self, ProgrammeRecord};
use shared::domain::cycle::Content;
use shared::domain::cycle::review::{ReviewAct, ReviewDecision, may_decide};
use utoipa::ToSchema;
use uuid::Uuid;

/// What an office decides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionRequest {
    /// Accepted, returned or rejected.
    decision: ReviewDecision,
    /// Why: required for a return and a rejection, at most 2,000 characters.
    #[schema(example = "Thiếu hợp đồng liên kết với vùng nguyên liệu")]
    reason: Option<String>,
}

/// Handing in again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordSubmission {}

/// Decides over the record `id`.
///
/// # Errors
/// 404, 403 for one's own, 409 out of turn, 422 without a reason.
pub(super) async fn decide<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    id: Uuid,
    creation: Creation<DecisionRequest>,
) -> ApiResult<Effect<RecordView<C>>> {
    let Creation { body, idempotency } = creation;
    let reason = body.reason.map(|reason| reason.trim().to_owned());
    let reason = reason.filter(|reason| !reason.is_empty());
    idempotency
        .once(caller, async |connection| {
            body.decision.check_reason(reason.as_deref())?;
            let act = body.decision.act();
            done::<C>(
                connection,
                &caller.principal,
                id,
                act,
                reason,
                caller.state.clock.now(),
            )
            .await
        })
        .await
}

/// Hands the returned record `id` in again.
///
/// # Errors
/// 404, 409 out of turn.
pub(super) async fn submit<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    id: Uuid,
    creation: Creation<RecordSubmission>,
) -> ApiResult<Effect<RecordView<C>>> {
    creation
        .idempotency
        .once(caller, async |connection| {
            let now = caller.state.clock.now();
            done::<C>(connection, &caller.principal, id, ReviewAct::Submit, None, now).await
        })
        .await
}

async fn done<C: Content + ToSchema>(
    connection: &mut AsyncPgConnection,
    caller: &Principal,
    id: Uuid,
    act: ReviewAct,
    reason: Option<String>,
    now: DateTime<Utc>,
) -> ApiResult<WrittenReply<kind::Effect, RecordView<C>>> {
    let (_, record) = locked(connection, caller, C::KIND, id).await?;
    if act != ReviewAct::Submit && !may_decide(&caller.scope, record.producer_id) {
        return Err(Problem::new(Code::OutsideReach).detail(
            "Không ai tự duyệt hồ sơ của mình: xã hoặc tỉnh duyệt của chủ thể, tỉnh duyệt của xã.",
            "Nobody decides over their own: the commune or province over a producer's, the province over a commune's.",
        ));
    }
    let current = record
        .state
        .ok_or_else(|| Problem::internal(&"a record without a review"))?;
    let record = ProgrammeRecord {
        state: Some(current.after(act).map_err(|refused| out_of_turn(&refused))?),
        version: record.version.saturating_add(1),
        updated_at: now,
        ..record
    };
    let content: C = parsed(record.content.clone())?;
    let event = event(act.into(), reason, caller);
    programme_records::update(connection, &record, &named_files(&content), &event).await?;
    let view: RecordView<C> = RecordView::of(record, vietnamese_date(now))?;
    let tag: ETag = view.tag();
    Ok(WrittenReply::new(&view)?.etag(&tag))
}
