//! Refresh tokens of people (table `refresh_tokens`): each is used once, and a second use revokes its family.

use super::error::StoreResult;
use super::schema::refresh_tokens;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A refresh token to store; the token itself is known to the client only.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct NewRefreshToken<'a> {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The session: all tokens that follow from one sign-in.
    pub family_id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Digest of the token.
    pub token_hash: &'a str,
    /// Permissions of the session, separated by spaces.
    pub scopes: &'a str,
    /// Now.
    pub issued_at: DateTime<Utc>,
    /// Its end.
    pub expires_at: DateTime<Utc>,
}

/// The session of a token that was good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Family of its tokens.
    pub family_id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Its permissions, separated by spaces.
    pub scopes: String,
}

/// What became of a token that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// Good, and used up now.
    First(Session),
    /// Used before: somebody has a copy. The family is revoked.
    Again,
    /// Unknown, expired or revoked.
    Invalid,
}

/// Stores a token.
pub async fn insert(connection: &mut AsyncPgConnection, token: &NewRefreshToken<'_>) -> StoreResult<()> {
    diesel::insert_into(refresh_tokens::table)
        .values(token)
        .execute(connection)
        .await?;
    Ok(())
}

/// Uses up the token with this digest, inside the caller's transaction. Commit whatever comes out: a revocation too.
pub async fn take(
    connection: &mut AsyncPgConnection,
    token_hash: &str,
    now: DateTime<Utc>,
) -> StoreResult<TokenUse> {
    let row = refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(token_hash))
        .select((
            refresh_tokens::id,
            refresh_tokens::family_id,
            refresh_tokens::account_id,
            refresh_tokens::scopes,
            refresh_tokens::expires_at,
            refresh_tokens::used_at,
            refresh_tokens::revoked_at,
        ))
        // Two uses at the same moment are put in order here: the second sees the first.
        .for_update()
        .first::<Row>(connection)
        .await
        .optional()?;
    let Some((id, family_id, account_id, scopes, expires_at, used_at, revoked_at)) = row else {
        return Ok(TokenUse::Invalid);
    };
    if revoked_at.is_some() || expires_at <= now {
        return Ok(TokenUse::Invalid);
    }
    if used_at.is_some() {
        revoke_family(connection, family_id, now).await?;
        return Ok(TokenUse::Again);
    }
    diesel::update(refresh_tokens::table.find(id))
        .set(refresh_tokens::used_at.eq(now))
        .execute(connection)
        .await?;
    Ok(TokenUse::First(Session {
        family_id,
        account_id,
        scopes,
    }))
}

type Row = (
    Uuid,
    Uuid,
    Uuid,
    String,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);

/// Ends a session: no token of the family is good any more.
pub async fn revoke_family(
    connection: &mut AsyncPgConnection,
    family_id: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let family = refresh_tokens::table.filter(
        refresh_tokens::family_id
            .eq(family_id)
            .and(refresh_tokens::revoked_at.is_null()),
    );
    diesel::update(family)
        .set(refresh_tokens::revoked_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes up to `limit` tokens that expired before `now`; returns how many.
pub async fn purge(connection: &mut AsyncPgConnection, now: DateTime<Utc>, limit: i64) -> StoreResult<usize> {
    let expired = refresh_tokens::table
        .filter(refresh_tokens::expires_at.lt(now))
        .order(refresh_tokens::expires_at)
        .limit(limit)
        .select(refresh_tokens::id)
        .for_update()
        .skip_locked();
    let ids: Vec<Uuid> = expired.load(connection).await?;
    let expired = refresh_tokens::table.filter(refresh_tokens::id.eq_any(ids));
    Ok(diesel::delete(expired).execute(connection).await?)
}
