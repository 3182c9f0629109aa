//! A page of a list.

use super::position::{ListedRow, Position};
use super::search::{SearchTier, WordSearch};
use super::{NameTable, Sorting, sorted};
use crate::database::conditions::Conditions;
use crate::database::error::StoreResult;
use diesel_async::AsyncPgConnection;

/// Up to `limit` records after `after` that keep `conditions` and that the search for the words of `asked` finds, in the order of
/// `sorting`; where none is named, the best findings first, and without a search in the order of registration.
pub(in crate::database) async fn page(
    connection: &mut AsyncPgConnection,
    names: &'static NameTable,
    mut conditions: Conditions,
    asked: Option<&[String]>,
    sorting: Option<Sorting>,
    (after, limit): (Option<Position>, i64),
) -> StoreResult<Vec<ListedRow>> {
    if let Some(asked) = asked {
        let search = WordSearch::of(connection, names, asked).await?;
        if sorting.is_none() {
            return search.ranked(connection, &conditions, after, limit).await;
        }
        search.require(&mut conditions, SearchTier::ANY);
    }
    let sorting = sorting.unwrap_or(Sorting::REGISTERED);
    sorted(connection, names, conditions, &sorting, after, limit).await
}
