//! `worker jobs …`: what an operator does at a terminal about failed jobs and dead letters.

use crate::{Context, redrive};
use clap::Subcommand;
use diesel_async::AsyncConnection;
use shared::clock::Clock;
use shared::database::audit_log::Actor;
use shared::database::{Database, StoreError};
use shared::job::JobKind;
use shared::operations::dead_letters::LetterAct;
use shared::operations::failed_jobs::{self, JobRefusal};
use shared::queue::transport::Transport;
use std::error::Error;
use std::io::Write;
use uuid::Uuid;

#[derive(Subcommand)]
pub(super) enum JobsCommand {
    /// Give failed jobs new attempts and publish those again whose messages are dead letters
    Redrive {
        /// Only this job
        #[arg(long)]
        id: Option<Uuid>,
        /// Why, for the audit log
        #[arg(long)]
        reason: Option<String>,
    },
    /// Give a failed job up for good: it stays failed, and no redrive takes it again
    Discard {
        /// The job
        #[arg(long)]
        id: Uuid,
        /// Why, for the audit log
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        reason: String,
    },
    /// List the messages that no worker could do anything with
    DeadLetters,
    /// Take dead letters back: their unfinished jobs are published again
    RedriveLetters {
        /// Ids of `dead-letters`
        #[arg(required = true)]
        ids: Vec<String>,
        /// Why, for the audit log
        #[arg(long)]
        reason: Option<String>,
    },
    /// Throw dead letters away; the audit log keeps what they said
    DiscardLetters {
        /// Ids of `dead-letters`
        #[arg(required = true)]
        ids: Vec<String>,
        /// Why, for the audit log
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        reason: String,
    },
}

/// Does one of the commands and tells what it did.
pub(super) async fn run(context: &Context, command: JobsCommand) -> Result<(), Box<dyn Error>> {
    let (database, transport, clock) = (&context.database, context.transport.as_ref(), context.clock);
    let mut out = std::io::stdout();
    match command {
        JobsCommand::Redrive { id: Some(id), reason } => {
            let actor = actor(reason, clock);
            let mut connection = database.connection().await?;
            connection
                .transaction(async |connection| failed_jobs::redrive(connection, id, &actor).await)
                .await
                .map_err(|refused| refusal(id, &refused))?;
            writeln!(out, "{id} queued again")?;
        }
        JobsCommand::Redrive { id: None, reason } => {
            let actor = actor(reason, clock);
            let ids = redrive::failed_jobs(database, &actor).await?;
            for id in &ids {
                writeln!(out, "{id} queued again")?;
            }
            writeln!(out, "{} failed job(s) queued again", ids.len())?;
            show_dead_letters(database, transport, Some(&actor), &mut out).await?;
        }
        JobsCommand::Discard { id, reason } => {
            let actor = actor(Some(reason), clock);
            let mut connection = database.connection().await?;
            connection
                .transaction(async |connection| failed_jobs::discard(connection, id, &actor).await)
                .await
                .map_err(|refused| refusal(id, &refused))?;
            writeln!(out, "{id} given up")?;
        }
        JobsCommand::DeadLetters => show_dead_letters(database, transport, None, &mut out).await?,
        JobsCommand::RedriveLetters { ids, reason } => {
            let (ids, actor) = (ids.into_iter().collect(), actor(reason, clock));
            redrive::letters(database, transport, &ids, LetterAct::Redrive, &actor).await?;
            writeln!(out, "{} dead letter(s) taken back", ids.len())?;
        }
        JobsCommand::DiscardLetters { ids, reason } => {
            let (ids, actor) = (ids.into_iter().collect(), actor(Some(reason), clock));
            redrive::letters(database, transport, &ids, LetterAct::Discard, &actor).await?;
            writeln!(out, "{} dead letter(s) thrown away", ids.len())?;
        }
    }
    Ok(())
}

fn actor(reason: Option<String>, clock: Clock) -> Actor {
    Actor::at_terminal("worker jobs", reason, clock.now())
}

fn refusal(id: Uuid, refused: &JobRefusal) -> String {
    match refused {
        JobRefusal::Store(StoreError::NotFound) => format!("{id}: there is no such job"),
        refused => format!("{id}: {refused}"),
    }
}

async fn show_dead_letters(
    database: &Database,
    transport: &dyn Transport,
    actor: Option<&Actor>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    for kind in JobKind::ALL {
        for (letter, taken) in redrive::dead_letters(database, transport, *kind, actor).await? {
            let reason = letter.reason.as_deref().unwrap_or("no reason told");
            let named: Vec<String> = letter.job_ids.iter().map(ToString::to_string).collect();
            let of = match named.as_slice() {
                [] => "that is no message of ours".to_owned(),
                ids => format!("of job {}", ids.join(", ")),
            };
            let end = if taken { ": taken back" } else { "" };
            writeln!(out, "dead letter {} {of} ({reason}){end}", letter.id)?;
            writeln!(out, "    {}", letter.body)?;
        }
    }
    Ok(())
}
