//! The job that brings a list or an archive into the register (nhập dữ liệu): checks it, or takes it over.

mod archive;
mod check;
mod commit;
mod list_file;
mod outcome;
mod reader;
mod refusal;
mod register;
mod remark;
mod source;
mod stage;
mod step;

use crate::Context;
use crate::context::OnVersion;
use crate::job::{BatchOutcome, JobError, JobHandler, JobOutcome};
use archive::ArchiveFile;
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use list_file::ListFile;
use paper::{ListInstructions, ListKind};
use reader::ImportList;
use shared::clock::{Clock, vietnamese_date};
use shared::database::imports::{self, ImportRecord};
use shared::database::jobs::ClaimedJob;
use shared::database::{StoreResult, time};
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::imports::{ImportKind, ImportState};
use shared::job::JobKind;
use source::ImportSource;
use stage::StageAttempt;
use std::sync::Arc;
use step::{AttemptSteps, Interruption};

/// Brings lists and archives into the register. `on_version` hears of each new version of the statistics after its commit.
pub struct ImportHandler {
    regimes: Arc<Regimes>,
    clock: Clock,
    on_version: Option<OnVersion>,
}

impl ImportHandler {
    /// A handler that reads lists by `regimes` on the days of `clock`.
    #[must_use]
    pub fn new(regimes: Arc<Regimes>, clock: Clock, on_version: Option<OnVersion>) -> Self {
        Self {
            regimes,
            clock,
            on_version,
        }
    }

    async fn work(&self, context: &Context, job: &ClaimedJob) -> Result<(), Interruption> {
        let mut connection = context.database.connection().await?;
        let Some(import) = in_work(&mut connection, job).await? else {
            return Ok(());
        };
        let now = time::now(&mut connection, self.clock).await?;
        let file = ListFile::given(&mut connection, import.id).await?;
        drop(connection);
        let scope = import.scope();
        let reading = Arc::new(reading(&import)?);
        let source = match ListKind::of(kind(&import)?) {
            Some(kind) => ImportSource::List(ImportList {
                file,
                kind,
                reading: Arc::clone(&reading),
                scope: scope.clone(),
                today: vietnamese_date(now),
                regimes: Arc::clone(&self.regimes),
            }),
            None => ImportSource::Archive(ArchiveFile {
                file,
                scope: scope.clone(),
                regimes: Arc::clone(&self.regimes),
            }),
        };
        let stage = StageAttempt {
            steps: AttemptSteps {
                context,
                job,
                stage: import.state,
            },
            scope: &scope,
            reading: &reading,
            regimes: &self.regimes,
            now,
            on_version: self.on_version.as_ref(),
        };
        match import.state {
            ImportState::Checking => check::check(&stage, source).await,
            _ => commit::commit(&stage, source).await,
        }
    }
}

/// The import of `job`, where there is still something to do for it.
async fn in_work(connection: &mut AsyncPgConnection, job: &ClaimedJob) -> StoreResult<Option<ImportRecord>> {
    let found = imports::find(connection, &Scope::Nation, job.subject_id).await?;
    Ok(found.filter(|import| import.state.is_in_work() && import.job_id == job.id))
}

fn kind(import: &ImportRecord) -> Result<ImportKind, JobError> {
    let kind = import.kind.parse::<ImportKind>();
    kind.map_err(|error| JobError::permanent("unknown_kind", error))
}

fn reading(import: &ImportRecord) -> Result<ListInstructions, JobError> {
    let reading = import.reading.parse();
    reading.map_err(|error| JobError::permanent("reading_unreadable", error))
}

#[async_trait]
impl JobHandler for ImportHandler {
    fn kind(&self) -> JobKind {
        JobKind::Import
    }

    async fn prepare(&self, context: &Context, job: &ClaimedJob) -> Result<(), JobError> {
        match self.work(context, job).await {
            Ok(()) | Err(Interruption::Over) => Ok(()),
            Err(Interruption::Failed(error)) => Err(error),
        }
    }

    /// All of the work is done and written by then.
    async fn run(&self, _: &mut AsyncPgConnection, jobs: &[ClaimedJob]) -> Result<BatchOutcome, JobError> {
        Ok(BatchOutcome {
            outcomes: jobs.iter().map(|job| (job.id, JobOutcome::Succeeded)).collect(),
            statistics_version: None,
        })
    }
}
