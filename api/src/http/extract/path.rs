//! Parts of the path.

use crate::http::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// The variable parts of the path as `T`: one value, a tuple, or a struct.
#[derive(Debug)]
pub(crate) struct PathOf<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for PathOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        ready(path.map(|path| Self(path.into_inner())).map_err(|error| {
            Problem::new(Code::MalformedPath).detail(format!("Đường dẫn: {error}"), format!("Path: {error}"))
        }))
    }
}
