//! A change of a record: a merge patch of what it says.

use api_http::contract::{NamedSchema, merge_patch};
use serde::Deserialize;
use serde_json::{Map, Value};
use shared::domain::cycle::Content;
use std::borrow::Cow;
use std::marker::PhantomData;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Any members of a `C` but those that say whose the record is.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct RecordChange<C> {
    /// The members that were sent.
    pub(super) members: Map<String, Value>,
    #[serde(skip)]
    content: PhantomData<C>,
}

impl<C: Content + ToSchema> ToSchema for RecordChange<C> {
    fn name() -> Cow<'static, str> {
        format!("{}Change", C::name()).into()
    }

    fn schemas(schemas: &mut Vec<NamedSchema>) {
        C::schemas(schemas);
    }
}

impl<C: Content + ToSchema> PartialSchema for RecordChange<C> {
    fn schema() -> RefOr<Schema> {
        merge_patch(C::schema(), C::FIXED)
    }
}
