//! A bucket, as far as the store uses one.

use crate::config::{Bucket, FilesConfig, FilesPlace};
use crate::file_store::{FileError, FileStore};
use bytes::Bytes;
use futures_util::TryStreamExt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// As much of S3 as is used: objects, and parts of the one object under way.
#[derive(Debug, Default)]
struct Fake {
    objects: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<u32, Vec<u8>>,
    requests: Vec<String>,
}

impl Fake {
    /// Status, further headers and body of the answer.
    fn answer(&mut self, method: &str, target: &str, body: Vec<u8>) -> (u16, String, Vec<u8>) {
        self.requests.push(format!("{method} {target}"));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let part = query.split('&').find_map(|pair| pair.strip_prefix("partNumber="));
        let xml = |text: &str| (200, String::new(), text.as_bytes().to_vec());
        match (method, part) {
            ("PUT", Some(number)) => {
                self.parts.insert(number.parse().unwrap(), body);
                (200, "ETag: \"part\"\r\n".to_owned(), Vec::new())
            }
            ("PUT", None) => {
                self.objects.insert(path.to_owned(), body);
                (200, "ETag: \"whole\"\r\n".to_owned(), Vec::new())
            }
            ("POST", _) if query.starts_with("uploads") => {
                xml("<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
            }
            ("POST", _) if query.starts_with("uploadId") => {
                let whole = std::mem::take(&mut self.parts).into_values().flatten().collect();
                self.objects.insert(path.to_owned(), whole);
                xml("<CompleteMultipartUploadResult><ETag>\"w\"</ETag></CompleteMultipartUploadResult>")
            }
            ("DELETE", _) => {
                self.objects.remove(path);
                (204, String::new(), Vec::new())
            }
            _ => match self.objects.get(path) {
                Some(object) => {
                    let headers = "ETag: \"w\"\r\nLast-Modified: Tue, 24 Nov 2026 00:00:00 GMT\r\n";
                    (200, headers.to_owned(), object.clone())
                }
                None => (404, String::new(), Vec::new()),
            },
        }
    }
}

async fn serve(stream: TcpStream, fake: Arc<Mutex<Fake>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut first, mut length, mut signed) = (String::new(), 0, false);
        if stream.read_line(&mut first).await? == 0 {
            return Ok(());
        }
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            signed |= line.starts_with("authorization: aws4-hmac-sha256 credential=key/");
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let (status, headers, body) = if signed {
            fake.lock().unwrap().answer(method, target, body)
        } else {
            (403, String::new(), Vec::new())
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body).await?;
    }
}

#[tokio::test]
async fn small_files_go_in_one_request_and_large_ones_in_parts() {
    let fake = Arc::new(Mutex::new(Fake::default()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = Arc::clone(&fake);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&served)));
        }
    });
    let config = FilesConfig {
        place: FilesPlace::Bucket(Bucket {
            name: "ocop".to_owned(),
            prefix: "evidence".to_owned(),
            endpoint: Some(format!("http://{address}")),
            region: "us-east-1".to_owned(),
            access_key: "key".into(),
            secret_key: "secret".into(),
        }),
        ..FilesConfig::default()
    };
    let store = FileStore::open(&config).unwrap();
    for (size, requests) in [(1_000, 1), (11 * 1024 * 1024, 5)] {
        let id = Uuid::now_v7();
        let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
        let mut upload = store.upload(id);
        for piece in bytes.chunks(1024 * 1024) {
            upload.write(Bytes::copy_from_slice(piece)).await.unwrap();
        }
        upload.finish().await.unwrap();
        let asked = std::mem::take(&mut fake.lock().unwrap().requests);
        assert_eq!(asked.len(), requests, "{asked:?}");
        assert!(asked[0].contains("/ocop/evidence/"), "{asked:?}");
        let read: Vec<Bytes> = store.read(id, None).await.unwrap().try_collect().await.unwrap();
        assert!(read.concat() == bytes);
        store.delete(id).await.unwrap();
        fake.lock().unwrap().requests.clear();
        assert!(matches!(
            store.read(id, None).await.err(),
            Some(FileError::Missing)
        ));
        fake.lock().unwrap().requests.clear();
    }
}
