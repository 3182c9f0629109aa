//! The two Unix sockets of the embedded database: the one that our clients use and, behind it, pglite's own. They lie in a
//! folder that only its owner can enter, because there is no password.

use pglite_oxide::{PgliteServer, PgliteServerBuilder};
use std::io;
use std::path::{Path, PathBuf};

pub(super) use std::os::unix::net::{UnixListener as Listener, UnixStream as Stream};

/// Port numbers, which only make the names of PostgreSQL's Unix sockets: ours is the one a client expects.
const FRONT: u16 = 5432;
const BACK: u16 = 5433;

fn name(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

/// Lets pglite listen in `folder`.
pub(super) fn behind(builder: PgliteServerBuilder, folder: &Path) -> PgliteServerBuilder {
    builder.unix(name(folder, BACK))
}

/// A connection to pglite.
pub(super) fn connect(server: &PgliteServer) -> io::Result<Stream> {
    Stream::connect(server.socket_path().ok_or(io::ErrorKind::AddrNotAvailable)?)
}

/// Where our clients knock.
#[derive(Clone, Debug)]
pub(super) struct Door {
    folder: PathBuf,
}

impl Door {
    /// Listens in `folder`, in place of a socket that a killed process left.
    pub(super) fn open(folder: &Path) -> io::Result<(Self, Listener)> {
        let socket = name(folder, FRONT);
        if let Err(error) = std::fs::remove_file(&socket)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let listener = Listener::bind(&socket)?;
        Ok((
            Self {
                folder: folder.to_owned(),
            },
            listener,
        ))
    }

    /// The database URL of the door.
    pub(super) fn url(&self) -> String {
        let folder = self.folder.to_string_lossy();
        // Only what would end or break a query value; `%` first, for the others bring new ones.
        let folder = folder
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('#', "%23")
            .replace('+', "%2B")
            .replace(' ', "%20");
        format!("postgresql://postgres@/postgres?host={folder}&port={FRONT}&sslmode=disable")
    }

    /// A connection to ourselves.
    pub(super) fn knock(&self) -> io::Result<Stream> {
        Stream::connect(name(&self.folder, FRONT))
    }
}
