//! Where a product stands in a list.

use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use uuid::Uuid;

/// Where a page begins: the value that the last product of the page before has in the order, and its id.
pub type Position = (String, Uuid);

/// A product in its place: what a statement over a list answers.
#[derive(QueryableByName)]
pub(super) struct ListedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    /// Its value in the order.
    #[diesel(sql_type = Text)]
    pub(super) value: String,
}
