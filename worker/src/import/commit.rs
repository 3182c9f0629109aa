//! The second stage: rows are taken over chunk by chunk, each with how far the import has come. Whoever begins again goes on there.

use super::archive::{ArchiveTaking, held};
use super::refusal::FileRefusal;
use super::register::take_over;
use super::remark::{ImportRemarks, told};
use super::source::{ImportRows, ImportSource};
use super::stage::{StageAttempt, joined};
use super::step::Interruption;
use crate::job::JobError;
use shared::database::imports;
use shared::database::imports::progress;
use shared::database::imports::remarks::{self, ImportStage};
use shared::domain::imports::ImportState;

/// Takes the file of `stage` over, from the first row that is not through yet.
pub(super) async fn commit(stage: &StageAttempt<'_>, source: ImportSource) -> Result<(), Interruption> {
    let id = stage.steps.job.subject_id;
    let (mut done, last) = stage
        .steps
        .step(async |connection, import| {
            let done = progress::of(connection, &[import.id]).await?;
            let last = remarks::last_number(connection, import.id).await?;
            Ok((done.get(&import.id).copied().unwrap_or_default(), last))
        })
        .await?;
    let head = stage.head(&source).await?.map_err(changed)?;
    let manifest = head.manifest;
    let mut archive = manifest.map(|manifest| ArchiveTaking::new(stage.scope, manifest));
    let mut read = source.read(done.through);
    let mut said = ImportRemarks::new(id, ImportStage::Commit, last);
    while let Some(rows) = read.chunks.recv().await {
        let next = done;
        let (progressed, version) = stage
            .steps
            .step(async |connection, import| {
                imports::alone(connection).await?;
                let register = stage.register(import);
                let outcome = match &rows {
                    ImportRows::List(rows) => take_over(connection, &register, rows).await?,
                    ImportRows::Archive(rows) => {
                        held(&mut archive)?.take_over(connection, &register, rows).await?
                    }
                };
                let told = told(&outcome.remarks, &head.columns);
                remarks::add(connection, &said.of_register(&told)?).await?;
                let mut next = next;
                next.counts += outcome.counts;
                next.through = rows.through().unwrap_or(next.through);
                progress::set(connection, import.id, next).await?;
                Ok((next, outcome.version))
            })
            .await?;
        done = progressed;
        stage.tell(version);
    }
    joined(read.reading).await?.map_err(changed)?;
    let now = stage.now;
    stage
        .steps
        .step(async |connection, import| {
            if let Some(archive) = &archive {
                archive.end(connection).await?;
            }
            import.state = ImportState::Committed;
            import.ended_at = Some(now);
            imports::update(connection, import).await
        })
        .await
}

/// A file that was checked can be read: what stands in the way now is no fault of the file.
fn changed(error: FileRefusal) -> JobError {
    JobError::permanent("list_changed", error)
}
