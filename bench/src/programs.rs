//! The programs that are measured.

use test_support::Service;

/// Where they are.
#[derive(clap::Args)]
pub(crate) struct Programs {
    /// The api program, release profile
    #[arg(long)]
    api: String,
    /// The worker program, release profile
    #[arg(long)]
    worker: String,
}

impl Programs {
    /// Both on a database of their own.
    pub(crate) async fn service(&self) -> Service {
        Service::new(&self.api, &self.worker).await
    }
}
