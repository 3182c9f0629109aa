//! The bytes of the list on their way from the store of files into the import, where the worker reads them.

use crate::file_store::FileStore;
use api_http::problem::ApiResult;
use diesel_async::AsyncPgConnection;
use futures_util::StreamExt;
use shared::database::files::FileRecord;
use shared::database::imports::pieces::{self, PIECE, PieceRole};
use uuid::Uuid;

/// Copies the bytes of `file` into `import`, a piece in memory at a time.
///
/// # Errors
/// 503 where the store does not answer.
pub(super) async fn copy(
    connection: &mut AsyncPgConnection,
    store: &FileStore,
    file: &FileRecord,
    import: Uuid,
) -> ApiResult<()> {
    let mut bytes = Box::pin(store.read(file.id, None).await?);
    let (mut gathered, mut number) = (Vec::with_capacity(PIECE), 0);
    while let Some(piece) = bytes.next().await {
        let piece = piece?;
        let mut rest: &[u8] = &piece;
        while !rest.is_empty() {
            let (taken, left) = rest.split_at(rest.len().min(PIECE - gathered.len()));
            gathered.extend_from_slice(taken);
            rest = left;
            if gathered.len() == PIECE {
                pieces::add(connection, import, PieceRole::Given, number, &gathered).await?;
                gathered.clear();
                number += 1;
            }
        }
    }
    if !gathered.is_empty() {
        pieces::add(connection, import, PieceRole::Given, number, &gathered).await?;
    }
    Ok(())
}
