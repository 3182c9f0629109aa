//! The OpenAPI document, operation by operation, from the types of the handlers.
//!
//! `#[endpoint]` starts an [`Operation`] with method, path and words, and lets each parameter's type and the type of the answer
//! add what they mean on the wire: a parameter, a body, a status with its headers, a problem by its code. So the document
//! cannot say anything else than the types that the compiler has checked.

mod assembly;
mod headers;
mod operation;
mod parts;
mod rules;
mod schemas;

pub use assembly::{for_document, is_for_document};
pub use headers::{boolean, text};
pub use operation::{Describe, NamedSchema, Operation, content};
pub use parts::PathPart;
pub use rules::add_rules;
pub use schemas::{either, joined, merge_patch, nullable};
