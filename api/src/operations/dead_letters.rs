//! Messages that no worker could do anything with: `/api/v1/dead-letters…`.

use crate::caller::{Caller, Creation, JobsAdmin};
use crate::operations::reason::actor;
use actix_web::HttpRequest;
use api_http::answer::{Effect, WrittenReply};
use api_http::extract::{List, ListAnswer};
use api_http::problem::{ApiResult, Code, Problem};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::{Deserialize, Serialize};
use shared::domain::violation::Violation;
use shared::job::JobKind;
use shared::operations::dead_letters::{
    DeadLetterBox, LetterAct, LetterRefusal, MOST_LETTERS, choose, settle,
};
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

api_http::routes! { list, redrive, discard }

/// A message that was put aside.
#[derive(Serialize, ToSchema)]
struct DeadLetterView {
    /// Digest of the message; messages with the same bytes have the same.
    id: String,
    /// In which kind's queue it was.
    kind: JobKind,
    /// The jobs it names: one, or up to 100 of a batch; empty where it is no message of this service.
    job_ids: Vec<Uuid>,
    /// Why it was put aside, in the broker's word: `rejected`, `delivery_limit`.
    reason: Option<String>,
    /// Its size.
    bytes: usize,
    /// Its first 10,000 characters; what is no text is replaced.
    body: String,
}

/// What is to become of dead letters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LettersAct {
    /// Ids of the list.
    #[schema(min_items = 1, max_items = 1000)]
    ids: HashSet<String>,
    /// For the audit log: 1–1000 characters.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// The letters that an act was done to.
#[derive(Serialize, ToSchema)]
struct LettersReceipt {
    ids: Vec<String>,
}

/// Dead letters, the oldest first, 1000 at most. A letter that another call has in hand at the moment is missing.
#[endpoint(get "/dead-letters", tag = "operations", of = "dead_letters")]
async fn list(caller: Caller<JobsAdmin>, request: HttpRequest) -> ApiResult<List<DeadLetterView>> {
    let mut items = Vec::new();
    for kind in JobKind::ALL {
        let look = DeadLetterBox::open(caller.state.transport()?, *kind, None).await?;
        items.extend(look.iter().map(|letter| DeadLetterView {
            id: letter.id.clone(),
            kind: *kind,
            job_ids: letter.job_ids.clone(),
            reason: letter.reason.clone(),
            bytes: letter.bytes,
            body: letter.body.clone(),
        }));
        look.close(&HashSet::new()).await?;
    }
    Ok(ListAnswer::whole(items).respond(&request))
}

/// Takes letters that name a job back: an unfinished job is published again, a finished one needs no message.
#[endpoint(post "/dead-letters/redrive", tag = "operations", of = "dead_letters", problems(Conflict))]
async fn redrive(
    caller: Caller<JobsAdmin>,
    context: RequestContext,
    body: Creation<LettersAct>,
) -> ApiResult<Effect<LettersReceipt>> {
    act(&caller, &context, body, LetterAct::Redrive).await
}

/// Throws letters away for good; the audit log keeps what they said.
#[endpoint(post "/dead-letters/discard", tag = "operations", of = "dead_letters", problems(Conflict))]
async fn discard(
    caller: Caller<JobsAdmin>,
    context: RequestContext,
    body: Creation<LettersAct>,
) -> ApiResult<Effect<LettersReceipt>> {
    act(&caller, &context, body, LetterAct::Discard).await
}

/// The letters are in our hands while the transaction runs and are removed after its commit: a process that dies in
/// between leaves them where they were, and the act can be repeated.
async fn act(
    caller: &Caller<JobsAdmin>,
    context: &RequestContext,
    Creation { body, idempotency }: Creation<LettersAct>,
    verb: LetterAct,
) -> ApiResult<Effect<LettersReceipt>> {
    let actor = actor(caller, context, &body.reason)?;
    if !(1..=MOST_LETTERS).contains(&body.ids.len()) {
        return Err(Problem::violation(Violation::new(
            "/ids",
            "invalid_length",
            format!("Cần 1–{MOST_LETTERS} mã."),
            format!("1–{MOST_LETTERS} ids are needed."),
        )));
    }
    let mut looks = Vec::new();
    for kind in JobKind::ALL {
        looks.push(DeadLetterBox::open(caller.state.transport()?, *kind, Some(&body.ids)).await?);
    }
    let mut done = HashSet::new();
    let answer = idempotency
        .once(caller, async |connection| {
            let letters = choose(&looks, &body.ids, verb).map_err(|error| unfit(&error))?;
            settle(connection, &letters, verb, &actor).await?;
            done.clone_from(&body.ids);
            let mut ids: Vec<_> = done.iter().cloned().collect();
            ids.sort_unstable();
            WrittenReply::new(&LettersReceipt { ids })
        })
        .await?;
    caller.state.relay.notify_one();
    for look in looks {
        look.close(&done).await?;
    }
    Ok(answer)
}

fn unfit(unfit: &LetterRefusal) -> Problem {
    let (vi, en) = match unfit {
        LetterRefusal::Missing(ids) => (
            format!(
                "Không có trong hàng thư chết lúc này: {}. Hãy đọc lại danh sách.",
                ids.join(", ")
            ),
            format!(
                "Not among the dead letters now: {}. Read the list again.",
                ids.join(", ")
            ),
        ),
        LetterRefusal::NameNoJob(ids) => (
            format!(
                "Không phải thông điệp của dịch vụ này, chỉ có thể hủy (discard): {}.",
                ids.join(", ")
            ),
            format!(
                "No messages of this service, they can only be discarded: {}.",
                ids.join(", ")
            ),
        ),
    };
    Problem::new(Code::Conflict).detail(vi, en)
}
