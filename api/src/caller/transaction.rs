//! Transactions that change something: the audit log learns who acts, by which request, and when.

use crate::auth::Principal;
use crate::state::AppState;
use actix_web::{HttpMessage, HttpRequest};
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use shared::database::audit_log::{self, Actor};

/// `principal` as the one who acts by `request`.
fn actor(state: &AppState, request: &HttpRequest, principal: &Principal) -> Actor {
    let route = request
        .match_pattern()
        .unwrap_or_else(|| request.path().to_owned());
    let context = request.extensions().get::<RequestContext>().cloned();
    Actor {
        name: principal.name(),
        operation: Some(format!("{} {route}", request.method())),
        reason: None,
        request_id: context.map(|context| context.request_id().to_owned()),
        at: state.clock.now(),
    }
}

/// Runs `work` in one transaction in which `principal` acts by `request`.
///
/// # Errors
/// What `work` fails with; everything is rolled back then.
pub(super) async fn transaction<T>(
    state: &AppState,
    request: &HttpRequest,
    principal: &Principal,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> ApiResult<T>,
) -> ApiResult<T> {
    let actor = actor(state, request, principal);
    let mut connection = state.database.connection().await?;
    let connection: &mut AsyncPgConnection = &mut connection;
    AnsiTransactionManager::begin_transaction(connection).await?;
    match run(connection, &actor, work).await {
        Ok(answer) => {
            AnsiTransactionManager::commit_transaction(connection).await?;
            Ok(answer)
        }
        Err(problem) => {
            // Where this fails too, the pool throws the connection away; the first problem is the one to tell.
            if let Err(error) = AnsiTransactionManager::rollback_transaction(connection).await {
                tracing::warn!(%error, "rollback failed");
            }
            Err(problem)
        }
    }
}

async fn run<T>(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> ApiResult<T>,
) -> ApiResult<T> {
    audit_log::act_as(connection, actor).await?;
    work(connection).await
}
