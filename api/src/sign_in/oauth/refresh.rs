//! Sessions of people: opened with a password, continued with a refresh token that is new each time.

use super::form::TokenForm;
use super::permissions::{granted, narrowed};
use super::refusal::{error, without_office};
use super::token_answer::TokenAnswer;
use crate::auth::{Grant, PrincipalKind};
use crate::state::AppState;
use api_http::problem::{Code, Problem};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use sha2::{Digest, Sha256};
use shared::database::accounts::{self, Account};
use shared::database::refresh_tokens::{self, NewRefreshToken, TokenUse};
use shared::domain::access::{Permission, permission_list};
use uuid::Uuid;

/// How long a refresh token is good: a person who comes every working week stays signed in.
const REFRESH_TOKEN_LIFE: TimeDelta = TimeDelta::days(14);

/// The session to open or to go on with.
pub(crate) struct NewSession<'a> {
    /// Whose.
    pub(crate) account: &'a Account,
    /// Its family of refresh tokens.
    pub(crate) family: Uuid,
    /// What the session as a whole may do.
    pub(crate) session_permissions: &'a [Permission],
    /// What this access token may do.
    pub(crate) permissions: Vec<Permission>,
}

pub(super) async fn grant(state: &AppState, form: &TokenForm) -> Result<TokenAnswer, Problem> {
    let shown = form.required("refresh_token")?;
    let asked = form.one("scope")?;
    let mut connection = state.database.connection().await?;
    let connection: &mut AsyncPgConnection = &mut connection;
    AnsiTransactionManager::begin_transaction(connection).await?;
    match exchange(state, connection, &shown, asked.as_deref()).await {
        Ok(outcome) => {
            AnsiTransactionManager::commit_transaction(connection).await?;
            outcome.ok_or_else(|| error(Code::InvalidGrant, "invalid_grant"))
        }
        Err(problem) => {
            AnsiTransactionManager::rollback_transaction(connection).await?;
            Err(problem)
        }
    }
}

/// New tokens for the one that was shown; none, to be committed, where it is not good.
async fn exchange(
    state: &AppState,
    connection: &mut AsyncPgConnection,
    shown: &str,
    asked: Option<&str>,
) -> Result<Option<TokenAnswer>, Problem> {
    // Times of tokens are the machine's, like those of access tokens.
    let now = Utc::now();
    let session = match refresh_tokens::take(connection, &digest(shown), now).await? {
        TokenUse::First(session) => session,
        TokenUse::Again => {
            tracing::warn!("a refresh token was used twice: its session is revoked");
            return Ok(None);
        }
        TokenUse::Invalid => return Ok(None),
    };
    let Some(account) = accounts::by_id(connection, session.account_id).await? else {
        return Ok(None);
    };
    let session_permissions = granted(&session.scopes, account.identity.role)?;
    let permissions = narrowed(asked, session_permissions.clone())?;
    let session = NewSession {
        account: &account,
        family: session.family_id,
        session_permissions: &session_permissions,
        permissions,
    };
    open_session(state, connection, session, now).await.map(Some)
}

/// An access token and a refresh token for a session.
pub(crate) async fn open_session(
    state: &AppState,
    connection: &mut AsyncPgConnection,
    session: NewSession<'_>,
    now: DateTime<Utc>,
) -> Result<TokenAnswer, Problem> {
    let refresh_token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let row = NewRefreshToken {
        id: Uuid::now_v7(),
        family_id: session.family,
        account_id: session.account.id,
        token_hash: &digest(&refresh_token),
        scopes: &permission_list(session.session_permissions),
        issued_at: now,
        expires_at: now + REFRESH_TOKEN_LIFE,
    };
    refresh_tokens::insert(connection, &row).await?;
    let grant = Grant {
        subject: session.account.id,
        kind: PrincipalKind::Person,
        assignment: session
            .account
            .identity
            .assignment()?
            .ok_or_else(without_office)?,
        session: Some(session.family),
        permissions: session.permissions,
    };
    let token = state
        .authority
        .issue(&grant)
        .map_err(|error| Problem::internal(&error))?;
    Ok(TokenAnswer::new(token, &grant.permissions, Some(refresh_token)))
}

/// Tokens are long and random: a plain digest is enough, and can be looked up.
fn digest(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}
