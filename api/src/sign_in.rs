//! How callers come by their tokens: sessions of people, OAuth of systems, and the making of both identities.

pub mod identities;
pub(crate) mod oauth;
pub(crate) mod sessions;
