//! `GET /health/live`, `/health/ready` and `/metrics` of the worker. Three fixed answers for an orchestrator's probe need no
//! HTTP framework: one request a connection, then it is closed.

use crate::Context;
use metrics_exporter_prometheus::PrometheusHandle;
use shared::job::{JobKind, Lane};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

/// The longest a probe may take from its first byte to our last: below the few seconds after which probes give up.
const PROBE: Duration = Duration::from_secs(5);
/// After a connection could not be accepted, such as for want of file descriptors: the next may not be either.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// A request line with headers is far shorter.
const LONGEST_REQUEST: usize = 4096;

/// Answers on `bind` until `shutdown`.
///
/// # Errors
/// Where the address cannot be bound.
pub(crate) async fn serve(
    bind: SocketAddr,
    context: Context,
    metrics: PrometheusHandle,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    let listener = TcpListener::bind(bind).await?;
    info!(address = %listener.local_addr()?, "health and metrics");
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                () = shutdown.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            let Ok((stream, _)) = accepted else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let (context, metrics) = (context.clone(), metrics.clone());
            tokio::spawn(async move {
                match tokio::time::timeout(PROBE, answer(stream, &context, &metrics)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => debug!(%error, "a probe broke off"),
                    Err(_) => debug!("a probe took too long"),
                }
            });
        }
    });
    Ok(())
}

async fn answer(mut stream: TcpStream, context: &Context, metrics: &PrometheusHandle) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if request.len() > LONGEST_REQUEST || stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let line = String::from_utf8_lossy(&request);
    let mut words = line.split(' ');
    let (status, body) = match (words.next(), words.next()) {
        (Some("GET"), Some("/health/live")) => ("200 OK", "live\n".to_owned()),
        (Some("GET"), Some("/health/ready")) => ready(context).await,
        (Some("GET"), Some("/metrics")) => {
            metrics.run_upkeep();
            context.database.record_usage();
            ("200 OK", metrics.render())
        }
        _ => ("404 Not Found", "not found\n".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

/// Ready is a worker that reaches the database and whose consumers are all connected to the broker.
async fn ready(context: &Context) -> (&'static str, String) {
    let unavailable = |error: &dyn std::fmt::Display| ("503 Service Unavailable", format!("{error}\n"));
    if let Err(error) = context.database.ping().await {
        return unavailable(&error);
    }
    let (wanted, connected) = (
        JobKind::ALL.len() * Lane::ALL.len() * context.settings.consumers,
        context.consumers.count(),
    );
    if connected < wanted {
        return unavailable(&format!(
            "{connected} of {wanted} consumers are connected to the broker"
        ));
    }
    ("200 OK", "ready\n".to_owned())
}
