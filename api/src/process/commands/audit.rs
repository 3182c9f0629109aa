//! `api audit verify`: whether the audit log is whole.

use clap::Subcommand;
use shared::database::Database;
use shared::database::audit_log::chain;
use std::error::Error;
use std::io::Write;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Compute the hashes of the audit log anew and name the first position where the chain is broken
    Verify {
        /// The first position
        #[arg(long, default_value_t = 1)]
        from: i64,
        /// The last position; the end of the log where it is left out
        #[arg(long)]
        to: Option<i64>,
        /// The hash that was kept of the last position
        #[arg(long, requires = "to")]
        hash: Option<String>,
    },
}

pub(super) async fn run(
    database: &Database,
    command: &AuditCommand,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let AuditCommand::Verify { from, to, hash } = command;
    let last = to.unwrap_or(i64::MAX);
    let mut connection = database.connection().await?;
    let mut next = Some(*from);
    while let Some(position) = next {
        let checked = chain::check(&mut connection, position, last).await?;
        if let Some((position, breach)) = checked.breach {
            return Err(format!("the audit log is broken at position {position}: {breach}").into());
        }
        next = checked.next(last);
        if next.is_none() {
            let found = checked.hash.unwrap_or_default();
            if to.is_some_and(|to| checked.to < to) || hash.as_ref().is_some_and(|hash| *hash != found) {
                let position = checked.to;
                return Err(format!(
                    "the audit log ends at position {position} with {found}: not what was kept"
                )
                .into());
            }
            writeln!(out, "whole up to position {}, hash {found}", checked.to)?;
        }
    }
    Ok(())
}
