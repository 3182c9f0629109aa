//! The api as a program: `cargo run -p api`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    api::process::main().await
}
