//! The api under test.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    api::process::main().await
}
