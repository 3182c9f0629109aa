//! The first stage: the file is read, every row is tried against the register and taken back, and the report is written.

use super::archive::{ArchiveTaking, held};
use super::list_file::{ListFile, disk};
use super::outcome::RowsOutcome;
use super::reader::ImportList;
use super::refusal::FileRefusal;
use super::register::take_over;
use super::remark::{ImportRemarks, told};
use super::source::{ImportRows, ImportSource, ReadRows, SourceHead};
use super::stage::{StageAttempt, joined};
use super::step::Interruption;
use crate::job::JobError;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use paper::{ListSummary, ListedEntry, Remark};
use serde_json::json;
use shared::database::imports::pieces::{self, PieceRole};
use shared::database::imports::progress::{self, ImportProgress};
use shared::database::imports::remarks::{self, ImportStage};
use shared::database::imports::{self, ImportRecord};
use shared::database::{JsonText, StoreError};
use shared::domain::imports::ImportState;
use std::collections::VecDeque;

/// Pieces of the marked copy that are written with one transaction: 16 MiB.
const PIECES: i32 = 64;
/// What the register says of rows is marked in the copy up to so many remarks; the report has them all.
const MARKED: usize = 100_000;

/// Checks the file of `stage`, from its first row: nothing of an earlier attempt counts.
pub(super) async fn check(stage: &StageAttempt<'_>, source: ImportSource) -> Result<(), Interruption> {
    stage
        .steps
        .step(async |connection, import| {
            remarks::clear(connection, import.id).await?;
            pieces::clear_marked(connection, import.id).await?;
            progress::set(connection, import.id, ImportProgress::default()).await
        })
        .await?;
    let head = match stage.head(&source).await? {
        Ok(head) => head,
        Err(refusal) => return unreadable(stage, &refusal).await,
    };
    let mut read = source.clone().read(0);
    let of_register = try_rows(stage, &mut read, head).await?;
    let summary = match joined(read.reading).await? {
        Ok(summary) => summary,
        Err(refusal) => return unreadable(stage, &refusal).await,
    };
    if let ImportSource::List(list) = source {
        mark(stage, list, of_register).await?;
    }
    stage
        .steps
        .step(async |connection, import| {
            let text = summary
                .as_ref()
                .map(|summary| JsonText::of(&ListSummary::from(summary)));
            import.summary = text
                .transpose()
                .map_err(|error| StoreError::Internal(error.to_string()))?;
            import.refusal = None;
            import.state = ImportState::Checked;
            imports::update(connection, import).await
        })
        .await
}

/// Tries every row, and writes what is said of it; what the register says comes back for the marked copy.
async fn try_rows(
    stage: &StageAttempt<'_>,
    read: &mut ReadRows,
    head: SourceHead,
) -> Result<VecDeque<Remark>, Interruption> {
    let manifest = head.manifest;
    let mut archive = manifest.map(|manifest| ArchiveTaking::new(stage.scope, manifest));
    let mut said = ImportRemarks::new(stage.steps.job.subject_id, ImportStage::Check, 0);
    let mut of_register: VecDeque<Remark> = VecDeque::new();
    let mut done = ImportProgress::default();
    while let Some(rows) = read.chunks.recv().await {
        let outcome = stage
            .steps
            .step(async |connection, import| {
                let outcome = match &rows {
                    ImportRows::List(rows) => tried(stage, connection, import, rows).await?,
                    ImportRows::Archive(rows) => {
                        held(&mut archive)?
                            .foresee(connection, &stage.register(import), rows)
                            .await?
                    }
                };
                let told = told(&outcome.remarks, &head.columns);
                let rows_said = said.of_chunk(rows.remarks(), &told)?;
                remarks::add(connection, &rows_said).await?;
                done.counts += outcome.counts;
                done.through = rows.through().unwrap_or(done.through);
                progress::set(connection, import.id, done).await?;
                Ok(told)
            })
            .await?;
        let room = MARKED.saturating_sub(of_register.len());
        of_register.extend(outcome.into_iter().take(room));
    }
    Ok(of_register)
}

/// What taking `rows` over would come to; everything is undone.
async fn tried(
    stage: &StageAttempt<'_>,
    connection: &mut AsyncPgConnection,
    import: &ImportRecord,
    rows: &[ListedEntry],
) -> Result<RowsOutcome, StoreError> {
    AnsiTransactionManager::begin_transaction(connection).await?;
    let outcome = take_over(connection, &stage.register(import), rows).await;
    AnsiTransactionManager::rollback_transaction(connection).await?;
    outcome
}

/// Writes the marked copy.
async fn mark(
    stage: &StageAttempt<'_>,
    list: ImportList,
    mut of_register: VecDeque<Remark>,
) -> Result<(), Interruption> {
    let copy = ListFile::empty()?;
    let target = copy.writer()?;
    let marking = tokio::task::spawn_blocking(move || {
        let settings = list.settings()?;
        let mut more = |row: u32| {
            let mut said = Vec::new();
            while of_register.front().is_some_and(|remark| remark.row <= row) {
                said.extend(of_register.pop_front().filter(|remark| remark.row == row));
            }
            said
        };
        paper::mark(&list.file, &settings, &mut more, target)
    });
    joined(marking)
        .await?
        .map_err(|error| JobError::permanent("not_marked", error))?;
    let mut number = 0;
    loop {
        let next = copy.pieces(number, PIECES).map_err(|error| disk(&error))?;
        if next.is_empty() {
            return Ok(());
        }
        stage
            .steps
            .step(async |connection, import| {
                for (at, bytes) in (number..).zip(&next) {
                    pieces::add(connection, import.id, PieceRole::Marked, at, bytes).await?;
                }
                Ok(())
            })
            .await?;
        number = number.saturating_add(i32::try_from(next.len()).unwrap_or(PIECES));
    }
}

/// Ends the import of a file that is no such list or archive.
async fn unreadable(stage: &StageAttempt<'_>, refusal: &FileRefusal) -> Result<(), Interruption> {
    if let Some(error) = refusal.disk() {
        return Err(disk(error).into());
    }
    let message = refusal.message();
    let said = json!({"code": refusal.code(), "vi": message.vi, "en": message.en});
    stage
        .steps
        .step(async |connection, import| {
            let text = JsonText::of(&said).map_err(|error| StoreError::Internal(error.to_string()))?;
            import.refusal = Some(text);
            import.summary = None;
            import.state = ImportState::Unreadable;
            imports::update(connection, import).await
        })
        .await
}
