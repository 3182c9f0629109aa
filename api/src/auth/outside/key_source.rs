//! The keys of one issuer: kept in memory, refreshed in the background, and once more when a token names an unknown key.

use super::super::token::TokenError;
use super::fetch::{FETCH_TIMEOUT, JwksClient};
use super::jwks::{self, IssuerKey, IssuerKeys};
use crate::config::outside_issuers::OutsideIssuer;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};

/// Between two refreshes: how long a key that its issuer withdrew may still be taken.
const REFRESH_INTERVAL: Duration = Duration::from_secs(5 * 60);
/// Between two tries while the issuer does not answer; also what clients are told to wait.
pub(crate) const RETRY_INTERVAL: Duration = Duration::from_secs(5);
/// Between two fetches because of an unknown key: anybody can invent key ids, and must not make us flood the issuer.
const ASK_INTERVAL: Duration = Duration::from_secs(30);
/// How long a request waits for a fetch that may bring its key: a little more than a fetch may take.
const ANSWER_WAIT: Duration = FETCH_TIMEOUT.saturating_add(Duration::from_secs(1));
/// How long keys are good while the issuer does not answer: longer than an outage, shorter than a stolen key is of use.
const KEYS_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// Keys of one issuer; the background task ends when it is dropped.
#[derive(Debug)]
pub(super) struct KeySource {
    known: watch::Receiver<KnownKeys>,
    ask: Arc<Notify>,
    asks: Mutex<Asks>,
}

/// What the last fetches brought.
#[derive(Clone, Default)]
struct KnownKeys {
    keys: Arc<IssuerKeys>,
    /// When the keys came; none before the first time.
    fetched: Option<Instant>,
    /// Whether the last fetch failed.
    failed: bool,
    /// Number of finished fetches.
    round: u64,
}

impl std::fmt::Debug for KnownKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known")
            .field("keys", &self.keys.len())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// When requests last asked for a fetch.
#[derive(Debug)]
struct Asks {
    last: Option<Instant>,
    /// The round in which the fetch was asked for: until the next one it is under way.
    round: Option<u64>,
}

/// What a request with an unknown key does.
#[derive(Debug, PartialEq, Eq)]
enum Wait {
    /// Asks for a fetch and waits for it.
    Ask,
    /// Waits for the one that is under way.
    Join,
    /// Takes what is known.
    No,
}

impl KeySource {
    /// Begins to follow the keys of `rules` on `runtime`.
    pub(super) fn follow(rules: &OutsideIssuer, client: JwksClient, runtime: &Handle) -> Self {
        let (sender, known) = watch::channel(KnownKeys::default());
        let ask = Arc::new(Notify::new());
        runtime.spawn(refresh(rules.clone(), client, sender, Arc::clone(&ask)));
        Self {
            known,
            ask,
            asks: Mutex::new(Asks::at_start()),
        }
    }

    /// The key with this id.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] where the issuer has none, [`TokenError::Unavailable`] where that cannot be known now.
    pub(super) async fn find(&self, kid: &str) -> Result<Arc<IssuerKey>, TokenError> {
        let mut known = self.known.clone();
        let round = {
            let now = known.borrow_and_update();
            if let Ok(key) = now.find(kid, Instant::now()) {
                return Ok(key);
            }
            now.round
        };
        let wait = self
            .asks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .wait(round, Instant::now());
        if wait == Wait::Ask {
            self.ask.notify_one();
        }
        if wait != Wait::No {
            // Whether it came, failed or was too slow: what is known now decides.
            let _ = tokio::time::timeout(ANSWER_WAIT, known.changed()).await;
        }
        known.borrow().find(kid, Instant::now())
    }
}

impl KnownKeys {
    fn find(&self, kid: &str, now: Instant) -> Result<Arc<IssuerKey>, TokenError> {
        let good = self
            .fetched
            .is_some_and(|fetched| now.saturating_duration_since(fetched) < KEYS_LIFE);
        match self.keys.get(kid) {
            Some(key) if good => Ok(Arc::clone(key)),
            // A key that nobody could ask for may exist: the token is not refused, only not checked.
            _ if self.failed || !good => Err(TokenError::Unavailable),
            _ => Err(TokenError::Invalid),
        }
    }

    fn take(&mut self, fetched: Result<IssuerKeys, String>, now: Instant, rules: &OutsideIssuer) {
        let issuer = &rules.issuer;
        self.round += 1;
        match fetched {
            Ok(keys) => {
                if keys.is_empty() {
                    tracing::warn!(%issuer, "the issuer's key set has no usable key");
                } else if self.failed || self.fetched.is_none() {
                    tracing::info!(%issuer, keys = keys.len(), "the issuer's keys were fetched");
                }
                self.keys = Arc::new(keys);
                self.fetched = Some(now);
                self.failed = false;
            }
            Err(error) if self.failed => {
                tracing::debug!(%issuer, %error, "the issuer's keys still cannot be fetched");
            }
            Err(error) => {
                tracing::warn!(%issuer, %error, "the issuer's keys cannot be fetched; it is tried again");
                self.failed = true;
            }
        }
    }
}

impl Asks {
    /// Before the first fetch has finished, it is the one to wait for.
    const fn at_start() -> Self {
        Self {
            last: None,
            round: Some(0),
        }
    }

    fn wait(&mut self, round: u64, now: Instant) -> Wait {
        if self.round == Some(round) {
            return Wait::Join;
        }
        let recently = self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) < ASK_INTERVAL);
        if recently {
            return Wait::No;
        }
        *self = Self {
            last: Some(now),
            round: Some(round),
        };
        Wait::Ask
    }
}

/// Fetches at once, then at intervals and when asked, until nobody follows any more.
async fn refresh(
    rules: OutsideIssuer,
    client: JwksClient,
    known: watch::Sender<KnownKeys>,
    ask: Arc<Notify>,
) {
    loop {
        let fetched = client
            .fetch(&rules.jwks_url)
            .await
            .and_then(|body| jwks::read(&body, &rules.algorithms));
        let pause = if fetched.is_ok() {
            REFRESH_INTERVAL
        } else {
            RETRY_INTERVAL
        };
        known.send_modify(|known| known.take(fetched, Instant::now(), &rules));
        tokio::select! {
            () = known.closed() => return,
            () = ask.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_cause_one_fetch_an_interval_and_wait_for_it_together() {
        let start = Instant::now();
        let mut asks = Asks::at_start();
        assert_eq!(asks.wait(0, start), Wait::Join, "the first fetch is under way");
        assert_eq!(asks.wait(1, start), Wait::Ask);
        assert_eq!(asks.wait(1, start), Wait::Join);
        assert_eq!(asks.wait(2, start), Wait::No);
        assert_eq!(asks.wait(2, start + ASK_INTERVAL), Wait::Ask);
        assert_eq!(asks.wait(3, start + ASK_INTERVAL), Wait::No);
    }

    #[test]
    fn a_key_is_good_for_a_while_and_an_unknown_one_is_refused_only_by_an_issuer_that_answers() {
        let rules = &super::super::example::test_rules();
        let set = br#"{"keys":[{"kid":"a","kty":"OKP","crv":"Ed25519",
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
        let start = Instant::now();
        let mut known = KnownKeys::default();
        let outcome = |known: &KnownKeys, kid: &str, now| known.find(kid, now).err();
        assert_eq!(outcome(&known, "a", start), Some(TokenError::Unavailable));
        known.take(jwks::read(set, &rules.algorithms), start, rules);
        assert_eq!(outcome(&known, "a", start), None);
        assert_eq!(outcome(&known, "b", start), Some(TokenError::Invalid));
        known.take(Err("away".to_owned()), start, rules);
        assert_eq!(outcome(&known, "a", start), None);
        assert_eq!(outcome(&known, "b", start), Some(TokenError::Unavailable));
        assert_eq!(
            outcome(&known, "a", start + KEYS_LIFE),
            Some(TokenError::Unavailable)
        );
        // Withdrawn by an issuer that answers: gone at once.
        known.take(Ok(IssuerKeys::new()), start, rules);
        assert_eq!(outcome(&known, "a", start), Some(TokenError::Invalid));
        assert_eq!(known.round, 3);
    }
}
