//! A document of a dossier as JSON.

use crate::dossiers::files::FileView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::database::dossier_documents::DossierDocumentRecord;
use shared::domain::dossier::DocumentKind;
use utoipa::ToSchema;
use uuid::Uuid;

/// A document of a dossier.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dossiers) struct DocumentView {
    /// Its id.
    id: Uuid,
    /// What it is.
    kind: DocumentKind,
    /// The criterion it is evidence for.
    #[schema(example = "A.1.1")]
    criterion: Option<String>,
    /// What it shows.
    title: String,
    /// Its file.
    file: FileView,
    /// The request for evidence that it answers.
    request_id: Option<Uuid>,
    /// The item of that request.
    item: Option<i16>,
    /// Who added it.
    #[schema(example = "person:0197…")]
    added_by: String,
    /// When.
    added_at: DateTime<Utc>,
    /// Who removed it.
    removed_by: Option<String>,
    /// When; null while the dossier holds it.
    removed_at: Option<DateTime<Utc>>,
}

impl DocumentView {
    /// Of a row.
    pub(in crate::dossiers) fn of((document, file): DossierDocumentRecord) -> Self {
        Self {
            id: document.id,
            kind: document.kind,
            criterion: document.criterion,
            title: document.title,
            file: FileView::from(file),
            request_id: document.request_id,
            item: document.request_item,
            added_by: document.added_by,
            added_at: document.added_at,
            removed_by: document.removed_by,
            removed_at: document.removed_at,
        }
    }
}
