//! The query of a list: which page, and what else it asks.

use super::bounds::require_range;
use super::page::{LARGEST_SIZE, ListPage, Page, PageKey};
use super::query::parse;
use crate::contract::{Describe, Operation, text};
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};
use uuid::Uuid;

/// The names that say which page.
const NAMES: [&str; 2] = ["cursor", "page_size"];

/// The page that a list is asked for, and the rest of the query as `Q`, which is declared with
/// `#[serde(deny_unknown_fields)]`.
#[derive(Debug)]
pub struct PageOf<Q, K = Uuid> {
    /// The page.
    pub page: ListPage<K>,
    /// What else is asked.
    pub query: Q,
}

#[derive(Deserialize)]
struct Place {
    cursor: Option<String>,
    page_size: Option<u16>,
}

impl<Q: DeserializeOwned + IntoParams + 'static, K: PageKey> PageOf<Q, K> {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let query = request.query_string();
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        let (place, rest): (Vec<_>, Vec<_>) =
            pairs.partition(|(name, _): &(String, String)| NAMES.contains(&name.as_str()));
        let written = |pairs: Vec<(String, String)>| {
            form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish()
        };
        let Place { cursor, page_size } = parse(&written(place))?;
        require_range::<Q>(query)?;
        let page = Page::new(cursor.as_deref(), page_size)?;
        Ok(Self {
            page: ListPage::of(page, request),
            query: parse(&written(rest))?,
        })
    }
}

impl<Q: DeserializeOwned + IntoParams + 'static, K: PageKey> FromRequest for PageOf<Q, K> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<Q: IntoParams, K> Describe for PageOf<Q, K> {
    fn describe(operation: &mut Operation) {
        for parameter in Q::into_params(|| Some(ParameterIn::Query)) {
            operation.parameter(parameter);
        }
        let cursor = text().min_length(Some(1)).max_length(Some(1000));
        let size = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(LARGEST_SIZE));
        let parameter = |name: &str, description: &str, schema: ObjectBuilder| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(schema))
        };
        operation.parameter(parameter(
            "cursor",
            "Where to go on: `next` of the page before.",
            cursor,
        ));
        operation.parameter(parameter(
            "page_size",
            "Entries a page, 50 where it is left out.",
            size,
        ));
        operation.problem(Code::InvalidQuery);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::NoQuery;
    use actix_web::test::TestRequest;

    fn asked(query: &str) -> Result<PageOf<NoQuery>, Problem> {
        PageOf::of(&TestRequest::with_uri(&format!("/?{query}")).to_http_request())
    }

    #[test]
    fn the_page_is_taken_out_and_strangers_are_named() {
        assert_eq!(asked("page_size=7").unwrap().page.limit(), 8);
        let strange = asked("page_size=7&colour=red").unwrap_err();
        assert!(strange.to_string().contains("colour"), "{strange}");
        for wrong in [
            "page_size=0",
            "page_size=x",
            "page_size=1&page_size=2",
            "cursor=x",
        ] {
            assert_eq!(asked(wrong).unwrap_err().code(), Code::InvalidQuery, "{wrong}");
        }
    }
}
