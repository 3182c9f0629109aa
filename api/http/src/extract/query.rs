//! Query parameters: unknown ones are refused by name.

use super::bounds::require_range;
use super::nul;
use super::serde_problem::violation;
use crate::contract::{Describe, Operation, add_rules};
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

/// The query as `T`, which is declared with `#[serde(deny_unknown_fields)]` and has no `flatten`.
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

/// The query of a path that takes no parameters: whatever comes is refused by name.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

impl<T: DeserializeOwned + IntoParams + 'static> QueryOf<T> {
    /// The query of `request`, for handlers that parse it only where they must.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let query = parse(request.query_string()).map(Self)?;
        require_range::<T>(request.query_string())?;
        Ok(query)
    }
}

impl<T: IntoParams> Describe for QueryOf<T> {
    fn describe(operation: &mut Operation) {
        for mut parameter in T::into_params(|| Some(ParameterIn::Query)) {
            add_rules(&mut parameter);
            operation.parameter(parameter);
        }
        operation.problem(Code::InvalidQuery);
    }
}

impl<T: DeserializeOwned + IntoParams + 'static> FromRequest for QueryOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

pub(super) fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    refuse_nul(query)?;
    let pairs = form_urlencoded::parse(query.as_bytes());
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)).map_err(|error| {
        let pointer = super::serde_problem::pointer(error.path());
        let broken = violation(&pointer, &error.inner().to_string());
        let (vi, en) = (broken.message.vi.clone(), broken.message.en.clone());
        Problem::query(broken).detail(vi, en)
    })
}

/// A `%00` in a value names its parameter.
fn refuse_nul(query: &str) -> Result<(), Problem> {
    if !query.contains("%00") {
        return Ok(());
    }
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    match pairs.find(|(name, value)| name.contains('\0') || value.contains('\0')) {
        None => Ok(()),
        Some((name, _)) => {
            let pointer = format!("/{}", name.replace('\0', ""));
            Err(Problem::query(nul::violation(&pointer)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        level: Option<u8>,
    }

    #[test]
    fn values_are_typed_and_strangers_named() {
        assert_eq!(parse::<Filter>("level=3").unwrap().level, Some(3));
        let strange = parse::<Filter>("lewel=3").unwrap_err().to_string();
        assert!(strange.contains("lewel"), "{strange}");
        assert!(parse::<NoQuery>("").is_ok());
        assert!(
            parse::<NoQuery>("level=3")
                .unwrap_err()
                .to_string()
                .contains("level")
        );
        let wrong = parse::<Filter>("level=x").unwrap_err();
        assert_eq!(wrong.code(), Code::InvalidQuery);
    }
}
