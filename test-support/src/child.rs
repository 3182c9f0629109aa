//! A real binary under test: started, watched, killed.

use std::collections::HashMap;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Command;
use tokio::task::JoinHandle;

/// Variables of the test run that a child keeps; everything else is what the test says.
const KEPT: [&str; 4] = ["PATH", "HOME", "TMPDIR", "RUST_BACKTRACE"];

/// A running process; killed with the value, its output shown where the test fails.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: tokio::process::Child,
    output: Arc<Mutex<Vec<String>>>,
    /// Read the output; they end with the pipes.
    readers: [JoinHandle<()>; 2],
}

impl Child {
    /// Starts `binary` (`env!("CARGO_BIN_EXE_…")`) with these arguments and these variables only.
    #[must_use]
    pub fn start(binary: &str, arguments: &[&str], variables: &[(&str, String)]) -> Self {
        Self::spawn(binary, arguments, variables, |command| command)
    }

    /// [`Child::start`] with more said of the command, such as the user it runs as.
    pub(crate) fn spawn(
        binary: &str,
        arguments: &[&str],
        variables: &[(&str, String)],
        change: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Self {
        let mut environment: HashMap<String, String> = KEPT
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)))
            .collect();
        environment.extend(
            variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        let mut command = Command::new(binary);
        command
            .args(arguments)
            .env_clear()
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut process = change(&mut command)
            .spawn()
            .unwrap_or_else(|error| panic!("{binary}: {error}"));
        let output = Arc::default();
        let readers = [
            collect(process.stdout.take().expect("a pipe"), &output),
            collect(process.stderr.take().expect("a pipe"), &output),
        ];
        let name = Path::new(binary).file_name().unwrap_or_default();
        Self {
            name: name.to_string_lossy().into_owned(),
            process,
            output,
            readers,
        }
    }

    /// The process's id, while it runs.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// Everything printed so far, line by line.
    #[must_use]
    pub fn output(&self) -> String {
        self.output.lock().expect("the output").join("\n")
    }

    /// What `find` makes of the output, as soon as it makes anything of it; a process that ended fails the test.
    pub async fn printed<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> T {
        crate::eventually(|| {
            let ended = self.process.try_wait();
            // What an ended process printed may still be on its way through the pipe.
            let read = self.readers.iter().all(JoinHandle::is_finished);
            let found = find(&self.output());
            if let (Ok(Some(status)), true) = (ended, read) {
                assert!(
                    found.is_some(),
                    "{} ended ({status}):\n{}",
                    self.name,
                    self.output()
                );
            }
            std::future::ready(found.ok_or("not printed"))
        })
        .await
    }

    /// Waits until `url` answers 200; a process that ended fails the test.
    pub async fn healthy(&mut self, url: &str) {
        let client = reqwest::Client::new();
        crate::eventually(|| {
            if let Ok(Some(status)) = self.process.try_wait() {
                panic!("{} ended ({status}):\n{}", self.name, self.output());
            }
            let request = client.get(url).send();
            async move {
                match request.await {
                    Ok(answer) if answer.status() == 200 => Ok(()),
                    Ok(answer) => Err(answer.status().to_string()),
                    Err(error) => Err(error.to_string()),
                }
            }
        })
        .await;
    }

    /// `kill -9`: no chance to tidy up.
    pub async fn kill(mut self) {
        self.process.kill().await.expect("a process to kill");
    }

    /// `SIGTERM`, then the way it ended; waits at most [`crate::PATIENCE`].
    pub async fn terminate(mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended().await
    }

    /// Sends a signal such as `STOP`, unless the process has ended.
    pub fn signal(&self, signal: &str) {
        let Some(id) = self.process.id() else { return };
        let sent = std::process::Command::new("kill")
            .args([&format!("-{signal}"), &id.to_string()])
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "no SIG{signal} for {}",
            self.name
        );
    }

    /// True until it has ended.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// The way the process ended by itself; waits at most [`crate::PATIENCE`].
    pub async fn ended(&mut self) -> ExitStatus {
        tokio::time::timeout(crate::PATIENCE, self.process.wait())
            .await
            .unwrap_or_else(|_| panic!("{} does not end:\n{}", self.name, self.output()))
            .expect("an exit status")
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- output of {}:\n{}\n---", self.name, self.output());
        }
    }
}

fn collect(
    pipe: impl AsyncRead + Unpin + Send + 'static,
    output: &Arc<Mutex<Vec<String>>>,
) -> JoinHandle<()> {
    let output = Arc::clone(output);
    tokio::spawn(async move {
        let mut lines = BufReader::new(pipe).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            output.lock().expect("the output").push(line);
        }
    })
}
