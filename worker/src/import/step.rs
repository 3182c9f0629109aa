//! One piece of an import in a transaction of its own.

use crate::Context;
use crate::job::JobError;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use shared::database::audit_log::{self, Actor};
use shared::database::imports::{self, ImportRecord};
use shared::database::jobs::{self, ClaimedJob};
use shared::database::{StoreError, time};
use shared::domain::access::Scope;
use shared::domain::imports::ImportState;

/// Why an import does not go on.
#[derive(Debug)]
pub(super) enum Interruption {
    /// Somebody stopped it, or another attempt has it: there is nothing more to do.
    Over,
    /// It ends or begins again.
    Failed(JobError),
}

impl<E: Into<JobError>> From<E> for Interruption {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The pieces of one attempt at a stage of an import.
pub(super) struct AttemptSteps<'a> {
    pub(super) context: &'a Context,
    pub(super) job: &'a ClaimedJob,
    /// The state that the import has during the stage.
    pub(super) stage: ImportState,
}

/// Why a transaction was given up.
enum StepEnd {
    Over,
    Store(StoreError),
}

impl From<StoreError> for StepEnd {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl AttemptSteps<'_> {
    /// Does `work` with the import held, where the attempt is still ours and nobody stopped the import; all of it is committed or none.
    ///
    /// # Errors
    /// [`Interruption`].
    pub(super) async fn step<T>(
        &self,
        work: impl AsyncFnOnce(&mut AsyncPgConnection, &mut ImportRecord) -> Result<T, StoreError>,
    ) -> Result<T, Interruption> {
        let mut connection = self.context.database.connection().await?;
        let connection: &mut AsyncPgConnection = &mut connection;
        AnsiTransactionManager::begin_transaction(connection).await?;
        match self.held(connection, work).await {
            Ok(done) => {
                AnsiTransactionManager::commit_transaction(connection).await?;
                Ok(done)
            }
            Err(end) => {
                // Where this fails too, the pool throws the connection away.
                if let Err(error) = AnsiTransactionManager::rollback_transaction(connection).await {
                    tracing::warn!(%error, "rollback failed");
                }
                Err(match end {
                    StepEnd::Over => Interruption::Over,
                    StepEnd::Store(error) => Interruption::Failed(error.into()),
                })
            }
        }
    }

    async fn held<T>(
        &self,
        connection: &mut AsyncPgConnection,
        work: impl AsyncFnOnce(&mut AsyncPgConnection, &mut ImportRecord) -> Result<T, StoreError>,
    ) -> Result<T, StepEnd> {
        let now = time::now(connection, self.context.clock).await?;
        let attempt = (self.job.id, self.job.attempt);
        if !jobs::extend(connection, attempt, now + self.context.settings.lease).await? {
            return Err(StepEnd::Over);
        }
        let found = imports::lock(connection, &Scope::Nation, self.job.subject_id).await?;
        let mut import = found
            .filter(|import| import.state == self.stage && import.job_id == self.job.id)
            .ok_or(StepEnd::Over)?;
        let actor = Actor {
            name: actor(&import).to_owned(),
            operation: Some(format!("import {}", import.id)),
            reason: Some(import.file_name.clone()),
            request_id: None,
            at: now,
        };
        audit_log::act_as(connection, &actor).await?;
        Ok(work(connection, &mut import).await?)
    }
}

/// In whose name rows are taken over.
pub(super) fn actor(import: &ImportRecord) -> &str {
    import.committed_by.as_deref().unwrap_or(&import.created_by)
}
