//! Conditions that name versions (RFC 9110 section 13), and the answers to them.

use super::etag::ETag;
use crate::answer::{Reply, Resource, Revision};
use crate::contract::{Describe, Operation, text};
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use bytes::Bytes;
use serde::Serialize;
use std::convert::Infallible;
use std::future::{Ready, ready};

/// The kind of nearly all answers.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// `If-Match` of a request that changes something.
#[derive(Clone, Debug)]
pub struct IfMatch(Option<Vec<String>>);

/// `If-Match` of a change that clients may make without having read, and of the first version of something.
#[derive(Clone, Debug)]
pub struct MayMatch(IfMatch);

impl ETag {
    /// 200 with the version of this tag: how a change is answered.
    pub fn answer<T: Serialize>(&self, body: &T) -> Revision<T> {
        Reply::of(self.ok(body))
    }

    fn ok(&self, body: &impl Serialize) -> HttpResponse {
        HttpResponse::Ok().insert_header((ETAG, self.header())).json(body)
    }
}

impl IfMatch {
    /// Passes where the header names `current` (or `*`).
    ///
    /// # Errors
    /// 428 without the header, 412 where it names other versions.
    pub fn require(&self, current: &ETag) -> Result<(), Problem> {
        match &self.0 {
            None => Err(Problem::new(Code::PreconditionRequired).detail(
                "Gửi If-Match với ETag của bản đã đọc.",
                "Send If-Match with the ETag of the version you have read.",
            )),
            Some(tags) if names(tags, current) => Ok(()),
            Some(_) => Err(Problem::new(Code::PreconditionFailed).detail(
                format!("Bản hiện tại là {}.", current.as_str()),
                format!("The current version is {}.", current.as_str()),
            )),
        }
    }
}

impl MayMatch {
    /// Passes where the header names `current` (or `*`), for what must have been read where it is there.
    ///
    /// # Errors
    /// 428 without the header, 412 where it names other versions.
    pub fn require(&self, current: &ETag) -> Result<(), Problem> {
        self.0.require(current)
    }

    /// Passes where the header is missing: there is no version yet that it could name.
    ///
    /// # Errors
    /// 412 with the header.
    pub fn require_none(&self) -> Result<(), Problem> {
        match &self.0.0 {
            None => Ok(()),
            Some(_) => {
                Err(Problem::new(Code::PreconditionFailed)
                    .detail("Chưa có bản nào.", "There is no version yet."))
            }
        }
    }

    /// Passes without the header too: for changes that clients may make without having read.
    ///
    /// # Errors
    /// 412 where the header names other versions.
    pub fn check(&self, current: &ETag) -> Result<(), Problem> {
        match &self.0.0 {
            None => Ok(()),
            Some(_) => self.require(current),
        }
    }
}

/// `If-None-Match` of a poll: the lines of the header as they came.
#[derive(Clone, Debug)]
pub struct IfNoneMatch(Vec<HeaderValue>);

impl IfNoneMatch {
    /// What `headers` say.
    pub fn of(headers: &HeaderMap) -> Self {
        Self(headers.get_all(IF_NONE_MATCH).cloned().collect())
    }

    /// True where the client already has `current`: answer 304.
    fn has(&self, current: &ETag) -> bool {
        // Weak comparison: an intermediary that compresses may have weakened the tag.
        listed(self.0.iter())
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == current.as_str())
    }

    /// 304 where the client has `current`, for answers that are dear to make.
    pub fn not_modified(&self, current: &ETag) -> Option<HttpResponse> {
        self.has(current).then(|| {
            HttpResponse::NotModified()
                .insert_header((ETAG, current.header()))
                .finish()
        })
    }

    /// 304 where the client has `current`, otherwise 200 with `body` and the tag.
    pub fn answer<T: Serialize>(&self, current: &ETag, body: &T) -> Resource<T> {
        Reply::of(self.not_modified(current).unwrap_or_else(|| current.ok(body)))
    }

    /// The same for a body that is tagged by what it says, the day's status for one.
    ///
    /// # Errors
    /// 500 where it cannot be written as JSON.
    pub fn answer_content<T: Serialize>(&self, body: &T) -> Result<Resource<T>, Problem> {
        let json = serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?;
        Ok(self.answer_written(&ETag::of_content(&json), json.into()))
    }

    /// The same for a `T` that is written as JSON already.
    pub fn answer_written<T>(&self, current: &ETag, json: Bytes) -> Resource<T> {
        Reply::of(self.not_modified(current).unwrap_or_else(|| {
            HttpResponse::Ok()
                .insert_header((ETAG, current.header()))
                .content_type(JSON)
                .body(json)
        }))
    }
}

/// Strong comparison: a weak tag names nothing here.
fn names(tags: &[String], current: &ETag) -> bool {
    tags.iter().any(|tag| tag == "*" || tag == current.as_str())
}

/// The tags of a header that may come several times; none where it is not there.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Option<Vec<String>> {
    let mut lines = headers.get_all(name).peekable();
    lines.peek()?;
    Some(listed(lines).map(ToOwned::to_owned).collect())
}

/// The tags in the lines of a header.
fn listed<'a>(lines: impl Iterator<Item = &'a HeaderValue>) -> impl Iterator<Item = &'a str> {
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
}

impl FromRequest for IfMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(tags(request.headers(), &IF_MATCH))))
    }
}

impl FromRequest for MayMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(IfMatch(tags(request.headers(), &IF_MATCH)))))
    }
}

impl Describe for IfMatch {
    fn describe(operation: &mut Operation) {
        operation.request_header("If-Match", true, "`ETag` of the version that was read", text());
        operation.problem(Code::PreconditionFailed);
        operation.problem(Code::PreconditionRequired);
    }
}

impl Describe for MayMatch {
    fn describe(operation: &mut Operation) {
        operation.request_header("If-Match", false, "`ETag` of the version that was read", text());
        operation.problem(Code::PreconditionFailed);
    }
}

impl Describe for IfNoneMatch {
    fn describe(operation: &mut Operation) {
        let description = "`ETag`s of versions that the client has: 304 where one of them is current";
        operation.request_header("If-None-Match", false, description, text());
        operation.answer(
            304,
            "Not changed since the version of `If-None-Match`",
            &["ETag"],
            &[],
        );
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request.headers())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn given(tags: &[&str]) -> Option<Vec<String>> {
        Some(tags.iter().map(|tag| (*tag).to_owned()).collect())
    }

    #[test]
    fn a_change_must_name_the_current_version() {
        let current = ETag::of_version(Uuid::nil(), 3);
        let old = ETag::of_version(Uuid::nil(), 2);
        assert!(IfMatch(given(&[current.as_str()])).require(&current).is_ok());
        assert!(IfMatch(given(&["*"])).require(&current).is_ok());
        assert!(MayMatch(IfMatch(None)).check(&current).is_ok());
        assert!(MayMatch(IfMatch(given(&[old.as_str()]))).check(&current).is_err());
        assert_eq!(
            IfMatch(None).require(&current).unwrap_err().code(),
            Code::PreconditionRequired
        );
        assert_eq!(
            IfMatch(given(&[old.as_str()]))
                .require(&current)
                .unwrap_err()
                .code(),
            Code::PreconditionFailed
        );
        let weak = format!("W/{}", current.as_str());
        assert!(IfMatch(given(&[&weak])).require(&current).is_err());
    }

    #[test]
    fn a_poll_may_have_the_version_weakened_on_the_way() {
        let current = ETag::of_text("v7");
        let seen = |lines: &[&'static str]| {
            IfNoneMatch(lines.iter().map(|line| HeaderValue::from_static(line)).collect())
        };
        assert!(seen(&["\"v6\", W/\"v7\""]).has(&current));
        assert!(seen(&["\"v6\"", "\"v7\""]).has(&current));
        assert!(seen(&["*"]).has(&current));
        assert!(!seen(&["\"v6\""]).has(&current));
        assert!(!seen(&[]).has(&current));
    }
}
