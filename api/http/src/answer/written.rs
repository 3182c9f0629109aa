//! The answer of a request that created or started something, in a form that can be kept and replayed.

use super::kind::AnswerKind;
use super::reply::Reply;
use crate::extract::ETag;
use crate::problem::Problem;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LOCATION};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use shared::database::idempotency_keys::IdempotencyRecord;
use std::marker::PhantomData;

/// An answer of the kind `K` whose body, a `T`, is written already: status, `Location`, `ETag` and JSON.
#[derive(Debug)]
pub struct WrittenReply<K, T> {
    status: StatusCode,
    headers: Headers,
    body: Bytes,
    kind: PhantomData<(K, T)>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Headers {
    location: Option<String>,
    etag: Option<String>,
}

impl<K: AnswerKind, T: Serialize> WrittenReply<K, T> {
    /// An answer with `body` as JSON.
    ///
    /// # Errors
    /// 500 where the body cannot be written as JSON.
    pub fn new(body: &T) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?;
        Ok(Self {
            status: K::STATUS,
            headers: Headers::default(),
            body: body.into(),
            kind: PhantomData,
        })
    }
}

impl<K: AnswerKind, T> WrittenReply<K, T> {
    /// With the path of what was created.
    pub fn location(mut self, path: String) -> Self {
        self.headers.location = Some(path);
        self
    }

    /// With the version that was created.
    pub fn etag(mut self, etag: &ETag) -> Self {
        self.headers.etag = Some(etag.as_str().to_owned());
        self
    }

    /// With a tag of what it says.
    pub fn content_etag(self) -> Self {
        let tag = ETag::of_content(&self.body);
        self.etag(&tag)
    }

    /// The answer as HTTP.
    pub fn reply(self) -> Reply<K, T> {
        Reply::of(self.respond())
    }

    /// The same where the kind no longer matters.
    pub fn respond(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.headers.location {
            response.insert_header((LOCATION, location));
        }
        if let Some(etag) = self.headers.etag {
            response.insert_header((ETAG, etag));
        }
        response.content_type("application/json").body(self.body)
    }

    /// Status and headers as they are stored.
    pub fn kept(&self) -> Result<(i16, serde_json::Value), Problem> {
        let status = i16::try_from(self.status.as_u16()).map_err(|error| Problem::internal(&error))?;
        let headers = serde_json::to_value(&self.headers).map_err(|error| Problem::internal(&error))?;
        Ok((status, headers))
    }

    /// The body's bytes.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What was stored, back again: the answer of the same request to the same path, and so of the same kind.
    pub fn of_kept(kept: IdempotencyRecord) -> Result<Self, Problem> {
        let status = u16::try_from(kept.status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok());
        Ok(Self {
            status: status.ok_or_else(|| Problem::internal(&"a kept answer has no status"))?,
            headers: serde_json::from_value(kept.headers).map_err(|error| Problem::internal(&error))?,
            body: kept.body.into(),
            kind: PhantomData,
        })
    }
}
