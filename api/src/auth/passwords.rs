//! Password checks off the request threads: bounded, and equally slow for names that do not exist.

use crate::config::processors::processors;
use api_http::problem::{Code, Problem};
use secrecy::SecretString;
use shared::passwords::{PasswordError, hash, verify};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest a caller waits for its turn: a flood of logins becomes 503 and not a queue without end.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

/// Checks passwords, a core's worth at a time.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// Hash of no password: checked for unknown names, so that they take as long as known ones.
    nobody: String,
}

impl Passwords {
    /// Half of the cores may hash at a time; the others keep serving.
    ///
    /// # Errors
    /// Where nothing can be hashed.
    pub(crate) fn new() -> Result<Self, PasswordError> {
        let random = SecretString::from(uuid::Uuid::new_v4().to_string());
        Ok(Self {
            turns: Arc::new(Semaphore::new(processors().div_ceil(2))),
            nobody: hash(&random)?,
        })
    }

    /// Whether `password` belongs to `stored`, the hash of a known name, or `None` for an unknown one (then false, as
    /// slowly).
    ///
    /// # Errors
    /// 503 where too many are waiting.
    pub(crate) async fn check(
        &self,
        password: SecretString,
        stored: Option<String>,
    ) -> Result<bool, Problem> {
        let turn = tokio::time::timeout(QUEUE_TIMEOUT, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Problem::new(Code::Unavailable).retry_after(QUEUE_TIMEOUT));
        };
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let matches = tokio::task::spawn_blocking(move || {
            // Held until the work ends, even where the request has been given up.
            let _turn = turn;
            verify(&password, &stored)
        });
        let matches = matches.await.map_err(|error| Problem::internal(&error))?;
        Ok(matches && known)
    }
}
