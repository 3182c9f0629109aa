//! The load generator: raw HTTP/1.1 over kept connections, each asking again as soon as it is answered.

use memchr::memmem;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// When the generator stops.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// After this time; the requests go round.
    Elapsed(Duration),
    /// When each request was sent once.
    AllSent,
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) longest: Duration,
}

/// The bytes of a request.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!(
            "Content-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        ));
    }
    format!("{head}\r\n{body}").into_bytes()
}

/// Sends `requests` to `base` over `connections`; every answer must have `status`.
pub(crate) async fn run(
    base: &str,
    requests: Arc<Vec<Vec<u8>>>,
    status: u16,
    connections: usize,
    until: Until,
) -> Load {
    let address = base.trim_start_matches("http://").to_owned();
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(connection(
            address.clone(),
            Arc::clone(&requests),
            Arc::clone(&next),
            status,
            start,
            until,
        ));
    }
    let mut latencies: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
    let elapsed = start.elapsed();
    latencies.sort_unstable();
    let quantile = |percent: usize| latencies[(latencies.len() - 1) * percent / 100];
    Load {
        per_second: latencies.len() as f64 / elapsed.as_secs_f64(),
        p50: quantile(50),
        p99: quantile(99),
        longest: quantile(100),
    }
}

async fn connection(
    address: String,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    status: u16,
    start: Instant,
    until: Until,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(&address).await.expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let mut buffer = Vec::with_capacity(64 * 1024);
    let mut latencies = Vec::new();
    loop {
        let position = next.fetch_add(1, Ordering::Relaxed);
        let done = match until {
            Until::Elapsed(limit) => start.elapsed() >= limit,
            Until::AllSent => position >= requests.len(),
        };
        if done {
            return latencies;
        }
        let sent = Instant::now();
        stream
            .write_all(&requests[position % requests.len()])
            .await
            .expect("a request");
        let seen = answer(&mut stream, &mut buffer).await;
        latencies.push(sent.elapsed());
        assert_eq!(seen, status, "{}", String::from_utf8_lossy(&buffer));
        buffer.clear();
    }
}

/// Reads one answer and returns its status. A long body is not kept: the generator should cost little beside the server.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> u16 {
    let mut gone = 0;
    let mut known = None;
    loop {
        known = known.or_else(|| head(buffer));
        if let Some((status, length)) = known {
            if gone + buffer.len() >= length {
                return status;
            }
            gone += buffer.len();
            buffer.clear();
        }
        assert_ne!(
            stream.read_buf(buffer).await.expect("an answer"),
            0,
            "the server hung up"
        );
    }
}

/// Status and whole length of the answer, once its head is there.
fn head(buffer: &[u8]) -> Option<(u16, usize)> {
    let end = memmem::find(buffer, b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&buffer[..end]).expect("an ASCII head");
    let status = head[9..12].parse().expect("a status");
    let mut length = 0;
    for (name, value) in head.lines().filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a length");
        }
        let is_chunked = name.eq_ignore_ascii_case("transfer-encoding");
        assert!(!is_chunked, "answers of a known length: {head}");
    }
    Some((status, end + if status == 304 { 0 } else { length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_measured_by_its_head() {
        assert_eq!(head(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"), None);
        assert_eq!(
            head(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"),
            Some((200, 43))
        );
        assert_eq!(
            head(b"HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n\r\n"),
            Some((304, 40))
        );
    }
}
