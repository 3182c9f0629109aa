//! Starts the binary, reads what it prints, asks it over HTTP, stops it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Far above a start or a stop on a loaded machine; only a fault takes as long.
const LIMIT: Duration = Duration::from_secs(180);

fn binary(data: &Path, bind: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standalone"));
    command.args(["--bind", bind, "--data-dir"]).arg(data);
    // A backtrace must not appear even where the user's environment asks for it.
    command.env("RUST_BACKTRACE", "1").stdin(Stdio::null());
    command
}

/// A running service; killed at the end of a test that failed.
pub(crate) struct Service {
    child: Child,
    address: SocketAddr,
    printed: Vec<String>,
}

impl Service {
    /// Starts on a free port and waits for the greeting.
    pub(crate) fn start(data: &Path) -> Self {
        Self::started(&mut binary(data, "127.0.0.1:0"))
    }

    /// The same with further regimes of a folder.
    pub(crate) fn start_with_criteria(data: &Path, criteria: &Path) -> Self {
        Self::started(binary(data, "127.0.0.1:0").env("OCOP_CRITERIA_DIR", criteria))
    }

    fn started(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, told) = channel();
        // Reads on after the greeting, so that the pipe never fills.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| drop(tell.send(line))));
        let mut printed: Vec<String> = Vec::new();
        while !printed
            .last()
            .is_some_and(|line| line.starts_with("Ctrl-C stops"))
        {
            match told.recv_timeout(LIMIT) {
                Ok(line) => printed.push(line),
                Err(error) => {
                    let _ = child.kill();
                    panic!("no greeting ({error}): {printed:#?}");
                }
            }
        }
        let address = printed
            .iter()
            .find_map(|line| line.strip_prefix("OCOP evaluation service: http://"));
        let address = address.unwrap().parse().unwrap();
        Self {
            child,
            address,
            printed,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The commands of the greeting.
    pub(crate) fn commands(&self) -> Vec<String> {
        let is_command = |line: &&String| line.starts_with("curl ") || line.starts_with("TOKEN=");
        self.printed.iter().filter(is_command).cloned().collect()
    }

    /// Sends a signal and waits for the exit code.
    pub(crate) fn stop(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let started = std::time::Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(started.elapsed() < LIMIT, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Has ended already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the service where it must not start, and returns the one line that it prints.
pub(crate) fn fails(data: &Path, bind: &str) -> String {
    let output = binary(data, bind).output().unwrap();
    let (out, line) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(output.status.code(), Some(1), "{out}{line}");
    assert_eq!(out, "");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with("ocop: "), "{line}");
    line
}

/// Status and body of a GET.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// What a shell prints for a script.
pub(crate) fn shell(script: &str) -> String {
    let output = Command::new("sh").args(["-c", script]).output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}
