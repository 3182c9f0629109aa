//! The command line of the api.

mod audit;

use super::database::load;
use crate::server;
use crate::sign_in::identities::{NewIdentity, create_account, create_client, random_secret};
use audit::AuditCommand;
use clap::{Args, Parser, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use shared::config::{DatabaseConfig, Environment};
use shared::database::Database;
use shared::domain::access::{Role, RoleAssignment, parse_permissions};
use shared::domain::workflow::markdown;
use std::error::Error;
use std::io::Write;
use uuid::Uuid;

/// REST API of the OCOP evaluation service. Configured by environment variables: DATABASE_URL and AMQP_URL are required;
/// OTEL_EXPORTER_OTLP_ENDPOINT sends traces to a collector; see docs/OPERATIONS.md for the others.
#[derive(Parser)]
#[command(name = "api", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve until SIGTERM or SIGINT (the default)
    Serve,
    /// Run missing migrations and load the administrative units; needs DATABASE_URL only
    Migrate,
    /// Make a client for another system; its secret comes from OCOP_CLIENT_SECRET or is made and printed once
    CreateClient(IdentityArguments),
    /// Make an account for a person; its password comes from OCOP_ACCOUNT_PASSWORD or is made and printed once
    CreateAccount(IdentityArguments),
    /// Look after the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print the OpenAPI document
    Openapi,
    /// Print the table of a dossier's states and steps
    Workflow,
}

#[derive(Args)]
pub(crate) struct IdentityArguments {
    /// Name to sign in with
    name: String,
    /// Name for people; the same where it is left out
    #[arg(long)]
    display_name: Option<String>,
    /// national, province, commune, producer, council_member, statistics or auditor
    #[arg(long)]
    role: Role,
    /// Code of the unit in today's boundaries that the role is held for
    #[arg(long)]
    unit: Option<String>,
    /// Id of the producer
    #[arg(long)]
    producer: Option<Uuid>,
    /// Permissions separated by spaces; all of the role where it is left out
    #[arg(long)]
    scope: Option<String>,
}

pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    match command {
        Command::Serve => Ok(()),
        Command::Migrate => Ok(load(&database()?).await?),
        Command::CreateClient(arguments) => {
            let (secret, made) = secret("OCOP_CLIENT_SECRET");
            let id = create_client(&database()?, &arguments.identity()?, &secret).await?;
            tell(&mut out, "client", id, made.then_some(&secret))
        }
        Command::CreateAccount(arguments) => {
            let (password, made) = secret("OCOP_ACCOUNT_PASSWORD");
            let id = create_account(&database()?, &arguments.identity()?, &password).await?;
            tell(&mut out, "account", id, made.then_some(&password))
        }
        Command::Audit(command) => audit::run(&database()?, &command, &mut out).await,
        Command::Workflow => Ok(write!(out, "{}", markdown())?),
        Command::Openapi => Ok(writeln!(out, "{}", server::document()?.to_pretty_json()?)?),
    }
}

/// The secret of the variable, or a new one; true where it is new.
fn secret(variable: &str) -> (SecretString, bool) {
    match Environment::of_process().optional_secret(variable) {
        Some(secret) => (secret, false),
        None => (random_secret(), true),
    }
}

fn tell(
    out: &mut impl Write,
    what: &str,
    id: Uuid,
    secret: Option<&SecretString>,
) -> Result<(), Box<dyn Error>> {
    writeln!(out, "{what} {id}")?;
    if let Some(secret) = secret {
        writeln!(out, "secret, shown only now: {}", secret.expose_secret())?;
    }
    Ok(())
}

fn database() -> Result<Database, Box<dyn Error>> {
    let mut environment = Environment::of_process();
    let config = DatabaseConfig::read(&mut environment);
    Ok(Database::new(&environment.finish(config)?)?)
}

impl IdentityArguments {
    fn identity(self) -> Result<NewIdentity, Box<dyn Error>> {
        Ok(NewIdentity {
            display_name: self.display_name.unwrap_or_else(|| self.name.clone()),
            name: self.name,
            assignment: RoleAssignment {
                role: self.role,
                unit: self.unit,
                producer: self.producer,
            },
            permissions: self.scope.as_deref().map(parse_permissions).transpose()?,
        })
    }
}
