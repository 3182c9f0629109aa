//! Recognitions of the past (công nhận đã có trước): `/api/v1/recognitions`. What stands on paper, of any authority that existed then,
//! comes into the register with what is known of it and no more.

mod corrections;
mod entry;
mod refusal;
mod request;
mod view;

use crate::caller::{Caller, Creation, DecisionsRead, DecisionsWrite, Seat};
use crate::places::resolve_unit;
use crate::registry::keyed::found;
use api_http::answer::{Effect, Resource, Upsert, WrittenReply};
use api_http::extract::{Body, ETag, IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use entry::enter;
use request::{PastRecognitionInput, PastRecognitions, RecognitionQuery};
use shared::database::recognitions::{self, RecognitionFilter};
use shared::domain::access::Scope;
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use uuid::Uuid;
use view::{RecognitionView, RecordedRecognitions};

api_http::routes! { create, list, show_keyed, put, show, corrections::record, corrections::list }

/// Records recognitions of the past, one or many: all of them or, where one breaks a rule, none.
///
/// Each takes its place in the history of its product: a later recognition replaces it from the later day on, so an older paper never
/// lowers what is held now. With number and date of its decision it gets a certificate, which can be renewed, upgraded, revoked and
/// verified like one issued here. Without a day it counts by its year (`ever_certified`) and holds on no day. What is on record already
/// stays as it is, so the same call may come twice.
#[endpoint(post "/recognitions", tag = "decisions", of = "recognitions", problems(NotYourTurn))]
async fn create(
    caller: Caller<DecisionsWrite>,
    Creation { body, idempotency }: Creation<PastRecognitions>,
) -> ApiResult<Effect<RecordedRecognitions>> {
    Seat::of(&caller.principal)?;
    let mut version = None;
    let answer = idempotency
        .once(&caller, async |connection| {
            let given = body.checked()?;
            let at = |position| format!("/recognitions/{position}");
            let entered = enter(connection, &caller, given, &at).await?;
            version = entered.version;
            WrittenReply::new(&RecordedRecognitions::of(&entered.papers, &entered.plans))
        })
        .await?;
    raise(&caller, version);
    Ok(answer)
}

/// Records a recognition of the past under a key of another system. Where it is on record as sent, nothing changes; what is on record
/// otherwise is refused, because papers are corrected and not overwritten.
#[endpoint(put "/recognitions/by-key/{system}/{id}", tag = "decisions", of = "recognitions", problems(NotYourTurn))]
async fn put(
    caller: Caller<DecisionsWrite>,
    PathOf(key): PathOf<OutsideKey>,
    Body(mut given): Body<PastRecognitionInput>,
) -> ApiResult<Upsert<RecognitionView>> {
    Seat::of(&caller.principal)?;
    given.key = Some(key);
    let (entered, view) = caller
        .transaction(async |connection| {
            let entered = enter(connection, &caller, std::slice::from_ref(&given), &|_| {
                String::new()
            })
            .await?;
            let mut recorded = entered.plans.outcomes.iter().flatten();
            let id = recorded.next().ok_or_else(Problem::not_found)?.id();
            let view = view(connection, caller.scope(), id).await?;
            Ok((entered, view))
        })
        .await?;
    raise(&caller, entered.version);
    let content = serde_json::to_vec(&view).map_err(|error| Problem::internal(&error))?;
    let address = format!("/api/v1/recognitions/{}", view.id());
    Ok(Upsert::new(
        entered.version.is_some(),
        address,
        &ETag::of_content(&content),
        &view,
    ))
}

/// The recognition that another system knows under this key, among those to which callers of the same reach gave it.
#[endpoint(get "/recognitions/by-key/{system}/{id}", tag = "decisions", of = "recognitions")]
async fn show_keyed(
    caller: Caller<DecisionsRead>,
    PathOf(key): PathOf<OutsideKey>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<RecognitionView>> {
    let mut connection = caller.connection().await?;
    let id = found(&mut connection, KeySubject::Recognition, caller.scope(), key).await?;
    if_none_match.answer_content(&view(&mut connection, caller.scope(), id).await?)
}

/// One recognition, of today or of the past.
#[endpoint(get "/recognitions/{id}", tag = "decisions", of = "recognitions")]
async fn show(
    caller: Caller<DecisionsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<RecognitionView>> {
    let mut connection = caller.connection().await?;
    if_none_match.answer_content(&view(&mut connection, caller.scope(), id).await?)
}

/// Recognitions of products in the caller's reach, of today and of the past, in the order of their recording.
#[endpoint(get "/recognitions", tag = "decisions", of = "recognitions")]
async fn list(
    caller: Caller<DecisionsRead>,
    PageOf { page, query }: PageOf<RecognitionQuery>,
) -> ApiResult<List<RecognitionView>> {
    let filter = RecognitionFilter {
        id: None,
        unit: resolve_unit(query.unit, query.level, query.generation)?,
        product_id: query.product_id,
        programme_year: query.programme_year,
        authority: query.authority,
    };
    let mut connection = caller.connection().await?;
    let rows = recognitions::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    page.try_answer(rows, |one| one.recognition.id, RecognitionView::of)
}

/// The recognition `id`, where it is in reach.
///
/// # Errors
/// 404 where it is not.
async fn view(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> ApiResult<RecognitionView> {
    let found = recognitions::find(connection, scope, id).await?;
    RecognitionView::of(found.ok_or_else(Problem::not_found)?)
}

fn raise(caller: &Caller<DecisionsWrite>, version: Option<i64>) {
    if let Some(version) = version {
        caller.state.statistics.raise(version);
    }
}
