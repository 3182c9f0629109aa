//! What clients send about imports.

use crate::caller::Caller;
use crate::places::registry;
use api_http::problem::{ApiResult, Problem, refuse};
use diesel_async::AsyncPgConnection;
use paper::{ListInstructions, ListKind};
use serde::Deserialize;
use shared::database::JsonText;
use shared::database::files::{self, FileRecord};
use shared::database::imports::ImportRecord;
use shared::database::jobs::NewJob;
use shared::domain::access::Scope;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::files::MediaType;
use shared::domain::imports::{ImportKind, ImportState};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// The largest list, in bytes: about a million rows of text.
const LARGEST: i64 = 64 * 1024 * 1024;

/// What is to be imported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewImport {
    /// What it brings.
    pub(super) kind: ImportKind,
    /// The uploaded file (`POST /files`): XLSX, CSV or NDJSON of up to 64 MiB, of an archive `application/zip`.
    file_id: Uuid,
    /// How it is to be read; of an archive nothing is said.
    #[serde(default)]
    pub(super) reading: ListInstructions,
}

/// How the list is to be read from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportCheck {
    /// In place of what was said before; the answers to all questions among it.
    pub(super) reading: ListInstructions,
}

/// What is taken over.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportCommit {
    /// True: rows with an error or an open question are left out. False: where there is one, nothing is taken over.
    #[serde(default)]
    pub(super) ready_only: bool,
}

impl NewImport {
    /// The file, in reach of `scope`.
    ///
    /// # Errors
    /// 422 where it is not there, too large, or no such file.
    pub(super) async fn file(
        &self,
        connection: &mut AsyncPgConnection,
        scope: &Scope,
    ) -> ApiResult<FileRecord> {
        let found = files::find(connection, scope, self.file_id).await?;
        let file = found.ok_or_else(unknown_file)?;
        match (self.kind, file.media_type) {
            (ImportKind::Archive, MediaType::Zip) => {}
            (ImportKind::Archive, _) => return Err(not_an_archive()),
            (_, MediaType::Xlsx | MediaType::Csv | MediaType::Ndjson) => {}
            _ => return Err(not_a_list()),
        }
        if file.size > LARGEST {
            return Err(too_large());
        }
        Ok(file)
    }

    /// The import, about to be checked by `job`.
    pub(super) fn record(
        &self,
        file: &FileRecord,
        job: &NewJob,
        province: Option<String>,
        created_by: String,
    ) -> ApiResult<ImportRecord> {
        Ok(ImportRecord {
            id: job.subject_id,
            kind: self.kind.to_string(),
            state: ImportState::Checking,
            file_id: file.id,
            file_name: file.name.clone(),
            reading: written(&self.reading)?,
            current_province_code: province,
            job_id: job.id,
            ready_only: false,
            summary: None,
            refusal: None,
            created_by,
            created_at: job.queued_at,
            committed_by: None,
            ended_at: None,
            version: 1,
        })
    }

    /// Passes where the list can be read so.
    ///
    /// # Errors
    /// 422.
    pub(super) fn check<R>(&self, caller: &Caller<R>) -> ApiResult<()> {
        check(&self.reading, self.kind, caller)
    }
}

/// Passes where a list of `kind` can be read as `reading` says.
///
/// # Errors
/// 422.
pub(super) fn check<R>(reading: &ListInstructions, kind: ImportKind, caller: &Caller<R>) -> ApiResult<()> {
    let Some(kind) = ListKind::of(kind) else {
        return unsaid(reading);
    };
    let mut violations = reading.check("/reading", kind, registry()?, &caller.state.regimes);
    if reading.level() == EvaluationLevel::Central && *caller.scope() != Scope::Nation {
        violations.push(Violation::new(
            "/reading/level",
            "level_not_allowed",
            "Chỉ cấp trung ương được yêu cầu đánh giá ở cấp trung ương.",
            "Only the ministry may ask for an evaluation at the central level.",
        ));
    }
    refuse(violations)
}

/// Passes where nothing is said of how an archive is read.
///
/// # Errors
/// 422.
fn unsaid(reading: &ListInstructions) -> ApiResult<()> {
    if *reading == ListInstructions::default() {
        return Ok(());
    }
    Err(Problem::violation(Violation::new(
        "/reading",
        "archive_is_read_as_it_is",
        "Bản lưu trữ được đọc nguyên như đã ghi: không gửi reading.",
        "An archive is read as it is: send no reading.",
    )))
}

/// `reading` as it is stored.
pub(super) fn written(reading: &ListInstructions) -> ApiResult<JsonText> {
    JsonText::of(reading).map_err(|error| Problem::internal(&error))
}

fn unknown_file() -> Problem {
    Problem::violation(Violation::new(
        "/file_id",
        "unknown_file",
        "Không có tệp này trong phạm vi của bạn.",
        "There is no such file in your reach.",
    ))
}

fn not_a_list() -> Problem {
    Problem::violation(Violation::new(
        "/file_id",
        "not_a_list",
        "Danh sách phải là tệp XLSX, CSV hoặc NDJSON.",
        "A list is an XLSX, CSV or NDJSON file.",
    ))
}

fn not_an_archive() -> Problem {
    Problem::violation(Violation::new(
        "/file_id",
        "not_an_archive",
        "Bản lưu trữ phải là tệp ZIP bắt đầu bằng manifest.json, như GET /exports/archive trả về.",
        "An archive is a ZIP file that begins with manifest.json, as GET /exports/archive gives it.",
    ))
}

fn too_large() -> Problem {
    Problem::violation(Violation::new(
        "/file_id",
        "too_large",
        "Danh sách tối đa 64 MiB: hãy chia thành nhiều tệp.",
        "A list has at most 64 MiB: split it into several files.",
    ))
}
