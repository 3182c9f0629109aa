//! Messages that no worker could do anything with: `/api/v1/dead-letters…`.

use crate::auth::{Authorized, JobsAdmin};
use crate::extract::{Creation, ListAnswer, NoQuery, QueryOf};
use crate::idempotency::Created;
use crate::problem::{Answer, Code, Problem, ProblemDocument};
use crate::reason::actor;
use crate::request_context::RequestContext;
use crate::server::AppState;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use serde::{Deserialize, Serialize};
use shared::database::audit_log::Actor;
use shared::domain::violation::Violation;
use shared::operations::dead_letters::{DeadLetter, Letters, MOST_LETTERS, discard, redrive};
use shared::queue::JobKind;
use std::collections::HashSet;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(redrive_letters)
        .service(discard_letters);
}

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
    /// Ids of the list: 1–1000.
    ids: HashSet<String>,
    /// For the audit log: 1–1000 characters.
    reason: String,
}

/// The letters that an act was done to.
#[derive(Serialize, ToSchema)]
struct LettersDone {
    ids: Vec<String>,
}

/// Dead letters, the oldest first, 1000 at most. A letter that another call has in hand at the moment is missing.
#[utoipa::path(
    tag = "operations",
    responses(
        (status = 200, description = "The letters", body = ListAnswer<DeadLetterView>),
        (status = "default", description = "A problem; 503 where the broker is away", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["jobs:admin"])),
)]
#[get("/dead-letters")]
async fn list(
    _: Authorized<JobsAdmin>,
    request: HttpRequest,
    state: web::Data<AppState>,
    _: QueryOf<NoQuery>,
) -> Answer {
    let mut items = Vec::new();
    for kind in JobKind::ALL {
        let look = Letters::open(state.transport()?, *kind, None).await?;
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
#[utoipa::path(
    tag = "operations",
    request_body = LettersAct,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect")),
    responses(
        (status = 200, description = "All of them were taken back", body = LettersDone),
        (status = "default", description = "A problem, and nothing was done; 409 names letters that are not there or name no job",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["jobs:admin"])),
)]
#[post("/dead-letters/redrive")]
async fn redrive_letters(
    caller: Authorized<JobsAdmin>,
    context: RequestContext,
    state: web::Data<AppState>,
    body: Creation<LettersAct>,
    _: QueryOf<NoQuery>,
) -> Answer {
    act(&caller, &context, &state, body, Verb::Redrive).await
}

/// Throws letters away for good; the audit log keeps what they said.
#[utoipa::path(
    tag = "operations",
    request_body = LettersAct,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect")),
    responses(
        (status = 200, description = "All of them are gone", body = LettersDone),
        (status = "default", description = "A problem, and nothing was done; 409 names letters that are not there",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["jobs:admin"])),
)]
#[post("/dead-letters/discard")]
async fn discard_letters(
    caller: Authorized<JobsAdmin>,
    context: RequestContext,
    state: web::Data<AppState>,
    body: Creation<LettersAct>,
    _: QueryOf<NoQuery>,
) -> Answer {
    act(&caller, &context, &state, body, Verb::Discard).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Redrive,
    Discard,
}

/// The letters are in our hands while the transaction runs and are removed after its commit: a process that dies in
/// between leaves them where they were, and the act can be repeated.
async fn act(
    caller: &Authorized<JobsAdmin>,
    context: &RequestContext,
    state: &AppState,
    Creation { body, idempotency }: Creation<LettersAct>,
    verb: Verb,
) -> Answer {
    let actor = actor(&caller.principal, context, &body.reason, state.clock.now())?;
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
        looks.push(Letters::open(state.transport()?, *kind, Some(&body.ids)).await?);
    }
    let mut done = HashSet::new();
    let mut connection = state.database.connection().await?;
    let answer = idempotency
        .once(&mut connection, &caller.principal, async |connection| {
            let letters: Vec<&DeadLetter> = looks
                .iter()
                .flat_map(Letters::iter)
                .filter(|letter| body.ids.contains(&letter.id))
                .collect();
            done = check(&letters, &body.ids, verb)?;
            settle(connection, &letters, &actor, verb).await?;
            let mut ids: Vec<_> = done.iter().cloned().collect();
            ids.sort_unstable();
            Created::new(StatusCode::OK, &LettersDone { ids })
        })
        .await?;
    drop(connection);
    state.relay.notify_one();
    for look in looks {
        look.close(&done).await?;
    }
    Ok(answer)
}

async fn settle(
    connection: &mut diesel_async::AsyncPgConnection,
    letters: &[&DeadLetter],
    actor: &Actor,
    verb: Verb,
) -> Answer<()> {
    match verb {
        Verb::Redrive => redrive(connection, letters, actor).await?,
        Verb::Discard => discard(connection, letters, actor).await?,
    }
    Ok(())
}

/// The ids of `letters`, where each of `wanted` is there and can take the act.
fn check(letters: &[&DeadLetter], wanted: &HashSet<String>, verb: Verb) -> Answer<HashSet<String>> {
    let there: HashSet<String> = letters.iter().map(|letter| letter.id.clone()).collect();
    let missing: Vec<&str> = wanted.difference(&there).map(String::as_str).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(Problem::new(Code::Conflict).detail(
            format!("Không có trong hàng thư chết lúc này: {missing}. Hãy đọc lại danh sách."),
            format!("Not among the dead letters now: {missing}. Read the list again."),
        ));
    }
    let strange: Vec<&str> = letters
        .iter()
        .filter(|letter| verb == Verb::Redrive && letter.job_ids.is_empty())
        .map(|letter| letter.id.as_str())
        .collect();
    if !strange.is_empty() {
        let strange = strange.join(", ");
        return Err(Problem::new(Code::Conflict).detail(
            format!("Không phải thông điệp của dịch vụ này, chỉ có thể hủy (discard): {strange}."),
            format!("No messages of this service, they can only be discarded: {strange}."),
        ));
    }
    Ok(there)
}
