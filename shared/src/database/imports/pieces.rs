//! The bytes of a list and of its marked copy, in pieces: the worker that reads the list needs no store of files.

use crate::database::error::StoreResult;
use crate::database::schema::{import_pieces, import_remarks, imports};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Most bytes of a piece.
pub const PIECE: usize = 256 * 1024;

crate::text_enum! {
    /// Which file the pieces are of.
    pub enum PieceRole {
        /// The list as it was uploaded (tệp gốc).
        Given = "given",
        /// The same with its faults marked (tệp đánh dấu).
        Marked = "marked",
    }
}

/// Adds the piece `number`, from 0, of at most [`PIECE`] bytes.
pub async fn add(
    connection: &mut AsyncPgConnection,
    import: Uuid,
    role: PieceRole,
    number: i32,
    bytes: &[u8],
) -> StoreResult<()> {
    diesel::insert_into(import_pieces::table)
        .values((
            import_pieces::import_id.eq(import),
            import_pieces::role.eq(role),
            import_pieces::number.eq(number),
            import_pieces::bytes.eq(bytes),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The piece `number`; none after the last.
pub async fn read(
    connection: &mut AsyncPgConnection,
    import: Uuid,
    role: PieceRole,
    number: i32,
) -> StoreResult<Option<Vec<u8>>> {
    Ok(import_pieces::table
        .find((import, role, number))
        .select(import_pieces::bytes)
        .first(connection)
        .await
        .optional()?)
}

/// Removes the marked copy.
pub async fn clear_marked(connection: &mut AsyncPgConnection, import: Uuid) -> StoreResult<()> {
    diesel::delete(
        import_pieces::table
            .filter(import_pieces::import_id.eq(import))
            .filter(import_pieces::role.eq(PieceRole::Marked)),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the bytes and remarks of up to `limit` imports that were made before `moment`; returns of how many.
pub async fn purge(
    connection: &mut AsyncPgConnection,
    moment: DateTime<Utc>,
    limit: i64,
) -> StoreResult<usize> {
    let old: Vec<Uuid> = imports::table
        .filter(imports::created_at.lt(moment))
        .filter(diesel::dsl::exists(
            import_pieces::table.filter(import_pieces::import_id.eq(imports::id)),
        ))
        .select(imports::id)
        .order(imports::id)
        .limit(limit)
        .load(connection)
        .await?;
    diesel::delete(import_pieces::table.filter(import_pieces::import_id.eq_any(&old)))
        .execute(connection)
        .await?;
    diesel::delete(import_remarks::table.filter(import_remarks::import_id.eq_any(&old)))
        .execute(connection)
        .await?;
    Ok(old.len())
}
