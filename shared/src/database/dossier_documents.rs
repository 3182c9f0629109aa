//! The table `dossier_documents`: files in their places in a dossier. Functions take the dossier that the caller may see.

use super::dossiers::Dossier;
use super::error::StoreResult;
use super::files::FileRecord;
use super::schema::{dossier_documents, files};
use crate::domain::dossier::DocumentKind;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `dossier_documents`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = dossier_documents, check_for_backend(diesel::pg::Pg))]
pub struct DossierDocument {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// The file.
    pub file_id: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// The criterion it is evidence for.
    pub criterion: Option<String>,
    /// What it shows.
    pub title: String,
    /// The request that it answers.
    pub request_id: Option<Uuid>,
    /// The item of that request, from 1.
    pub request_item: Option<i16>,
    /// Who added it, as in the audit log.
    pub added_by: String,
    /// When.
    pub added_at: DateTime<Utc>,
    /// Who removed it.
    pub removed_by: Option<String>,
    /// When.
    pub removed_at: Option<DateTime<Utc>>,
}

/// A document with its file.
pub type DossierDocumentRecord = (DossierDocument, FileRecord);

/// Writes new documents.
pub async fn insert(connection: &mut AsyncPgConnection, documents: &[DossierDocument]) -> StoreResult<()> {
    if documents.is_empty() {
        return Ok(());
    }
    diesel::insert_into(dossier_documents::table)
        .values(documents)
        .execute(connection)
        .await?;
    Ok(())
}

/// The documents that `dossier` holds, without those that were removed, in the order in which they were added.
pub async fn held(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
) -> StoreResult<Vec<DossierDocumentRecord>> {
    Ok(dossier_documents::table
        .inner_join(files::table)
        .filter(dossier_documents::dossier_id.eq(dossier.id))
        .filter(dossier_documents::removed_at.is_null())
        .select((DossierDocument::as_select(), FileRecord::as_select()))
        .order(dossier_documents::id)
        .load(connection)
        .await?)
}

/// How many [`held`] gives.
pub async fn count(connection: &mut AsyncPgConnection, dossier: &Dossier) -> StoreResult<i64> {
    Ok(dossier_documents::table
        .filter(dossier_documents::dossier_id.eq(dossier.id))
        .filter(dossier_documents::removed_at.is_null())
        .count()
        .get_result(connection)
        .await?)
}

/// Up to `limit` documents of `dossier` after the one with the id `after`; those that were removed too where `removed`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    removed: bool,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<DossierDocumentRecord>> {
    let mut query = dossier_documents::table
        .inner_join(files::table)
        .filter(dossier_documents::dossier_id.eq(dossier.id))
        .select((DossierDocument::as_select(), FileRecord::as_select()))
        .order(dossier_documents::id)
        .limit(limit)
        .into_boxed();
    if !removed {
        query = query.filter(dossier_documents::removed_at.is_null());
    }
    if let Some(after) = after {
        query = query.filter(dossier_documents::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// One document of `dossier`, removed or not.
pub async fn find(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    id: Uuid,
) -> StoreResult<Option<DossierDocumentRecord>> {
    Ok(dossier_documents::table
        .inner_join(files::table)
        .filter(dossier_documents::id.eq(id))
        .filter(dossier_documents::dossier_id.eq(dossier.id))
        .select((DossierDocument::as_select(), FileRecord::as_select()))
        .first(connection)
        .await
        .optional()?)
}

/// Marks a document as removed by `actor`; its row stays.
pub async fn remove(
    connection: &mut AsyncPgConnection,
    id: Uuid,
    actor: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    diesel::update(dossier_documents::table.find(id))
        .set((
            dossier_documents::removed_by.eq(actor),
            dossier_documents::removed_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
