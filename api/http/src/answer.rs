//! What handlers answer: each kind of answer is a type that knows its status, its headers and its body, for the wire and for
//! the document.
//!
//! A handler names the kind in its return type, `ApiResult<Resource<ProducerView>>`, and makes it with what only that kind has:
//! an [`IfNoneMatch`](crate::extract::IfNoneMatch) for a [`Resource`], an [`ETag`](crate::extract::ETag) for a [`Revision`],
//! [`WrittenReply`] for what an `Idempotency-Key` repeats. So the compiler holds the body against the documented one.

mod attachment;
pub mod kind;
mod media;
mod reply;
mod written;

pub use attachment::attachment;
pub use kind::AnswerKind;
pub use media::{
    Catalog, Credential, EventStream, Exposition, HtmlPage, JsonLines, KeySet, MarkedList, Media, Pdf,
    Spreadsheet, ZipArchive, bytes,
};
pub use reply::{
    Document, Effect, NewResource, Receipt, Removal, Replacement, Reply, Resource, Revision, Upsert,
};
pub use written::WrittenReply;
