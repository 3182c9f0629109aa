//! Servers of one test's own, to be stopped, starved and started again without harm to the tests beside it.

mod postgres;
mod rabbitmq;

pub use postgres::{PrivatePostgres, Shutdown};
pub use rabbitmq::PrivateRabbitMq;

use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// A local port that was free a moment ago. The server must be found on the same one after each restart, so it cannot
/// choose for itself.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a local address").port()
}

/// The program `name`, in `folders` or in `PATH`.
fn program(name: &str, folders: impl IntoIterator<Item = PathBuf>, package: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| {
            panic!("no {name} on this machine: these tests start a server of their own; install {package}")
        })
        .to_string_lossy()
        .into_owned()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
