//! The bytes of files, in a folder or in an S3-compatible bucket, each under the id of its row in the table `files`. Every
//! wait has an end.

#[cfg(test)]
mod bucket_tests;
mod file_error;
mod s3_client;
mod upload;

pub(crate) use file_error::{FileError, FileResult};
pub(crate) use upload::{StoredFile, Upload};

use crate::config::{Bucket, FilesConfig, FilesPlace};
use bytes::Bytes;
use file_error::bounded;
use futures_util::{Stream, StreamExt, stream};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, RetryConfig};
use s3_client::S3Connector;
use secrecy::ExposeSecret;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The longest that a failing request to a bucket is tried again; below the time-out of a step.
const RETRY_TIMEOUT: Duration = Duration::from_secs(20);
/// What is gathered in memory before it is written to a folder.
const FOLDER_PART: usize = 256 * 1024;
/// The same for a bucket: S3 takes no smaller parts, but for the last.
const BUCKET_PART: usize = 5 * 1024 * 1024;

/// The store; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct FileStore {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    part: usize,
}

impl FileStore {
    /// The store of `config`. A folder is made with the first file, and a bucket is asked with the first: what is wrong
    /// with either shows then.
    ///
    /// # Errors
    /// [`FileError::Configuration`].
    pub(crate) fn open(config: &FilesConfig) -> FileResult<Self> {
        match &config.place {
            FilesPlace::Folder(folder) => {
                let folder = absolute(folder)?;
                Ok(Self {
                    // A file is evidence: it is on the disk before it is said to be there.
                    store: Arc::new(LocalFileSystem::new().with_fsync(true)),
                    prefix: Path::from_absolute_path(folder).map_err(|error| misconfigured(&error))?,
                    part: FOLDER_PART,
                })
            }
            FilesPlace::Bucket(bucket) => Ok(Self {
                store: Arc::new(s3(bucket)?),
                prefix: Path::parse(&bucket.prefix).map_err(|error| misconfigured(&error))?,
                part: BUCKET_PART,
            }),
        }
    }

    /// Begins to write the file `id`. Nothing is there under the id before [`Upload::finish`].
    #[must_use]
    pub(crate) fn upload(&self, id: Uuid) -> Upload {
        Upload::new(Arc::clone(&self.store), self.path(id), self.part)
    }

    /// The bytes of `id`, or those of a `range` that lies within the file, piece by piece.
    ///
    /// # Errors
    /// [`FileError::Missing`] or [`FileError::Unavailable`]; the latter also in the middle of the stream.
    pub(crate) async fn read(
        &self,
        id: Uuid,
        range: Option<Range<u64>>,
    ) -> FileResult<impl Stream<Item = FileResult<Bytes>> + use<>> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let found = bounded(self.store.get_opts(&self.path(id), options)).await?;
        Ok(stream::try_unfold(found.into_stream(), async |mut pieces| {
            let piece = bounded(async { pieces.next().await.transpose() }).await?;
            Ok(piece.map(|piece| (piece, pieces)))
        }))
    }

    /// Removes the bytes of `id`; what is not there is removed already.
    ///
    /// # Errors
    /// [`FileError::Unavailable`].
    pub(crate) async fn delete(&self, id: Uuid) -> FileResult<()> {
        match bounded(self.store.delete(&self.path(id))).await {
            Ok(()) | Err(FileError::Missing) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Where `id` is kept: below the last two digits of the id, which are random, so that no folder grows too large.
    fn path(&self, id: Uuid) -> Path {
        let name = id.simple().to_string();
        let shelf = name.get(30..).unwrap_or_default().to_owned();
        self.prefix.clone().join(shelf).join(name)
    }
}

fn absolute(folder: &PathBuf) -> FileResult<PathBuf> {
    std::path::absolute(folder).map_err(|error| misconfigured(&error))
}

fn misconfigured(error: &dyn std::fmt::Display) -> FileError {
    FileError::Configuration(error.to_string())
}

fn s3(bucket: &Bucket) -> FileResult<impl ObjectStore> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(bucket.access_key.expose_secret())
        .with_secret_access_key(bucket.secret_key.expose_secret())
        .with_retry(RetryConfig {
            retry_timeout: RETRY_TIMEOUT,
            ..RetryConfig::default()
        })
        // One file at a time, which every store understands.
        .with_disable_bulk_delete(true)
        .with_http_connector(S3Connector);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder
            .with_endpoint(endpoint)
            .with_allow_http(endpoint.starts_with("http://"));
    }
    builder.build().map_err(|error| misconfigured(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use sha2::{Digest, Sha256};

    async fn content(store: &FileStore, id: Uuid, range: Option<Range<u64>>) -> FileResult<Vec<u8>> {
        let pieces: Vec<Bytes> = store.read(id, range).await?.try_collect().await?;
        Ok(pieces.concat())
    }

    #[tokio::test]
    async fn what_is_written_in_pieces_is_read_back_whole_or_in_part() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(&FilesConfig::in_folder(folder.path().join("not/yet"))).unwrap();
        // Below one part, and several parts.
        for size in [5, 3 * FOLDER_PART + 7] {
            let id = Uuid::now_v7();
            let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
            let mut upload = store.upload(id);
            for piece in bytes.chunks(100_000) {
                upload.write(Bytes::copy_from_slice(piece)).await.unwrap();
            }
            assert!(matches!(content(&store, id, None).await, Err(FileError::Missing)));
            let stored = upload.finish().await.unwrap();
            assert_eq!(stored.size, u64::try_from(size).unwrap());
            assert_eq!(stored.sha256, *Sha256::digest(&bytes));
            assert_eq!(content(&store, id, None).await.unwrap(), bytes);
            assert_eq!(content(&store, id, Some(1..4)).await.unwrap(), bytes[1..4]);
            store.delete(id).await.unwrap();
            store.delete(id).await.unwrap();
            assert!(matches!(content(&store, id, None).await, Err(FileError::Missing)));
        }
    }

    #[tokio::test]
    async fn what_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(&FilesConfig::in_folder(folder.path())).unwrap();
        let id = Uuid::now_v7();
        let mut upload = store.upload(id);
        upload.write(Bytes::from(vec![1; 2 * FOLDER_PART])).await.unwrap();
        upload.give_up().await;
        assert!(matches!(content(&store, id, None).await, Err(FileError::Missing)));
        let shelf = folder.path().join(&id.simple().to_string()[30..]);
        assert!(std::fs::read_dir(shelf).map_or(0, Iterator::count) == 0);
    }
}
