//! A PostgreSQL cluster of one test's own.

use super::{free_port, program, text};
use crate::Child;
use crate::database::DatabaseServer;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Where Debian keeps the servers' programs, one folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The superuser of the cluster.
const USER: &str = "ocop";
/// PostgreSQL refuses to run as root; under root it runs as this user, whom its packages make.
const SYSTEM_USER: &str = "postgres";
/// How long the end of the value waits for the server: an immediate shutdown takes milliseconds.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// How a server is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Open transactions are rolled back, sessions told why, everything written: an administrator's restart.
    Fast,
    /// All processes end at once and the next start recovers from the log: a crash.
    Immediate,
}

/// The cluster, in a folder that goes with the value.
#[derive(Debug)]
pub struct PrivatePostgres {
    folder: TempDir,
    port: u16,
    run_as: Option<(u32, u32)>,
    server: Option<Child>,
}

impl PrivatePostgres {
    /// A new cluster, answering.
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("ocop-postgres-")
            .tempdir()
            .expect("a folder");
        let run_as =
            (id("-u", None) == 0).then(|| (id("-u", Some(SYSTEM_USER)), id("-g", Some(SYSTEM_USER))));
        if let Some((user, group)) = run_as {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).expect("a folder of theirs");
        }
        let mut cluster = Self {
            folder,
            port: free_port(),
            run_as,
            server: None,
        };
        let data = cluster.data();
        let options = [
            "-D",
            &data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ];
        let mut initdb = cluster.run("initdb", &options);
        assert!(initdb.ended().await.success(), "{}", initdb.output());
        cluster.start_again().await;
        cluster
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Where it listens, as `host:port`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A URL of its superuser.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://{USER}@{}/postgres", self.address())
    }

    /// Stops the server and waits for its end.
    pub async fn stop(&mut self, how: Shutdown) {
        let mut server = self.server.take().expect("a server that runs");
        server.signal(match how {
            Shutdown::Fast => "INT",
            Shutdown::Immediate => "QUIT",
        });
        server.ended().await;
    }

    /// Starts the server on the same data and port; returns when it answers.
    pub async fn start_again(&mut self) {
        let (data, port) = (self.data(), self.port.to_string());
        let mut options = vec!["-D", &data, "-p", &port];
        // No socket file, and nothing on the disk has to outlive a power cut.
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
        ] {
            options.extend(["-c", setting]);
        }
        let mut server = self.run("postgres", &options);
        server
            .printed(|output| output.contains("ready to accept connections").then_some(()))
            .await;
        self.server = Some(server);
    }

    /// Makes all new transactions read-only, as on a standby or under an administrator's lock, or no longer so. Returns
    /// when sessions that were open before see it too.
    pub async fn set_read_only(&self, on: bool) {
        let word = if on { "on" } else { "off" };
        let mut before = DatabaseServer::connect(&self.url()).await;
        before
            .execute("set session characteristics as transaction read write")
            .await;
        before
            .execute(&format!(
                "alter system set default_transaction_read_only = {word}"
            ))
            .await;
        before.execute("select pg_reload_conf()").await;
        crate::eventually(|| async {
            let mut new = DatabaseServer::connect(&self.url()).await;
            let seen = new
                .flag("current_setting('default_transaction_read_only')::boolean")
                .await;
            if seen == on { Ok(()) } else { Err(seen) }
        })
        .await;
    }

    fn data(&self) -> String {
        text(&self.folder.path().join("data"))
    }

    fn run(&self, name: &str, options: &[&str]) -> Child {
        let home = self.folder.path();
        let variables = [("HOME", text(home)), ("LC_ALL", "C".to_owned())];
        let run_as = self.run_as;
        Child::spawn(&server_program(name), options, &variables, |command| {
            command.current_dir(home);
            if let Some((user, group)) = run_as {
                command.uid(user).gid(group);
            }
            command
        })
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        // Killed outright it would leave its processes and its shared memory behind for a moment, and its folder is going.
        let Some(server) = &mut self.server else { return };
        server.signal("QUIT");
        let end = Instant::now() + LAST_WAIT;
        while server.is_running() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The newest version that Debian's packages installed, or what `PATH` has.
fn server_program(name: &str) -> String {
    let mut versions: Vec<PathBuf> = std::fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    versions.sort_by_key(|path| std::cmp::Reverse(version(path)));
    let folders = versions.into_iter().map(|version| version.join("bin"));
    program(
        name,
        folders,
        "PostgreSQL's server (Debian: apt-get install postgresql)",
    )
}

fn version(path: &Path) -> u32 {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.parse().unwrap_or(0)
}

/// `id -u` or `id -g`, of this process or of a user by name.
fn id(what: &str, user: Option<&str>) -> u32 {
    let output = std::process::Command::new("id")
        .arg(what)
        .args(user)
        .output()
        .expect("the program id");
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    text.parse()
        .unwrap_or_else(|_| panic!("no user {user:?}: PostgreSQL does not run as root and needs it"))
}
