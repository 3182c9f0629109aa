//! The command line.

use clap::Parser;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Warnings; but what WebAssembly warns of when PostgreSQL stops at a damaged folder is told by our own error.
const DEFAULT_LOG: &str = "warn,wasmer_wasix=error";

/// The OCOP evaluation service in one process: api, worker and an embedded PostgreSQL. Nothing else is needed.
///
/// The first start makes the data folder with its database, loads the administrative units of Việt Nam, the criteria and
/// the demonstration, and prints the address, the credentials and three commands to try. Ctrl-C stops; the next start
/// finds everything as it was. For production, run `api` and `worker` on a PostgreSQL and a RabbitMQ of their own.
#[derive(Debug, Parser)]
#[command(name = "ocop", version)]
pub(crate) struct StandaloneArguments {
    /// Where to listen. Port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) bind: SocketAddr,

    /// The folder for database and credentials. Delete it to begin anew
    #[arg(long, value_name = "FOLDER", default_value = ".ocop")]
    pub(crate) data_dir: PathBuf,

    /// Leave the demonstration's producers and products out
    #[arg(long)]
    pub(crate) no_demo: bool,

    /// What to log: error, warn, info, debug, or a filter such as info,shared::queue=debug
    #[arg(long, value_name = "FILTER", default_value = DEFAULT_LOG)]
    pub(crate) log: String,
}

#[cfg(test)]
mod tests {
    use super::StandaloneArguments;
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_definition_holds_together() {
        StandaloneArguments::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_those_of_the_contract() {
        let arguments = StandaloneArguments::parse_from(["ocop"]);
        assert_eq!(arguments.bind.to_string(), "127.0.0.1:8080");
        assert_eq!(arguments.data_dir.to_str(), Some(".ocop"));
    }
}
