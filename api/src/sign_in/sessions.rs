//! Sessions of people: sign in with a password, sign out.

use crate::caller::AnyCaller;
use crate::sign_in::oauth::{NewSession, TokenAnswer, open_session};
use crate::state::AppState;
use actix_web::{HttpRequest, web};
use api_http::answer::{Document, Removal};
use api_http::extract::Body;
use api_http::problem::{ApiResult, Code, Problem};
use chrono::Utc;
use endpoint::endpoint;
use secrecy::SecretString;
use serde::Deserialize;
use shared::database::{accounts, refresh_tokens};
use utoipa::ToSchema;
use uuid::Uuid;

api_http::routes! { sign_in, sign_out }

/// What a person signs in with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// Name of the account.
    username: String,
    /// Its password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

/// Opens a session: an access token, and a refresh token for `POST /oauth2/token`.
#[endpoint(post "/sessions", tag = "tokens", of = "sessions", any_query, problems(InvalidCredentials, TooManyRequests))]
async fn sign_in(
    request: HttpRequest,
    Body(given): Body<Credentials>,
    state: web::Data<AppState>,
) -> ApiResult<Document<TokenAnswer>> {
    let attempt = state
        .attempts
        .begin("person", &given.username, request.peer_addr())?;
    let account = accounts::find(&mut *state.database.connection().await?, &given.username).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let matches = state.passwords.check(given.password, hash).await?;
    let Some(account) = account.filter(|_| matches) else {
        return Err(Problem::new(Code::InvalidCredentials));
    };
    attempt.succeeded();
    let permissions = crate::sign_in::oauth::granted(&account.identity.scopes, account.identity.role)?;
    let session = NewSession {
        account: &account,
        family: Uuid::now_v7(),
        session_permissions: &permissions,
        permissions: permissions.clone(),
    };
    let mut connection = state.database.connection().await?;
    Ok(open_session(&state, &mut connection, session, Utc::now())
        .await?
        .respond())
}

/// Closes the session of the access token: its refresh tokens are good no more. The access token runs out by itself.
#[endpoint(delete "/sessions/current", tag = "tokens", of = "sessions", any_query, problems(NotFound))]
async fn sign_out(AnyCaller(principal): AnyCaller, state: web::Data<AppState>) -> ApiResult<Removal> {
    let session = principal.session.ok_or_else(Problem::not_found)?;
    refresh_tokens::revoke_family(&mut *state.database.connection().await?, session, Utc::now()).await?;
    Ok(Removal::default())
}
