//! Kinds of answers with a JSON body.

use actix_web::http::StatusCode;

/// What all answers of a kind have in common.
pub trait AnswerKind: 'static {
    /// The status.
    const STATUS: StatusCode;
    /// What it means, for the document.
    const DESCRIPTION: &'static str;
    /// Headers that it may carry.
    const HEADERS: &'static [&'static str];
}

macro_rules! kinds {
    ($($name:ident, $status:ident, $description:literal, $headers:expr;)+) => {
        $(
            #[doc = $description]
            #[derive(Debug)]
            pub enum $name {}

            impl AnswerKind for $name {
                const STATUS: StatusCode = StatusCode::$status;
                const DESCRIPTION: &'static str = $description;
                const HEADERS: &'static [&'static str] = &$headers;
            }
        )+
    };
}

kinds! {
    Resource, OK, "The resource, with its `ETag`", ["ETag"];
    Revision, OK, "The resource as it is now, with its new `ETag`", ["ETag"];
    NewResource, CREATED, "Made; `Location` names it", ["Location", "ETag", "Idempotency-Replayed"];
    Receipt, ACCEPTED, "Accepted; `Location` names where the result will be", ["Location", "Idempotency-Replayed"];
    Effect, OK, "What the request has led to", ["ETag", "Location", "Idempotency-Replayed"];
    List, OK, "A page; `Link` names the next one", ["Link"];
    TaggedList, OK, "A page, with the `ETag` of the whole; `Link` names the next one", ["ETag", "Link"];
    Document, OK, "What was asked for", [];
}
