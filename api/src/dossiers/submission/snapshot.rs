//! What was handed in, kept to the byte.

use api_http::json_text::stored;
use api_http::problem::ApiResult;
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::database::dossier_documents::DossierDocumentRecord;
use shared::database::dossier_snapshots::{self, SnapshotHead};
use shared::database::dossiers::Dossier;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::dossier::DocumentKind;
use shared::domain::files::MediaType;
use shared::hex::hex;
use uuid::Uuid;

/// The content of a snapshot.
#[derive(Serialize)]
struct SnapshotContent<'a> {
    dossier_id: Uuid,
    product_id: Uuid,
    kind: ApplicationKind,
    product_set: i16,
    regime: &'a str,
    registration: Box<RawValue>,
    self_assessment: Box<RawValue>,
    documents: Vec<SnapshotDocument<'a>>,
}

#[derive(Serialize)]
struct SnapshotDocument<'a> {
    id: Uuid,
    kind: DocumentKind,
    criterion: Option<&'a str>,
    title: &'a str,
    file_id: Uuid,
    name: &'a str,
    media_type: MediaType,
    size: i64,
    sha256: &'a str,
}

/// Keeps `dossier` with the documents it `held` as it is handed in; the number of the snapshot.
pub(super) async fn keep(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    held: &[DossierDocumentRecord],
    submitted_by: String,
    now: DateTime<Utc>,
) -> ApiResult<i16> {
    let content = stored(&SnapshotContent {
        dossier_id: dossier.id,
        product_id: dossier.product_id,
        kind: dossier.kind,
        product_set: dossier.product_set,
        regime: &dossier.regime,
        registration: dossier.registration.clone().into_raw(),
        self_assessment: dossier.self_assessment.clone().into_raw(),
        documents: held.iter().map(SnapshotDocument::of).collect(),
    })?;
    let head = SnapshotHead {
        dossier_id: dossier.id,
        number: dossier_snapshots::next_number(connection, dossier).await?,
        submitted_at: now,
        submitted_by,
        regime: dossier.regime.clone(),
        sha256: hex(&Sha256::digest(content.text())),
    };
    dossier_snapshots::insert(connection, &head, &content).await?;
    Ok(head.number)
}

impl<'a> SnapshotDocument<'a> {
    fn of((document, file): &'a DossierDocumentRecord) -> Self {
        Self {
            id: document.id,
            kind: document.kind,
            criterion: document.criterion.as_deref(),
            title: &document.title,
            file_id: file.id,
            name: &file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: &file.sha256,
        }
    }
}
