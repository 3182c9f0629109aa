//! The worker as a program: `cargo run -p worker`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    worker::process::main().await
}
