//! Handler parameters that let only the right caller through.

use super::principal::Principal;
use super::requirements::Requirement;
use super::token::TokenError;
use crate::problem::{Code, Problem};
use crate::server::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpRequest, web};
use shared::domain::access::{Permission, Scope};
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

/// Any caller with a valid token.
#[derive(Debug)]
pub(crate) struct Authenticated(pub(crate) Arc<Principal>);

/// A caller whose token carries the permission `R` asks for.
#[derive(Debug)]
pub(crate) struct Authorized<R> {
    /// Who calls.
    pub(crate) principal: Arc<Principal>,
    requirement: PhantomData<R>,
}

impl<R> Authorized<R> {
    /// The records in the caller's reach; every finder takes it.
    pub(crate) fn scope(&self) -> &Scope {
        &self.principal.scope
    }
}

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).map(Self))
    }
}

impl<R: Requirement> FromRequest for Authorized<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).and_then(|principal| {
            if principal.permissions.contains(&R::PERMISSION) {
                Ok(Self {
                    principal,
                    requirement: PhantomData,
                })
            } else {
                Err(insufficient(R::PERMISSION))
            }
        }))
    }
}

fn authenticate(request: &HttpRequest) -> Result<Arc<Principal>, Problem> {
    let Some(state) = request.app_data::<web::Data<AppState>>() else {
        return Err(Problem::internal(&"the application has no state"));
    };
    let token = bearer(request).ok_or_else(|| {
        Problem::new(Code::Unauthenticated)
            .detail(
                "Thiếu tiêu đề Authorization: Bearer.",
                "The header Authorization: Bearer is missing.",
            )
            .header(WWW_AUTHENTICATE, "Bearer realm=\"ocop\"")
    })?;
    state.authority.verify(token).map_err(unauthenticated)
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
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
