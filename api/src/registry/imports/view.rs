//! What clients are shown of an import.

use api_http::extract::ETag;
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, Utc};
use paper::{ListInstructions, ListSummary};
use serde::{Deserialize, Serialize};
use shared::database::JsonText;
use shared::database::imports::ImportRecord;
use shared::database::imports::progress::ImportProgress;
use shared::domain::imports::{ImportCounts, ImportKind, ImportState};
use shared::domain::language::Language;
use utoipa::ToSchema;
use uuid::Uuid;

/// An import in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportHead {
    /// Its id.
    id: Uuid,
    /// What it brings.
    kind: ImportKind,
    /// Where it stands.
    state: ImportState,
    /// Name of the file.
    file_name: String,
    /// Who made it.
    created_by: String,
    /// When.
    created_at: DateTime<Utc>,
    /// When it was taken over or stopped; null before.
    ended_at: Option<DateTime<Utc>>,
}

impl ImportHead {
    pub(super) fn of(import: ImportRecord) -> ApiResult<Self> {
        Ok(Self {
            id: import.id,
            kind: read(&import.kind)?,
            state: import.state,
            file_name: import.file_name,
            created_by: import.created_by,
            created_at: import.created_at,
            ended_at: import.ended_at,
        })
    }
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportView {
    /// Its id.
    pub(super) id: Uuid,
    /// What it brings.
    kind: ImportKind,
    /// Where it stands.
    state: ImportState,
    /// The uploaded file.
    file_id: Uuid,
    /// Its name.
    file_name: String,
    /// How it is read.
    reading: ListInstructions,
    /// Rows that are not ready are left out when it is taken over.
    ready_only: bool,
    /// How far its present or last stage has come.
    progress: ImportProgressView,
    /// What the list comes to; null before it is checked, and of an archive.
    summary: Option<ListSummary>,
    /// Why the file is no such list or archive; null where it is one.
    refusal: Option<ImportRefusal>,
    /// The job of its present or last stage.
    job_id: Uuid,
    /// Who made it.
    created_by: String,
    /// When.
    created_at: DateTime<Utc>,
    /// Who had it taken over; null where nobody has.
    committed_by: Option<String>,
    /// When it was taken over or stopped; null before.
    ended_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    version: i32,
}

/// How far an import has come.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportProgressView {
    /// Number of the last row of the file that is through, from 1; 0: none. Lines of an archive are numbered over all of its files.
    through: u32,
    /// What became of the rows until there; of a check: what would.
    counts: ImportCounts,
}

/// Why a file is no such list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportRefusal {
    /// Stable code, e.g. `no_headings`.
    code: String,
    /// What is wrong, in the caller's language.
    message: String,
}

#[derive(Deserialize)]
struct StoredRefusal {
    code: String,
    vi: String,
    en: String,
}

impl ImportView {
    pub(super) fn of(import: ImportRecord, progress: ImportProgress, language: Language) -> ApiResult<Self> {
        let refusal = parsed::<StoredRefusal>(import.refusal.as_ref())?;
        Ok(Self {
            id: import.id,
            kind: read(&import.kind)?,
            state: import.state,
            file_id: import.file_id,
            file_name: import.file_name,
            reading: import
                .reading
                .parse()
                .map_err(|error| Problem::internal(&error))?,
            ready_only: import.ready_only,
            progress: progress.into(),
            summary: parsed(import.summary.as_ref())?,
            refusal: refusal.map(|refusal| ImportRefusal {
                code: refusal.code,
                message: match language {
                    Language::Vi => refusal.vi,
                    Language::En => refusal.en,
                },
            }),
            job_id: import.job_id,
            created_by: import.created_by,
            created_at: import.created_at,
            committed_by: import.committed_by,
            ended_at: import.ended_at,
            version: import.version,
        })
    }

    /// Changes with the import and with its progress.
    pub(super) fn tag(&self) -> ETag {
        let (id, version, state, through) = (self.id, self.version, self.state, self.progress.through);
        let language = self
            .refusal
            .as_ref()
            .map_or("", |refusal| refusal.message.as_str());
        ETag::of_text(&format!("{id}-{version}-{state}-{through}-{language}"))
    }
}

impl From<ImportProgress> for ImportProgressView {
    fn from(progress: ImportProgress) -> Self {
        Self {
            through: progress.through,
            counts: progress.counts,
        }
    }
}

/// The kind of a stored import.
pub(super) fn read(kind: &str) -> ApiResult<ImportKind> {
    kind.parse().map_err(|error| Problem::internal(&error))
}

fn parsed<T: serde::de::DeserializeOwned>(text: Option<&JsonText>) -> ApiResult<Option<T>> {
    let parsed = text.map(JsonText::parse).transpose();
    parsed.map_err(|error| Problem::internal(&error))
}
