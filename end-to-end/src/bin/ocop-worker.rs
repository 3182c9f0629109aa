//! The worker under test.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    worker::process::main().await
}
