//! The whole OCOP evaluation service in one process: what `cargo run` starts. See [`run`] for the order of things.

mod arguments;
mod credentials;
mod embedded;
mod enrolment;
mod greeting;
mod panics;
mod run;
mod service;
mod signals;

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run::run(arguments::StandaloneArguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where nobody reads standard error, the exit code tells.
            let _ = writeln!(std::io::stderr(), "ocop: {failure}");
            ExitCode::FAILURE
        }
    }
}
