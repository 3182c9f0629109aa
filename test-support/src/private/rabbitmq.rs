//! A RabbitMQ node of one test's own.

use super::{free_port, program, text};
use crate::Child;
use lapin::{Connection, ConnectionProperties};
use std::path::PathBuf;
use tempfile::TempDir;

/// Where Debian keeps the scripts themselves; those in `PATH` there run as the user `rabbitmq` or not at all.
const DEBIAN: &str = "/usr/lib/rabbitmq/bin";
/// What to say where a program is missing.
const PACKAGE: &str = "RabbitMQ (Debian: apt-get install rabbitmq-server)";

/// The node, in a folder that goes with the value.
#[derive(Debug)]
pub struct PrivateRabbitMq {
    node: Option<Child>,
    /// Erlang's port mapper, its own too: one that a node starts by itself would stay behind.
    _port_mapper: Child,
    folder: TempDir,
    port: u16,
    variables: Vec<(&'static str, String)>,
}

impl PrivateRabbitMq {
    /// A new node without any queue, answering.
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("ocop-rabbitmq-")
            .tempdir()
            .expect("a folder");
        let (port, mapper_port) = (free_port(), free_port());
        let inside = |name: &str| text(&folder.path().join(name));
        let variables = vec![
            ("HOME", text(folder.path())),
            ("ERL_EPMD_PORT", mapper_port.to_string()),
            ("RABBITMQ_NODENAME", format!("ocop-{port}@localhost")),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1".to_owned()),
            ("RABBITMQ_NODE_PORT", port.to_string()),
            ("RABBITMQ_DIST_PORT", free_port().to_string()),
            ("RABBITMQ_MNESIA_BASE", inside("data")),
            ("RABBITMQ_LOG_BASE", inside("log")),
            ("RABBITMQ_LOGS", "-".to_owned()),
            ("RABBITMQ_PID_FILE", inside("pid")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", inside("plugins")),
            ("RABBITMQ_CONFIG_FILE", inside("rabbitmq")),
            ("RABBITMQ_ADVANCED_CONFIG_FILE", inside("advanced.config")),
            ("RABBITMQ_CONF_ENV_FILE", inside("environment")),
            // The script then becomes the node, instead of standing between it and our signals.
            ("RUNNING_UNDER_SYSTEMD", "true".to_owned()),
            (
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "-kernel inet_dist_use_interface {127,0,0,1}".to_owned(),
            ),
        ];
        // A disk that is nearly full must not raise an alarm before the test does.
        std::fs::write(
            folder.path().join("rabbitmq.conf"),
            "disk_free_limit.absolute = 1MB\n",
        )
        .expect("a file");
        let mapper = [
            "-port".to_owned(),
            mapper_port.to_string(),
            "-address".to_owned(),
            "127.0.0.1".to_owned(),
        ];
        let mapper: Vec<&str> = mapper.iter().map(String::as_str).collect();
        let mut node = Self {
            node: None,
            _port_mapper: Child::start(
                &program("epmd", [], "Erlang, which RabbitMQ comes with"),
                &mapper,
                &[],
            ),
            folder,
            port,
            variables,
        };
        node.start_again().await;
        node
    }

    /// `AMQP_URL` of its user `guest`, who is let in from this machine.
    #[must_use]
    pub fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}", self.port)
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

    /// Stops the node in order and waits for its end.
    pub async fn stop(&mut self) {
        self.ctl(&["stop"]).await;
        self.node.take().expect("a node that runs").ended().await;
    }

    /// `kill -9`.
    pub async fn kill(&mut self) {
        self.node.take().expect("a node that runs").kill().await;
    }

    /// Starts the node on the same data and port; returns when it lets clients in.
    pub async fn start_again(&mut self) {
        let script = script("rabbitmq-server");
        let mut node = Child::spawn(&script, &[], &self.variables, |command| {
            command.current_dir(self.folder.path())
        });
        node.printed(|output| output.contains("Server startup complete").then_some(()))
            .await;
        self.node = Some(node);
        let connection = Connection::connect(&self.url(), ConnectionProperties::default())
            .await
            .expect("a node that lets us in");
        connection
            .close(200, "done".into())
            .await
            .expect("an orderly end");
    }

    /// `rabbitmqctl` with these arguments, which must succeed; what it printed.
    pub async fn ctl(&self, arguments: &[&str]) -> String {
        let mut command = Child::spawn(&script("rabbitmqctl"), arguments, &self.variables, |command| {
            command.current_dir(self.folder.path())
        });
        let status = command.ended().await;
        assert!(
            status.success(),
            "rabbitmqctl {arguments:?}: {}",
            command.output()
        );
        command.output()
    }

    /// Raises or ends the memory alarm: while it lasts, the broker takes nothing from publishers.
    pub async fn set_memory_alarm(&self, on: bool) {
        let bytes = if on { "1" } else { "100GB" };
        self.ctl(&["set_vm_memory_high_watermark", "absolute", bytes])
            .await;
    }

    /// Raises or ends the disk alarm, by a limit that no disk or every disk has free.
    pub async fn set_disk_alarm(&self, on: bool) {
        let bytes = if on { "1000000GB" } else { "1MB" };
        self.ctl(&["set_disk_free_limit", bytes]).await;
    }
}

impl Drop for PrivateRabbitMq {
    fn drop(&mut self) {
        // Gone before its folder, into which it would write. SIGKILL takes no time that anybody could measure.
        let Some(node) = &mut self.node else { return };
        node.signal("KILL");
        while node.is_running() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

fn script(name: &str) -> String {
    program(name, [PathBuf::from(DEBIAN)], PACKAGE)
}
