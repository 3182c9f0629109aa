//! Where a cell stands, as the document says it: a member for each dimension that may be asked for.

use api_http::contract::{boolean, nullable, text};
use shared::domain::statistics::Dimension;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The members of a cell that say where it stands: those of the dimensions asked for, and no others.
pub(super) struct CellPlace;

impl ToSchema for CellPlace {}

impl PartialSchema for CellPlace {
    fn schema() -> RefOr<Schema> {
        let mut place = ObjectBuilder::new();
        for dimension in Dimension::ALL {
            place = place.property(dimension.as_str(), value_of(*dimension));
        }
        let potential = boolean().enum_values(Some([true])).description(Some(
            "A province's five stars before the ministry has decided; with `stars`.",
        ));
        place.property("potential", potential).into()
    }
}

/// A value of `dimension`; null where it is not known.
fn value_of(dimension: Dimension) -> RefOr<Schema> {
    let value = match dimension {
        Dimension::EthnicMinority => boolean(),
        number if number.is_number() => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(i16::MAX)),
        _ => text(),
    };
    let words = format!("Where `{}` is asked for; null: not known.", dimension.as_str());
    nullable(value.description(Some(words)).into())
}
