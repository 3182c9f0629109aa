//! Waits between attempts to reach something that is away: doubling, capped, with jitter.

use rand::RngExt;
use std::time::Duration;

/// First wait: a restart of the other side may be over already.
const FIRST: Duration = Duration::from_millis(200);
/// Longest wait: long enough to spare what struggles, short enough to be there when it is back.
const LONGEST: Duration = Duration::from_secs(15);

/// Doubles from 0.2 s to 15 s; [`Backoff::reset`] only after a success, so that a loop that connects and fails at once
/// does not spin.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next wait: half of it fixed, half by chance, so that many processes do not return in step.
    pub fn next_wait(&mut self) -> Duration {
        let ceiling = FIRST
            .saturating_mul(2_u32.saturating_pow(self.failures))
            .min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let half = ceiling / 2;
        let spread = u64::try_from(half.as_millis()).unwrap_or(0);
        half + Duration::from_millis(rand::rng().random_range(0..=spread))
    }

    /// Starts again from the first wait.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_rise_to_the_cap_and_start_again() {
        let mut backoff = Backoff::default();
        assert!(backoff.next_wait() <= FIRST);
        for _ in 0..40 {
            assert!(backoff.next_wait() <= LONGEST);
        }
        assert!(backoff.next_wait() >= LONGEST / 2);
        backoff.reset();
        assert!(backoff.next_wait() <= FIRST);
    }
}
