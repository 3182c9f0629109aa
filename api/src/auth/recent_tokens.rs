//! Verified tokens that one thread has seen lately: found without a lock and without hashing the whole token.

use super::verified::VerifiedToken;
use std::sync::Arc;

/// Tokens a thread remembers, a prime so that the remainder depends on every byte of the number it is taken of. A token
/// lies in one place only, and the last one to come there stays.
const PLACES: usize = 1021;
/// The end of a token, part of its signature, tells it from others.
const END: usize = size_of::<u64>();

/// The memory of a thread.
#[derive(Debug)]
pub(super) struct RecentTokens(Vec<Option<(Arc<str>, VerifiedToken)>>);

impl Default for RecentTokens {
    fn default() -> Self {
        Self(vec![None; PLACES])
    }
}

impl RecentTokens {
    /// What is remembered of `token`, every character of it compared.
    pub(super) fn find(&self, token: &str) -> Option<&VerifiedToken> {
        let (remembered, verified) = self.0.get(place(token)?)?.as_ref()?;
        (**remembered == *token).then_some(verified)
    }

    /// Remembers a token that was verified, in the place of another one.
    pub(super) fn keep(&mut self, token: Arc<str>, verified: VerifiedToken) {
        if let Some(slot) = place(&token).and_then(|place| self.0.get_mut(place)) {
            *slot = Some((token, verified));
        }
    }
}

/// Where `token` lies; nowhere for what is too short to be one.
fn place(token: &str) -> Option<usize> {
    let end = token.as_bytes().last_chunk::<END>()?;
    usize::try_from(u64::from_le_bytes(*end))
        .ok()
        .map(|number| number % PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_token_is_found() {
        let mut recent = RecentTokens::default();
        let verified = VerifiedToken::example();
        recent.keep("first.signature".into(), verified.clone());
        assert!(recent.find("first.signature").is_some());
        // The same place, another token.
        assert!(recent.find("other.signature").is_none());
        assert!(recent.find("short").is_none());
        recent.keep("other.signature".into(), verified);
        assert!(recent.find("other.signature").is_some());
        assert!(recent.find("first.signature").is_none());
    }
}
