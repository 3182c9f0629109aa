//! Pages of a list that is worked out whole.

use api_http::extract::{ListAnswer, Page};
use api_http::problem::ApiResult;
use serde::Serialize;

/// The `page` of `all`, by position from 1; `item` gives an entry's public form.
///
/// # Errors
/// What `item` fails with.
pub(super) fn page_of<Row, T: Serialize>(
    page: &Page<i64>,
    all: Vec<Row>,
    mut item: impl FnMut(Row) -> ApiResult<T>,
) -> ApiResult<ListAnswer<T>> {
    let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let passed = page.after.and_then(|after| usize::try_from(after).ok());
    let rows = (1_i64..).zip(all).skip(passed.unwrap_or_default()).take(limit);
    let items = rows.map(|(position, row)| Ok((position, item(row)?)));
    let items: Vec<_> = items.collect::<ApiResult<_>>()?;
    Ok(ListAnswer::of(
        page,
        items,
        |(position, _)| *position,
        |(_, item)| item,
    ))
}
