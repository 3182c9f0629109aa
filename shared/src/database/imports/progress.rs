//! How far the present stage of an import has come.

use crate::database::error::{StoreError, StoreResult};
use crate::database::json_text::JsonText;
use crate::database::schema::import_progress;
use crate::domain::imports::ImportCounts;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// Number of the last row of the file that is through.
    pub through: u32,
    /// What became of the rows until there.
    pub counts: ImportCounts,
}

/// Writes how far `import` has come.
///
/// # Errors
/// [`StoreError::Internal`] for counts without a JSON form.
pub async fn set(
    connection: &mut AsyncPgConnection,
    import: Uuid,
    progress: ImportProgress,
) -> StoreResult<()> {
    let through = i32::try_from(progress.through).unwrap_or(i32::MAX);
    let counts = JsonText::of(&progress.counts).map_err(|error| StoreError::Internal(error.to_string()))?;
    let row = (
        import_progress::import_id.eq(import),
        import_progress::through.eq(through),
        import_progress::counts.eq(&counts),
    );
    diesel::insert_into(import_progress::table)
        .values(row)
        .on_conflict(import_progress::import_id)
        .do_update()
        .set((
            import_progress::through.eq(through),
            import_progress::counts.eq(&counts),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// How far each of `imports` has come; one that is missing has not begun.
pub async fn of(
    connection: &mut AsyncPgConnection,
    imports: &[Uuid],
) -> StoreResult<HashMap<Uuid, ImportProgress>> {
    let rows: Vec<(Uuid, i32, JsonText)> = import_progress::table
        .filter(import_progress::import_id.eq_any(imports))
        .select((
            import_progress::import_id,
            import_progress::through,
            import_progress::counts,
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(id, through, counts)| {
            let counts = counts
                .parse()
                .map_err(|error| StoreError::Internal(error.to_string()))?;
            let through = u32::try_from(through).unwrap_or_default();
            Ok((id, ImportProgress { through, counts }))
        })
        .collect()
}
