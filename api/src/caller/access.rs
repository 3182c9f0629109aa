//! Handler parameters that let only the right caller through.

use super::requirements::Requirement;
use super::transaction;
use crate::auth::{Authority, Bearer, Principal, RETRY_INTERVAL, TokenError};
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpRequest, web};
use api_http::contract::{Describe, Operation};
use api_http::problem::{ApiResult, Code, Problem};
use chrono::Utc;
use diesel_async::AsyncPgConnection;
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture};
use shared::database::Connection;
use shared::domain::access::{Permission, Scope};
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// Any caller with a valid token.
#[derive(Debug)]
pub(crate) struct AnyCaller(pub(crate) Arc<Principal>);

/// A caller whose token carries the permission `R` asks for.
#[derive(Debug)]
pub(crate) struct Caller<R> {
    /// Who calls.
    pub(crate) principal: Arc<Principal>,
    /// What all handlers share.
    pub(crate) state: web::Data<AppState>,
    /// By which request, for the audit log.
    request: HttpRequest,
    requirement: PhantomData<R>,
}

impl<R> Caller<R> {
    /// The records in the caller's reach; every finder takes it.
    pub(crate) fn scope(&self) -> &Scope {
        &self.principal.scope
    }

    /// How long the caller's token is still good: for answers that take longer than a moment.
    pub(crate) fn remaining(&self) -> Duration {
        let expiry = bearer(&self.request).and_then(|token| self.state.authority.expiry(token));
        let now = u64::try_from(Utc::now().timestamp()).unwrap_or(u64::MAX);
        Duration::from_secs(expiry.unwrap_or_default().saturating_sub(now))
    }

    /// Passes where the token carries `permission` too.
    ///
    /// # Errors
    /// 403.
    pub(crate) fn require(&self, permission: Permission) -> ApiResult<()> {
        if self.principal.permissions.contains(&permission) {
            Ok(())
        } else {
            Err(insufficient(permission))
        }
    }

    /// A connection for what the caller reads.
    ///
    /// # Errors
    /// 503 where the database has none to give.
    pub(crate) async fn connection(&self) -> ApiResult<Connection> {
        Ok(self.state.database.connection().await?)
    }

    /// Runs `work` in one transaction in which the caller is the actor: how every handler without an `Idempotency-Key`
    /// changes something. `work` uses the connection it is given and no other.
    ///
    /// # Errors
    /// What `work` fails with; everything is rolled back then.
    pub(crate) async fn transaction<T>(
        &self,
        work: impl AsyncFnOnce(&mut AsyncPgConnection) -> ApiResult<T>,
    ) -> ApiResult<T> {
        transaction::transaction(&self.state, &self.request, &self.principal, work).await
    }
}

impl Describe for AnyCaller {
    fn describe(operation: &mut Operation) {
        operation.secured(None);
    }
}

impl<R: Requirement> Describe for Caller<R> {
    fn describe(operation: &mut Operation) {
        operation.secured(Some(R::PERMISSION));
    }
}

impl FromRequest for AnyCaller {
    type Error = Problem;
    type Future = Authentication<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        authenticate(request, |_, principal| Ok(Self(principal)))
    }
}

impl<R: Requirement> FromRequest for Caller<R> {
    type Error = Problem;
    type Future = Authentication<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        authenticate(request, |request, principal| {
            if principal.permissions.contains(&R::PERMISSION) {
                Ok(Self {
                    principal,
                    state: AppState::of(request)?.clone(),
                    request: request.clone(),
                    requirement: PhantomData,
                })
            } else {
                Err(insufficient(R::PERMISSION))
            }
        })
    }
}

/// At once for our own tokens and every token that was seen before; only a new one of an outside issuer may have to wait.
type Authentication<T> = Either<Ready<Result<T, Problem>>, LocalBoxFuture<'static, Result<T, Problem>>>;

fn authenticate<T: 'static>(
    request: &HttpRequest,
    allow: fn(&HttpRequest, Arc<Principal>) -> Result<T, Problem>,
) -> Authentication<T> {
    let (issuer, token) = match look(request) {
        Ok((Bearer::Known(principal), _)) => return Either::Left(ready(allow(request, principal))),
        Ok((Bearer::Outside(issuer), token)) => (issuer, token.to_owned()),
        Err(problem) => return Either::Left(ready(Err(problem))),
    };
    let request = request.clone();
    let waiting = async move {
        let state = AppState::of(&request)?;
        let principal = state.authority.verify_outside(&issuer, &token).await;
        allow(&request, principal.map_err(unauthenticated)?)
    };
    Either::Right(waiting.boxed_local())
}

/// The caller of `request`, where its token was verified lately and carries the permission `R` asks for. None says nothing:
/// the token may be new, another issuer's, or wrong.
pub(crate) fn remembered<R: Requirement>(
    request: &HttpRequest,
    authority: &Authority,
) -> Option<Arc<Principal>> {
    let caller = authority.remembered(bearer(request)?)?;
    caller.permissions.contains(&R::PERMISSION).then_some(caller)
}

/// The token of `request` and what it says without waiting.
fn look(request: &HttpRequest) -> Result<(Bearer, &str), Problem> {
    let state = AppState::of(request)?;
    let token = bearer(request).ok_or_else(|| {
        Problem::new(Code::Unauthenticated)
            .detail(
                "Thiếu tiêu đề Authorization: Bearer.",
                "The header Authorization: Bearer is missing.",
            )
            .header(WWW_AUTHENTICATE, "Bearer realm=\"ocop\"")
    })?;
    let caller = state.authority.verify(token).map_err(unauthenticated)?;
    Ok((caller, token))
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    // Not `to_str`, which looks at the hundreds of bytes one by one.
    let header = std::str::from_utf8(request.headers().get(AUTHORIZATION)?.as_bytes()).ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn unauthenticated(error: TokenError) -> Problem {
    let (vi, en) = match error {
        TokenError::Expired => ("Mã truy cập đã hết hạn.", "The access token has expired."),
        TokenError::WrongAudience => (
            "Mã truy cập không dành cho dịch vụ này.",
            "The access token is meant for another service.",
        ),
        TokenError::Ungranted => (
            "Cơ quan cấp mã truy cập không được trao vai trò hoặc địa bàn này.",
            "The issuer of the access token may not grant its role or unit.",
        ),
        TokenError::Unavailable => {
            return Problem::new(Code::Unavailable)
                .detail(
                    "Chưa lấy được khóa của cơ quan cấp mã truy cập.",
                    "The keys of the access token's issuer cannot be fetched now.",
                )
                .retry_after(RETRY_INTERVAL);
        }
        TokenError::Invalid => ("Mã truy cập không hợp lệ.", "The access token is not valid."),
    };
    Problem::new(Code::Unauthenticated).detail(vi, en).header(
        WWW_AUTHENTICATE,
        &format!("Bearer realm=\"ocop\", error=\"invalid_token\", error_description=\"{en}\""),
    )
}

fn insufficient(permission: Permission) -> Problem {
    Problem::new(Code::InsufficientScope)
        .detail(
            format!("Cần quyền `{permission}`."),
            format!("The scope `{permission}` is needed."),
        )
        .header(
            WWW_AUTHENTICATE,
            &format!("Bearer realm=\"ocop\", error=\"insufficient_scope\", scope=\"{permission}\""),
        )
}
