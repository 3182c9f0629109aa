//! Small numbers of personal dimensions, hidden from public readers; the rule is [`shared::domain::statistics::disclosure`].

use super::figures::{CellFigures, CellList, CellView};
use super::refusal::invalid;
use api_http::problem::ApiResult;
use shared::domain::statistics::disclosure::{PERSONAL, protect, protects};
use shared::domain::statistics::{CellPosition, Dimension, Filters};

/// The cells of a breakdown `by` dimensions, without the numbers below `below`; 0 hides none.
pub(super) fn hide(cells: CellList, by: &[Dimension], below: u32) -> CellList {
    if !protects(by, below) {
        return cells;
    }
    let cells = cells.into_views();
    let columns = cells.first().map_or(0, |cell| cell.counts.entries().len());
    let cells = cells
        .into_iter()
        .map(|cell| (cell.coordinates.to_map(), cell.counts));
    let told = protect(cells.collect(), CellFigures::producers, by, below).into_iter();
    let told = told.map(|(coordinates, counts)| {
        let counts = counts.unwrap_or_else(|| CellFigures::hidden(columns));
        (CellPosition::told(by, &coordinates), counts)
    });
    let cells = CellPosition::listed(by, told).into_iter();
    let cells = cells.map(|(coordinates, counts)| CellView { coordinates, counts });
    CellList::Shown(cells.collect())
}

/// Refuses filters by a personal dimension where numbers below `below` are hidden: with one class asked for, the others cannot be
/// seen, and the rule looks at them.
///
/// # Errors
/// 400 naming the filter.
pub(super) fn refuse_filters(filters: &Filters, below: u32) -> ApiResult<()> {
    let mut bounded = filters.iter().map(|(dimension, _)| dimension);
    match bounded.find(|dimension| below > 0 && PERSONAL.contains(dimension)) {
        None => Ok(()),
        Some(dimension) => Err(invalid(
            &format!("/{dimension}"),
            "personal_filter",
            format!("Số liệu công khai không lọc theo {dimension}: hãy dùng by={dimension}."),
            format!("Public figures are not filtered by {dimension}: ask for by={dimension}."),
        )),
    }
}
