//! `demo-credentials.json` in the data folder: who may sign in to the demonstration. Made once, then read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Random bytes of a secret: 192 bits, beyond guessing.
const SECRET_BYTES: usize = 24;

/// Random bytes of a name: after the file was deleted, the new names must not meet those in the database.
const NAME_BYTES: usize = 6;

/// A national administrator of the demonstration, as a program (client) and as a person.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// The client's name at `POST /oauth2/token`.
    pub(crate) client_id: String,
    /// The client's secret.
    pub(crate) client_secret: SecretString,
    /// The person's name at `POST /api/v1/sessions`.
    pub(crate) username: String,
    /// The person's password.
    pub(crate) password: SecretString,
}

/// The file's form.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CredentialsFile {
    client_id: String,
    client_secret: String,
    username: String,
    password: String,
}

/// The credentials cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialsError {
    /// The operating system refused.
    #[error("cannot read or write {}: {cause}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Someone changed the file and broke it.
    #[error("{} is not as expected ({cause}): correct it, or delete it to get new credentials", .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        cause: serde_json::Error,
    },
}

/// Where the credentials of the data folder are kept.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("demo-credentials.json")
}

impl Credentials {
    /// Reads the folder's credentials, or makes and keeps new ones.
    ///
    /// # Errors
    /// [`CredentialsError`].
    pub(crate) fn of(folder: &Path) -> Result<Self, CredentialsError> {
        let path = file(folder);
        let document = match std::fs::read(&path) {
            Ok(text) => {
                serde_json::from_slice(&text).map_err(|cause| CredentialsError::Content { path, cause })?
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let document = CredentialsFile::random();
                document
                    .write(&path)
                    .map_err(|cause| CredentialsError::File { path, cause })?;
                document
            }
            Err(cause) => return Err(CredentialsError::File { path, cause }),
        };
        Ok(Self {
            client_id: document.client_id,
            client_secret: document.client_secret.into(),
            username: document.username,
            password: document.password.into(),
        })
    }

    /// The secret for the terminal of the one who started the process: the one place where it may be seen.
    pub(crate) fn shown_secret(&self) -> &str {
        self.client_secret.expose_secret()
    }
}

impl CredentialsFile {
    fn random() -> Self {
        Self {
            client_id: format!("demo-{}", random::<NAME_BYTES>()),
            client_secret: random::<SECRET_BYTES>(),
            username: format!("demo-{}", random::<NAME_BYTES>()),
            password: random::<SECRET_BYTES>(),
        }
    }

    /// Whole or not at all, and never readable by others, not even for a moment.
    fn write(&self, path: &Path) -> std::io::Result<()> {
        let unfinished = path.with_extension("unfinished");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&unfinished)?;
        serde_json::to_writer_pretty(&file, self)?;
        writeln!(file)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)
    }
}

/// Letters, digits, `-` and `_` only: fit for a URL, a shell and a JSON text.
fn random<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn they_are_made_once_and_readable_by_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = Credentials::of(folder.path()).unwrap();
        let second = Credentials::of(folder.path()).unwrap();
        assert_eq!(first.shown_secret(), second.shown_secret());
        assert_ne!(first.shown_secret(), first.password.expose_secret());
        let mode = std::fs::metadata(file(folder.path()))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(file(folder.path()), "{\"client_id\":\"x\"}").unwrap();
        let error = Credentials::of(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("demo-credentials.json is not as expected"),
            "{error}"
        );
        assert!(!error.contains('\n'), "{error}");
    }
}
