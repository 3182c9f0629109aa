//! What handlers take: bodies, queries and paths that refuse what they do not know, pages, and `ETag`s.

mod body;
mod bounds;
mod conditions;
mod day;
mod etag;
mod lines;
pub mod nul;
mod page;
mod page_of;
mod parser_words;
mod patch;
mod path;
mod query;
mod serde_problem;

pub use body::{
    Body, JSON_LIMIT, announced_length, broken_off, parse, parse_line, read_body, read_json, refuse_encoded,
    require_content_type, too_large,
};
pub use conditions::{IfMatch, IfNoneMatch, JSON, MayMatch};
pub use day::{day_in_range, days_in_range};
pub use etag::ETag;
pub use lines::{MOST_LINES, ReadLine, read_lines};
pub use page::{List, ListAnswer, ListPage, Page, PageKey, SortKey, TaggedList, link_next};
pub use page_of::PageOf;
pub use patch::{Patch, merged};
pub use path::PathOf;
pub use query::{NoQuery, QueryOf};
