//! The data folder: made for its owner only, claimed by one process at a time, remembered as ready.

use super::error::EmbeddedPostgresError;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// The layout of the data folder; a number that changes when an older folder can no longer be read.
const LAYOUT: &str = "1";

/// Longest folder name with which a Unix socket still fits: its whole address has room for 104 bytes or a few more.
const SOCKET_FOLDER_LIMIT: usize = 85;

/// A data folder held by this process. The operating system frees the lock when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    ready: bool,
    _lock: File,
}

impl DataFolder {
    /// Makes the folder where it is missing and takes its lock.
    ///
    /// # Errors
    /// [`EmbeddedPostgresError::Folder`], [`EmbeddedPostgresError::Locked`], [`EmbeddedPostgresError::Layout`], or [`EmbeddedPostgresError::Damaged`] where
    /// the folder was ready once and the heart of the database is gone.
    pub(crate) fn claim(path: &Path) -> Result<Self, EmbeddedPostgresError> {
        let failed = |cause| EmbeddedPostgresError::folder(path, cause);
        private().recursive(true).create(path).map_err(failed)?;
        let path = path.canonicalize().map_err(failed)?;
        let lock = lock(&path)?;
        let ready = is_ready(&path)?;
        let folder = Self {
            path,
            ready,
            _lock: lock,
        };
        // pglite makes a new cluster in place of one without its control file: the data would be gone without a word.
        let control = folder.database().join("tmp/pglite/base/global/pg_control");
        if ready && !control.is_file() {
            return Err(EmbeddedPostgresError::damaged(
                &folder.path,
                &"pg_control is missing",
            ));
        }
        Ok(folder)
    }

    /// The folder's absolute path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// True where an earlier start has run the migrations here.
    pub(super) fn was_ready(&self) -> bool {
        self.ready
    }

    /// Where pglite keeps the cluster.
    pub(super) fn database(&self) -> PathBuf {
        self.path.join("database")
    }

    /// Where the sockets live: the folder itself, or one among the temporary files where its name is too long.
    pub(super) fn sockets(&self) -> Result<PathBuf, EmbeddedPostgresError> {
        if self.path.as_os_str().len() <= SOCKET_FOLDER_LIMIT {
            return Ok(self.path.clone());
        }
        let folder = std::env::temp_dir().join(format!("ocop-{}", std::process::id()));
        // What an earlier process with our number left behind; where it cannot be removed, the next line tells.
        let _ = std::fs::remove_dir_all(&folder);
        private()
            .create(&folder)
            .map_err(|cause| EmbeddedPostgresError::folder(&folder, cause))?;
        Ok(folder)
    }

    /// Remembers that the migrations have run.
    pub(super) fn mark_ready(&self) -> Result<(), EmbeddedPostgresError> {
        let file = self.path.join("layout");
        std::fs::write(&file, format!("{LAYOUT}\n"))
            .map_err(|cause| EmbeddedPostgresError::folder(&file, cause))
    }
}

fn is_ready(folder: &Path) -> Result<bool, EmbeddedPostgresError> {
    let file = folder.join("layout");
    match std::fs::read_to_string(&file) {
        Ok(found) if found.trim() == LAYOUT => Ok(true),
        Ok(found) => Err(EmbeddedPostgresError::Layout {
            path: folder.to_owned(),
            found: format!("{:?}", found.trim()),
            known: LAYOUT,
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(EmbeddedPostgresError::folder(&file, error)),
    }
}

fn lock(folder: &Path) -> Result<File, EmbeddedPostgresError> {
    let path = folder.join("lock");
    let failed = |cause| EmbeddedPostgresError::folder(&path, cause);
    let mut options = OpenOptions::new();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut number = String::new();
            // Only to be helpful: it may not be written yet, and some systems refuse to read a locked file.
            let _ = file.read_to_string(&mut number);
            let holder = match number.trim() {
                "" => "another process".to_owned(),
                number => format!("process {number}"),
            };
            return Err(EmbeddedPostgresError::Locked {
                path: folder.to_owned(),
                holder,
            });
        }
        Err(TryLockError::Error(cause)) => return Err(failed(cause)),
    }
    file.set_len(0).map_err(failed)?;
    writeln!(file, "{}", std::process::id()).map_err(failed)?;
    Ok(file)
}

/// Folders for the owner only: there is no password on the database in it.
fn private() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_once_and_freed_at_the_end() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("a/b");
        let first = DataFolder::claim(&path).unwrap();
        let second = DataFolder::claim(&path).unwrap_err().to_string();
        assert!(
            second.contains(&format!("in use by process {}", std::process::id())),
            "{second}"
        );
        assert!(!first.was_ready());
        drop(first);
        DataFolder::claim(&path).unwrap();
    }

    #[test]
    fn a_file_in_the_folder_s_place_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("file");
        std::fs::write(&path, "").unwrap();
        let error = DataFolder::claim(&path.join("data")).unwrap_err();
        assert!(matches!(error, EmbeddedPostgresError::Folder { .. }), "{error}");
        assert!(error.to_string().contains("file/data"), "{error}");
    }

    #[test]
    fn a_folder_of_another_layout_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        std::fs::write(parent.path().join("layout"), "7\n").unwrap();
        let error = DataFolder::claim(parent.path()).unwrap_err();
        assert!(matches!(error, EmbeddedPostgresError::Layout { .. }), "{error}");
    }

    #[test]
    fn a_ready_folder_without_its_control_file_is_damaged_and_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        DataFolder::claim(parent.path()).unwrap().mark_ready().unwrap();
        let error = DataFolder::claim(parent.path()).unwrap_err();
        assert!(matches!(error, EmbeddedPostgresError::Damaged { .. }), "{error}");
    }
}
