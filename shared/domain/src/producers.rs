//! Producers (chủ thể OCOP): who they may be, and the rules of what is recorded of them.

mod draft;
mod fields;
mod full_name;
mod kind;

pub use draft::{ProducerDraft, Representative};
pub(crate) use fields::FieldCheck;
pub use full_name::{name_key, name_words};
pub use kind::{Gender, ProducerKind, Sector};
