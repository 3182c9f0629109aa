//! What both stages of an import share.

use super::outcome::Register;
use super::refusal::FileRefusal;
use super::source::{ImportSource, SourceHead};
use super::step::{AttemptSteps, Interruption, actor};
use crate::context::OnVersion;
use crate::job::JobError;
use chrono::{DateTime, Utc};
use paper::ListInstructions;
use shared::clock::vietnamese_date;
use shared::database::imports::ImportRecord;
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use tokio::task::JoinHandle;

/// One attempt at a stage.
pub(super) struct StageAttempt<'a> {
    pub(super) steps: AttemptSteps<'a>,
    pub(super) scope: &'a Scope,
    pub(super) reading: &'a ListInstructions,
    pub(super) regimes: &'a Regimes,
    /// When the attempt began: the moment of all that it writes.
    pub(super) now: DateTime<Utc>,
    pub(super) on_version: Option<&'a OnVersion>,
}

impl StageAttempt<'_> {
    /// For whom rows are taken over.
    pub(super) fn register<'b>(&'b self, import: &'b ImportRecord) -> Register<'b> {
        Register {
            scope: self.scope,
            actor: actor(import),
            reading: self.reading,
            source: &import.file_name,
            regimes: self.regimes,
            now: self.now,
            today: vietnamese_date(self.now),
        }
    }

    /// Tells a cache in the same process of a new version of the statistics.
    pub(super) fn tell(&self, version: Option<i64>) {
        if let (Some(version), Some(on_version)) = (version, self.on_version) {
            on_version(version);
        }
    }

    /// What is known of the file before its rows are read.
    ///
    /// # Errors
    /// Where it is no such file.
    pub(super) async fn head(
        &self,
        source: &ImportSource,
    ) -> Result<Result<SourceHead, FileRefusal>, Interruption> {
        let source = source.clone();
        joined(tokio::task::spawn_blocking(move || source.head())).await
    }
}

/// What a thread of its own came to.
///
/// # Errors
/// Where it panicked.
pub(super) async fn joined<T>(thread: JoinHandle<T>) -> Result<T, Interruption> {
    let ended = thread.await;
    ended.map_err(|error| JobError::permanent("panicked", error).into())
}
