//! A TCP proxy that breaks the network on purpose, between a service and PostgreSQL or RabbitMQ.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the proxy does with connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Passes bytes on.
    Open,
    /// Open connections are cut in both directions, new ones are closed at once: the server is away.
    Refusing,
    /// Connections stay open and nothing passes: the network swallows packets.
    BlackHole,
}

/// The proxy; ends with the value.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    /// Raised by [`Proxy::cut`], so that connections from before end.
    generation: watch::Sender<u64>,
    /// Raised by [`Proxy::lose`], so that connections from before pass nothing any more.
    lost: watch::Sender<u64>,
    /// Bytes from the server that still pass before [`Mode::BlackHole`].
    left: Arc<AtomicI64>,
    accepting: JoinHandle<()>,
}

/// Never reached.
const NO_END: i64 = i64::MAX;

impl Proxy {
    /// A proxy on a free local port that passes on to `target` (`host:port`).
    pub async fn to(target: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a local address");
        let (mode, seen) = watch::channel(Mode::Open);
        let (generation, generations) = watch::channel(0);
        let (lost, losses) = watch::channel(0);
        let left = Arc::new(AtomicI64::new(NO_END));
        let signals = Signals {
            mode: seen,
            generations,
            losses,
            limit: Limit {
                left: Arc::clone(&left),
                mode: mode.clone(),
            },
        };
        let accepting = tokio::spawn(accept(listener, target.to_owned(), signals));
        Self {
            address,
            mode,
            generation,
            lost,
            left,
            accepting,
        }
    }

    /// Where to connect to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts every open connection in both directions; new ones pass.
    pub fn cut(&self) {
        self.generation.send_modify(|generation| *generation += 1);
    }

    /// Cuts every open connection and refuses new ones until [`Proxy::resume`].
    pub fn refuse(&self) {
        self.mode.send_replace(Mode::Refusing);
        self.cut();
    }

    /// Keeps connections open but passes nothing until [`Proxy::resume`].
    pub fn black_hole(&self) {
        self.mode.send_replace(Mode::BlackHole);
    }

    /// Becomes a [`Proxy::black_hole`] as soon as the server has sent so many bytes from now on: in the middle of a long answer.
    pub fn black_hole_after(&self, bytes: i64) {
        self.left.store(bytes, Ordering::Release);
    }

    /// Returns once nothing passes any more.
    pub async fn swallowing(&self) {
        let mut mode = self.mode.subscribe();
        let swallows = mode.wait_for(|mode| *mode == Mode::BlackHole).await;
        swallows.expect("the proxy is there");
    }

    /// Keeps every open connection open and passes nothing on it any more, for ever; new ones pass. So does a firewall
    /// or a fail-over that forgets its connections without a word to either side.
    pub fn lose(&self) {
        self.lost.send_modify(|lost| *lost += 1);
    }

    /// Passes everything again.
    pub fn resume(&self) {
        self.mode.send_replace(Mode::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

/// What connections listen to.
#[derive(Clone)]
struct Signals {
    mode: watch::Receiver<Mode>,
    generations: watch::Receiver<u64>,
    losses: watch::Receiver<u64>,
    limit: Limit,
}

/// How much the server may still send.
#[derive(Clone)]
struct Limit {
    left: Arc<AtomicI64>,
    mode: watch::Sender<Mode>,
}

impl Limit {
    /// Counts what the server sent; what goes beyond the limit does not pass.
    fn sent(&self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(NO_END);
        let before = self.left.fetch_sub(bytes, Ordering::AcqRel);
        if (1..=bytes).contains(&before) {
            self.left.store(NO_END, Ordering::Release);
            self.mode.send_replace(Mode::BlackHole);
        }
    }
}

async fn accept(listener: TcpListener, target: String, signals: Signals) {
    while let Ok((client, _)) = listener.accept().await {
        if *signals.mode.borrow() == Mode::Refusing {
            continue;
        }
        tokio::spawn(pass(client, target.clone(), signals.clone()));
    }
}

/// Carries one connection until either side ends it or it is cut; dropping both sockets closes both directions.
async fn pass(client: TcpStream, target: String, mut signals: Signals) {
    signals.generations.mark_unchanged();
    signals.losses.mark_unchanged();
    let (mode, limit) = (signals.mode, signals.limit);
    let Ok(server) = TcpStream::connect(&target).await else {
        return;
    };
    let (client_read, client_write) = client.into_split();
    let (server_read, server_write) = server.into_split();
    let carried = async {
        let mut up = pin!(carry(client_read, server_write, mode.clone(), |_| {}));
        let mut down = pin!(carry(server_read, client_write, mode, |bytes| limit.sent(bytes)));
        tokio::select! {
            () = &mut up => {}
            () = &mut down => {}
            // Both are kept as they are: neither side is told.
            _ = signals.losses.changed() => std::future::pending().await,
        }
    };
    tokio::select! {
        () = carried => {}
        _ = signals.generations.changed() => {}
    }
}

async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut mode: watch::Receiver<Mode>,
    sent: impl Fn(usize),
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut buffer).await {
        sent(count);
        if count == 0 || mode.wait_for(|mode| *mode != Mode::BlackHole).await.is_err() {
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo_server() -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = socket.split();
                    tokio::io::copy(&mut read, &mut write).await
                });
            }
        });
        address
    }

    async fn echoes(stream: &mut TcpStream) -> bool {
        let mut answer = [0; 2];
        stream.write_all(b"hi").await.is_ok() && stream.read_exact(&mut answer).await.is_ok()
    }

    #[tokio::test]
    async fn passes_cuts_refuses_and_resumes() {
        let proxy = Proxy::to(&echo_server().await.to_string()).await;
        let mut first = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(echoes(&mut first).await);
        proxy.cut();
        assert!(!echoes(&mut first).await);

        proxy.refuse();
        let mut refused = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(!echoes(&mut refused).await);

        proxy.resume();
        let mut again = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(echoes(&mut again).await);
    }

    #[tokio::test]
    async fn a_lost_connection_stays_silent_and_a_new_one_passes() {
        let proxy = Proxy::to(&echo_server().await.to_string()).await;
        let mut old = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(echoes(&mut old).await);
        proxy.lose();
        let mut new = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(echoes(&mut new).await);
        let short = std::time::Duration::from_millis(100);
        assert!(tokio::time::timeout(short, echoes(&mut old)).await.is_err());
    }

    #[tokio::test]
    async fn a_black_hole_begins_in_the_middle_of_an_answer() {
        let proxy = Proxy::to(&echo_server().await.to_string()).await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        proxy.black_hole_after(3);
        assert!(echoes(&mut stream).await);
        stream.write_all(b"hi").await.unwrap();
        proxy.swallowing().await;
        proxy.resume();
        let mut answer = [0; 2];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"hi");
        assert!(echoes(&mut stream).await);
    }

    #[tokio::test]
    async fn a_black_hole_holds_bytes_back_until_it_ends() {
        let proxy = Proxy::to(&echo_server().await.to_string()).await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(echoes(&mut stream).await);
        proxy.black_hole();
        stream.write_all(b"hi").await.unwrap();
        let mut answer = [0; 2];
        let short = std::time::Duration::from_millis(100);
        assert!(
            tokio::time::timeout(short, stream.read_exact(&mut answer))
                .await
                .is_err()
        );
        proxy.resume();
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"hi");
    }
}
