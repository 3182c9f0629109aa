//! Producers (chủ thể OCOP): who they may be, and the rules of what is recorded of them.

mod draft;
mod fields;
mod kind;

pub use draft::{ProducerDraft, Representative};
pub(crate) use fields::FieldCheck;
pub use kind::{Gender, ProducerKind, Sector};
