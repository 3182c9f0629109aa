//! Where a record stands in a list.

use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use uuid::Uuid;

/// Where a page begins: the value that the last record of the page before has in the order, and its id.
pub type Position = (String, Uuid);

/// A record in its place: what a statement over a list answers.
#[derive(QueryableByName)]
pub(in crate::database) struct ListedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::database) id: Uuid,
    /// Its value in the order.
    #[diesel(sql_type = Text)]
    pub(in crate::database) value: String,
}
