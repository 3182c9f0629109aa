//! Tables `imports`, `import_progress`, `import_remarks`, `import_pieces`: lists on their way into the register.

pub mod pieces;
pub mod progress;
pub mod remarks;

use super::error::StoreResult;
use super::jobs::JobStatus;
use super::json_text::JsonText;
use super::locks;
use super::schema::{imports, jobs};
use crate::domain::access::Scope;
use crate::domain::imports::ImportState;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

/// A row of `imports`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct ImportRecord {
    /// `UUIDv7`.
    pub id: Uuid,
    /// What the list holds: a word of the kinds of lists.
    pub kind: String,
    /// Where it stands; `failed` is told by its job and never stored.
    pub state: ImportState,
    /// The uploaded file.
    pub file_id: Uuid,
    /// Its name.
    pub file_name: String,
    /// How the list is read.
    pub reading: JsonText,
    /// Today's province in whose reach it works; none: the nation.
    pub current_province_code: Option<String>,
    /// The job of its present stage.
    pub job_id: Uuid,
    /// Rows that are not ready are left out; otherwise they stop it.
    pub ready_only: bool,
    /// What the list comes to, once it is checked.
    pub summary: Option<JsonText>,
    /// Why the file is no list.
    pub refusal: Option<JsonText>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who had it taken over.
    pub committed_by: Option<String>,
    /// When it was taken over or stopped.
    pub ended_at: Option<DateTime<Utc>>,
    /// Raised with every change but progress.
    pub version: i32,
}

impl ImportRecord {
    /// The reach in which it works.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.current_province_code
            .clone()
            .map_or(Scope::Nation, Scope::Province)
    }

    fn told(mut self, job: JobStatus) -> Self {
        if self.state.is_in_work() && job == JobStatus::Failed {
            self.state = ImportState::Failed;
        }
        self
    }
}

/// Bounds a query on `imports` to what a scope may see: those of its own reach, and for the nation all.
macro_rules! imports_within {
    ($query:expr, $scope:expr) => {
        match $scope {
            Scope::Nation => $query,
            Scope::Province(code) => $query.filter(imports::current_province_code.eq(code.clone())),
            _ => $query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("false")),
        }
    };
}

/// Adds an import, after its job.
pub async fn insert(connection: &mut AsyncPgConnection, import: &ImportRecord) -> StoreResult<()> {
    diesel::insert_into(imports::table)
        .values(import)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed import over the row with its id; its version rises.
pub async fn update(connection: &mut AsyncPgConnection, import: &mut ImportRecord) -> StoreResult<()> {
    import.version = import.version.saturating_add(1);
    diesel::update(imports::table.find(import.id))
        .set(&*import)
        .execute(connection)
        .await?;
    Ok(())
}

/// The import, where `scope` may see it.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<ImportRecord>> {
    let query = imports::table
        .inner_join(jobs::table)
        .filter(imports::id.eq(id))
        .select((ImportRecord::as_select(), jobs::status))
        .into_boxed();
    let found: Option<(ImportRecord, JobStatus)> =
        imports_within!(query, scope).first(connection).await.optional()?;
    Ok(found.map(|(import, job)| import.told(job)))
}

/// What [`find`] finds, kept from changing until the transaction ends.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<ImportRecord>> {
    let row = imports::table.find(id).select(imports::id).for_no_key_update();
    row.first::<Uuid>(connection).await.optional()?;
    find(connection, scope, id).await
}

/// Up to `limit` imports that `scope` may see, before the one with the id `before`, the newest first.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    before: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<ImportRecord>> {
    let query = imports::table
        .inner_join(jobs::table)
        .select((ImportRecord::as_select(), jobs::status))
        .order(imports::id.desc())
        .limit(limit)
        .into_boxed();
    let mut query = imports_within!(query, scope);
    if let Some(before) = before {
        query = query.filter(imports::id.lt(before));
    }
    let rows: Vec<(ImportRecord, JobStatus)> = query.load(connection).await?;
    Ok(rows.into_iter().map(|(import, job)| import.told(job)).collect())
}

/// Waits until no other transaction takes rows over, and keeps others waiting until this one ends.
pub async fn alone(connection: &mut AsyncPgConnection) -> StoreResult<()> {
    let lock = format!("select pg_advisory_xact_lock({})", locks::IMPORT);
    Ok(connection.batch_execute(&lock).await?)
}
