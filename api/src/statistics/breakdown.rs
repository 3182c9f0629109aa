//! What statistics share that are broken down by some of the dimensions: by what, and a cell's place in a table.

use super::refusal::invalid;
use api_http::problem::{ApiResult, Problem};
use shared::domain::statistics::disclosure::Coordinates;
use shared::domain::statistics::table::Category;
use shared::domain::statistics::{CellPosition, Dimension, DimensionError, Labels, parse_dimensions};
use shared::domain::units::Generation;
use utoipa::openapi::{Object, ObjectBuilder, Type};

/// One of `known`, as the document has it.
pub(super) fn one_dimension(known: &[Dimension]) -> Object {
    let words = known.iter().map(|one| one.as_str());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .build()
}

/// None or up to `most` of `known`, separated by commas, as the document has it.
pub(super) fn dimension_list(known: &[Dimension], most: usize) -> Object {
    let words: Vec<_> = known.iter().map(|one| one.as_str()).collect();
    let (word, more) = (words.join("|"), most.saturating_sub(1));
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(format!("^(?:(?:{word})(?:,(?:{word})){{0,{more}}})?$")))
        .build()
}

/// The dimensions of `by`, `most` of those that are `known`.
///
/// # Errors
/// 400 naming what is wrong.
pub(super) fn breakdown(
    by: Option<&str>,
    known: &[Dimension],
    most: usize,
    generation: Generation,
) -> ApiResult<Vec<Dimension>> {
    let words: Vec<&str> = known.iter().map(|one| one.as_str()).collect();
    let words = words.join(", ");
    let unknown = |word: &str| {
        invalid(
            "/by",
            "unknown_dimension",
            format!("Không có chiều `{word}`; các chiều: {words}."),
            format!("There is no dimension `{word}`; the dimensions are {words}."),
        )
    };
    let too_many = || {
        invalid(
            "/by",
            "too_many_dimensions",
            format!("Tối đa {most} chiều."),
            format!("At most {most} dimensions."),
        )
    };
    let dimensions = parse_dimensions(by.unwrap_or_default()).map_err(|error| match error {
        DimensionError::Unknown(word) => unknown(&word),
        DimensionError::Repeated(dimension) => invalid(
            "/by",
            "repeated_dimension",
            format!("Chiều `{dimension}` xuất hiện hai lần."),
            format!("The dimension `{dimension}` is there twice."),
        ),
        DimensionError::TooMany => too_many(),
    })?;
    if let Some(other) = dimensions.iter().find(|one| !known.contains(one)) {
        return Err(unknown(other.as_str()));
    }
    if dimensions.len() > most {
        return Err(too_many());
    }
    if generation == Generation::Current && dimensions.contains(&Dimension::District) {
        return Err(district_is_legacy("/by"));
    }
    Ok(dimensions)
}

/// Districts were asked for in today's boundaries, by the parameter at `pointer`.
pub(super) fn district_is_legacy(pointer: &str) -> Problem {
    invalid(
        pointer,
        "district_is_legacy",
        "Cấp huyện chỉ có trong ranh giới cũ: thêm generation=legacy.",
        "Districts exist in the old boundaries only: add generation=legacy.",
    )
}

/// Where a cell with these coordinates, as JSON tells them, stands on each of the dimensions.
pub(super) fn categories(
    coordinates: &Coordinates,
    dimensions: &[Dimension],
    labels: &Labels<'_>,
    generation: Generation,
) -> Vec<Category> {
    let codes = CellPosition::told(dimensions, coordinates);
    let told = dimensions.iter().zip(&codes);
    told.map(|(dimension, code)| {
        let code = code.as_deref().unwrap_or_default();
        labels.category(*dimension, code, generation)
    })
    .collect()
}

/// Where a cell at `position` stands on each of the dimensions.
pub(super) fn categories_at(
    position: &CellPosition,
    dimensions: &[Dimension],
    labels: &Labels<'_>,
    generation: Generation,
) -> impl Iterator<Item = Category> {
    dimensions.iter().map(move |dimension| {
        let code = position.code(*dimension).unwrap_or_default();
        labels.category(*dimension, code, generation)
    })
}
