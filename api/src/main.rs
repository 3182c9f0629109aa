//! The api as a program: `cargo run -p api`.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Long answers take and give back tens of megabytes; the system's allocator returns those to the kernel each time, and fetching
/// them again costs as much as counting (decision 0063).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    api::process::main().await
}
