//! `Idempotency-Key`: the same request sent twice has one effect and one answer.
//!
//! The answer is stored in the transaction of the effect. A failed request stores nothing, so its key is free again;
//! two at the same time are put in order by the table's primary key.

use super::access::Caller;
use crate::auth::Principal;
use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use api_http::answer::{AnswerKind, Reply, WrittenReply};
use api_http::contract::{Describe, Operation, text};
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use shared::database::idempotency_keys::{self, IdempotencyRecord};
use shared::database::{Connection, StoreError};
use shared::hex::hex;

/// Name of the request header.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Tells a replayed answer from a first one.
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key; clients send UUIDs.
const LONGEST_KEY: usize = 255;

/// The key of a request, if it has one, and what identifies the request itself.
#[derive(Clone, Debug)]
pub(crate) struct Idempotency {
    keyed: Option<RequestKey>,
}

#[derive(Clone, Debug)]
struct RequestKey {
    key: String,
    fingerprint: String,
}

impl Idempotency {
    /// Of `request` with `body`.
    ///
    /// # Errors
    /// 400 for a key that is empty, too long, not visible ASCII, or there twice.
    pub(crate) fn of(request: &HttpRequest, body: &[u8]) -> Result<Self, Problem> {
        let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
        let Some(value) = values.next() else {
            return Ok(Self { keyed: None });
        };
        let key = value.to_str().unwrap_or_default().trim();
        let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits || values.next().is_some() {
            return Err(Problem::new(Code::InvalidHeader).detail(
                format!("Idempotency-Key: một giá trị, 1–{LONGEST_KEY} ký tự ASCII nhìn thấy được."),
                format!("Idempotency-Key: one value of 1–{LONGEST_KEY} visible ASCII characters."),
            ));
        }
        let digest = Sha256::new()
            .chain_update(request.method().as_str())
            .chain_update([0])
            .chain_update(request.uri().to_string())
            .chain_update([0])
            .chain_update(body)
            .finalize();
        Ok(Self {
            keyed: Some(RequestKey {
                key: key.to_owned(),
                fingerprint: hex(&digest),
            }),
        })
    }

    /// Runs `work` in one transaction of `caller` and answers with what it created; with a key that was used before, answers as
    /// then and runs nothing. `work` uses the connection it is given and no other.
    ///
    /// # Errors
    /// What `work` fails with (everything is rolled back, the key too); 422 where the key came with another request.
    pub(crate) async fn once<R, K: AnswerKind, T>(
        &self,
        caller: &Caller<R>,
        work: impl AsyncFnOnce(&mut AsyncPgConnection) -> ApiResult<WrittenReply<K, T>>,
    ) -> ApiResult<Reply<K, T>> {
        let name = caller.principal.name();
        caller
            .transaction(async |connection| self.run(connection, &name, work).await)
            .await
    }

    /// The answer kept under the key, for requests whose body is read only where there is none; [`Idempotency::once`] still
    /// decides between two at the same time.
    ///
    /// # Errors
    /// 422 where the key came with another request.
    pub(crate) async fn kept<K: AnswerKind, T>(
        &self,
        connection: &mut Connection,
        principal: &Principal,
    ) -> ApiResult<Option<Reply<K, T>>> {
        let Some(RequestKey { key, fingerprint }) = &self.keyed else {
            return Ok(None);
        };
        match idempotency_keys::kept(connection, &principal.name(), key).await {
            Ok(kept) => replay(kept, fingerprint).map(Some),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn run<K: AnswerKind, T>(
        &self,
        connection: &mut AsyncPgConnection,
        principal: &str,
        work: impl AsyncFnOnce(&mut AsyncPgConnection) -> ApiResult<WrittenReply<K, T>>,
    ) -> ApiResult<Reply<K, T>> {
        let Some(RequestKey { key, fingerprint }) = &self.keyed else {
            return Ok(work(connection).await?.reply());
        };
        if idempotency_keys::take(connection, principal, key, fingerprint).await? {
            let written = work(connection).await?;
            let (status, headers) = written.kept()?;
            idempotency_keys::keep(connection, principal, key, status, &headers, written.body()).await?;
            return Ok(written.reply());
        }
        let kept = idempotency_keys::kept(connection, principal, key).await?;
        replay(kept, fingerprint)
    }
}

impl Describe for Idempotency {
    fn describe(operation: &mut Operation) {
        let schema = text()
            .min_length(Some(1))
            .max_length(Some(LONGEST_KEY))
            .pattern(Some("^[!-~]+$"));
        let description =
            "Makes a repeated request have one effect: a value of the client's own, best a UUID";
        operation.request_header("Idempotency-Key", false, description, schema);
        operation.problem(Code::InvalidHeader);
        operation.problem(Code::IdempotencyKeyReused);
    }
}

/// The answer of then, where the request is the same.
fn replay<K: AnswerKind, T>(kept: IdempotencyRecord, fingerprint: &str) -> ApiResult<Reply<K, T>> {
    if kept.fingerprint != fingerprint {
        return Err(Problem::new(Code::IdempotencyKeyReused).detail(
            "Khóa này đã dùng với nội dung khác.",
            "This key was used with another method, path or body.",
        ));
    }
    let mut response = WrittenReply::<K, T>::of_kept(kept)?.respond();
    response
        .headers_mut()
        .insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    Ok(Reply::of(response))
}
