//! What handlers take: bodies, queries and paths that refuse what they do not know, pages, and `ETag`s.

mod body;
mod conditions;
mod day;
mod etag;
pub(crate) mod nul;
mod page;
mod page_of;
mod patch;
mod path;
mod query;
mod serde_problem;

pub(crate) use body::{
    Body, JSON_LIMIT, announced_length, broken_off, parse, parse_line, read_body, read_json, refuse_encoded,
    require_content_type, too_large,
};
pub(crate) use conditions::{IfMatch, IfNoneMatch, JSON, MayMatch};
pub(crate) use day::{day_in_range, days_in_range};
pub(crate) use etag::ETag;
pub(crate) use page::{ListAnswer, Listing, Page, PageKey, TaggedListing, link_next};
pub(crate) use page_of::PageOf;
pub(crate) use patch::{Patch, merged};
pub(crate) use path::PathOf;
pub(crate) use query::{NoQuery, QueryOf};
