//! A collector as far as the service can tell: it takes posts and answers 200.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A post as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Post {
    /// Request line and headers in lower case.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Listens until the test ends. Its address has a name: the first number that a program prints is taken for its own.
pub(crate) struct Collector {
    pub(crate) endpoint: String,
    posts: Arc<Mutex<Vec<Post>>>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!(
            "http://localhost:{}",
            listener.local_addr().expect("an address").port()
        );
        let posts = Arc::<Mutex<Vec<Post>>>::default();
        let taken = Arc::clone(&posts);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&taken)));
            }
        });
        Self { endpoint, posts }
    }

    pub(crate) fn posts(&self) -> Vec<Post> {
        self.posts.lock().expect("the posts").clone()
    }

    /// Whether any post holds these bytes.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        self.posts()
            .iter()
            .any(|post| post.body.windows(bytes.len()).any(|window| window == bytes))
    }
}

async fn serve(stream: TcpStream, posts: Arc<Mutex<Vec<Post>>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut post = Post::default();
        while !post.head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut post.head).await? == 0 {
                return Ok(());
            }
        }
        post.head = post.head.to_lowercase();
        let length = post
            .head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length.and_then(|length| length.parse().ok()).expect("a length");
        post.body = vec![0; length];
        stream.read_exact(&mut post.body).await?;
        posts.lock().expect("the posts").push(post);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .await?;
    }
}
