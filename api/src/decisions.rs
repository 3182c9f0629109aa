//! Decisions of recognition (quyết định công nhận): `/api/v1/decisions`; and what the province decides instead of one.

pub(crate) mod certificates;
mod closing;
mod head;
mod named;
mod recognise;
pub(crate) mod recognitions;
mod request;
pub(crate) mod verification;
mod view;

pub(crate) use head::{About, DecisionHead, scan};

use crate::caller::{Caller, Creation, DecisionsRead, DecisionsWrite};
use api_http::answer::{NewResource, Resource, WrittenReply, kind};
use api_http::extract::{IfNoneMatch, List, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use request::{DecisionQuery, NewDecision};
use shared::database::decisions::{self, Decision, DecisionFilter};
use shared::domain::access::Scope;
use uuid::Uuid;
use view::DecisionView;

api_http::routes! { create, list, show, closing::decline, closing::adopt }

/// Decides many dossiers at once: recognises three and four stars for the province, five for the ministry; a province's five
/// stars are proposed to the ministry and are potential until it decides.
///
/// Each product recognised gets a certificate for 36 months from the decision's date, which takes the place of the one it
/// holds. All of it happens or nothing.
#[endpoint(post "/decisions", tag = "decisions", problems(Conflict, OutsideReach, OutOfTurn, NotYourTurn))]
async fn create(
    caller: Caller<DecisionsWrite>,
    Creation { body, idempotency }: Creation<NewDecision>,
) -> ApiResult<NewResource<DecisionView>> {
    let mut version = 0;
    let answer = idempotency
        .once(&caller, async |connection| {
            let (decision, raised) =
                recognise::decide(connection, &caller.state, &caller.principal, &body).await?;
            version = raised;
            answer(connection, caller.scope(), decision).await
        })
        .await?;
    caller.state.statistics.raise(version);
    Ok(answer)
}

/// The 201 of a decision that was recorded.
async fn answer(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    decision: Decision,
) -> ApiResult<WrittenReply<kind::NewResource, DecisionView>> {
    let id = decision.id;
    let items = decisions::items(connection, scope, &[id]).await?;
    let created = WrittenReply::new(&DecisionView::of(decision, &items)?)?;
    Ok(created.location(format!("/api/v1/decisions/{id}")).content_etag())
}

/// Decisions that name a product in the caller's reach, in the order in which they were recorded.
#[endpoint(get "/decisions", tag = "decisions")]
async fn list(
    caller: Caller<DecisionsRead>,
    PageOf { page, query }: PageOf<DecisionQuery>,
) -> ApiResult<List<DecisionView>> {
    let filter = DecisionFilter {
        kind: query.kind,
        programme_year: query.programme_year,
        number: query.number,
    };
    let mut connection = caller.connection().await?;
    let rows = decisions::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|decision| decision.id).collect();
    let items = decisions::items(&mut connection, caller.scope(), &ids).await?;
    let view = |decision| DecisionView::of(decision, &items);
    page.try_answer(rows, |decision| decision.id, view)
}

/// One decision with the products it names in the caller's reach.
#[endpoint(get "/decisions/{id}", tag = "decisions")]
async fn show(
    caller: Caller<DecisionsRead>,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<DecisionView>> {
    let mut connection = caller.connection().await?;
    let decision = decisions::find(&mut connection, caller.scope(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let items = decisions::items(&mut connection, caller.scope(), &[id]).await?;
    if_none_match.answer_content(&DecisionView::of(decision, &items)?)
}
