//! The table `files`: what is known of uploaded files; the bytes are in the `file_store` of the api. A row is never changed.

use super::bounds::within_scope;
use super::error::StoreResult;
use super::programme_records::{Sight, sees_file};
use super::schema::{dossier_documents, dossiers, files};
use crate::domain::access::Scope;
use crate::domain::files::MediaType;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `files`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = files, check_for_backend(diesel::pg::Pg))]
pub struct FileRecord {
    /// `UUIDv7`, also the key of its bytes.
    pub id: Uuid,
    /// Name as its uploader gave it.
    pub name: String,
    /// Its kind.
    pub media_type: MediaType,
    /// Bytes.
    pub size: i64,
    /// Digest of the content, 64 hexadecimal digits.
    pub sha256: String,
    /// Today's province of its uploader; none for the nation.
    pub current_province_code: Option<String>,
    /// Today's commune of its uploader; none for a province.
    pub current_commune_code: Option<String>,
    /// Its uploader's producer; none for an officer.
    pub producer_id: Option<Uuid>,
    /// Who uploaded it, as in the audit log.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: DateTime<Utc>,
}

/// Writes the row of a file whose bytes are in the store.
pub async fn insert(connection: &mut AsyncPgConnection, file: &FileRecord) -> StoreResult<()> {
    diesel::insert_into(files::table)
        .values(file)
        .execute(connection)
        .await?;
    Ok(())
}

/// The file, where `scope` covers the place of its uploader: to attach it to a record.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<FileRecord>> {
    Ok(find_all(connection, scope, &[id]).await?.into_iter().next())
}

/// Those of `ids` that are in reach of `scope`, in the order of their upload; a missing one is not told apart from one out of
/// reach.
pub async fn find_all(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<FileRecord>> {
    let query = files::table
        .filter(files::id.eq_any(ids))
        .select(FileRecord::as_select())
        .order(files::id)
        .into_boxed();
    let query = within_scope!(query, files, files::producer_id, scope);
    Ok(query.load(connection).await?)
}

/// The file as `reader` may read it: in reach of the scope of `sight`, uploaded by the reader, a document of a dossier in reach,
/// or named by a record of the programme that `sight` reaches.
pub async fn find_readable(
    connection: &mut AsyncPgConnection,
    sight: &Sight,
    reader: &str,
    id: Uuid,
) -> StoreResult<Option<FileRecord>> {
    if let Some(file) = find(connection, &sight.scope, id).await? {
        return Ok(Some(file));
    }
    let query = files::table.find(id).select(FileRecord::as_select());
    let Some(file): Option<FileRecord> = query.first(connection).await.optional()? else {
        return Ok(None);
    };
    let readable = file.uploaded_by == reader
        || is_documented(connection, &sight.scope, id).await?
        || sees_file(connection, sight, id).await?;
    Ok(readable.then_some(file))
}

/// Whether the file is a document of a dossier in reach; for a seat, of one before a council of the person.
async fn is_documented(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<bool> {
    if let Scope::Seat(person) = scope {
        return is_before(connection, *person, id).await;
    }
    let documented = dossier_documents::table
        .inner_join(dossiers::table)
        .filter(dossier_documents::file_id.eq(id))
        .select(dossier_documents::file_id)
        .into_boxed();
    let documented = within_scope!(documented, dossiers, dossiers::producer_id, scope);
    let first: Option<Uuid> = documented.first(connection).await.optional()?;
    Ok(first.is_some())
}

/// Whether the file belongs to a dossier, or to the advisory team's report on one, that is before a council in which `person`
/// sits.
async fn is_before(connection: &mut AsyncPgConnection, person: Uuid, id: Uuid) -> StoreResult<bool> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        is_before: bool,
    }
    let row: Row = diesel::sql_query(
        "select exists (
             select from council_dossiers cd join council_members m on m.council_id = cd.council_id
             where m.account_id = $1
               and (exists (select from dossier_documents d
                       where d.dossier_id = cd.dossier_id and d.file_id = $2 and d.removed_at is null)
                 or exists (select from advisory_reports r
                       where r.dossier_id = cd.dossier_id and r.file_ids::jsonb @> to_jsonb($2::text)))
         ) as is_before",
    )
    .bind::<SqlUuid, _>(person)
    .bind::<SqlUuid, _>(id)
    .get_result(connection)
    .await?;
    Ok(row.is_before)
}
