//! Whole numbers of a query are held to the range that their declaration names, so that it stands once.

use crate::problem::Problem;
use shared::domain::violation::Violation;
use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use utoipa::IntoParams;
use utoipa::openapi::{RefOr, Schema};

/// A parameter with the least and the most it may be.
type Bounds = (String, i64, i64);

thread_local!(static KNOWN: RefCell<HashMap<TypeId, Rc<[Bounds]>>> = RefCell::default());

/// Refuses the first whole number of `query` that lies outside the range declared in `T`.
///
/// # Errors
/// 400 naming the parameter.
pub(super) fn require_range<T: IntoParams + 'static>(query: &str) -> Result<(), Problem> {
    if query.is_empty() {
        return Ok(());
    }
    let bounds = KNOWN
        .with_borrow_mut(|known| Rc::clone(known.entry(TypeId::of::<T>()).or_insert_with(declared::<T>)));
    let outside = form_urlencoded::parse(query.as_bytes()).find_map(|(name, value)| {
        let (_, least, most) = bounds.iter().find(|(bounded, ..)| *bounded == name)?;
        let value: i64 = value.parse().ok()?;
        (!(*least..=*most).contains(&value)).then_some((name, *least, *most))
    });
    outside.map_or(Ok(()), |(name, least, most)| {
        Err(Problem::query(Violation::new(
            format!("/{name}"),
            "out_of_range",
            format!("{name}: từ {least} đến {most}."),
            format!("{name}: from {least} to {most}."),
        )))
    })
}

/// The whole numbers of `T` that have a range.
fn declared<T: IntoParams>() -> Rc<[Bounds]> {
    let parameters = T::into_params(|| None).into_iter();
    let bounded = parameters.filter_map(|parameter| {
        let Some(RefOr::T(Schema::Object(number))) = &parameter.schema else {
            return None;
        };
        let (least, most) = (whole(number.minimum.as_ref()?)?, whole(number.maximum.as_ref()?)?);
        Some((parameter.name, least, most))
    });
    bounded.collect()
}

fn whole(number: &utoipa::Number) -> Option<i64> {
    match number {
        utoipa::Number::Int(number) => i64::try_from(*number).ok(),
        utoipa::Number::UInt(number) => i64::try_from(*number).ok(),
        utoipa::Number::Float(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(IntoParams)]
    #[expect(dead_code, reason = "only the declaration is read")]
    struct Years {
        /// A year of the programme.
        #[param(minimum = 2018, maximum = 2100)]
        year: Option<i16>,
        /// Any text.
        q: Option<String>,
    }

    #[test]
    fn what_is_declared_is_required() {
        assert!(require_range::<Years>("year=2018&q=5").is_ok());
        assert!(require_range::<Years>("year=2100").is_ok());
        let refused = require_range::<Years>("q=1&year=2017").unwrap_err();
        assert_eq!(refused.code(), crate::problem::Code::InvalidQuery);
        assert!(require_range::<Years>("year=2101").is_err());
    }
}
