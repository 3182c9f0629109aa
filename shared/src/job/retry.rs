//! How long a job waits between attempts, and how many it gets.

use rand::RngExt;
use std::time::Duration;

/// Attempts a job gets; then it is failed, visible to operators and can be redriven. With the default delays the
/// last attempt begins about 21 minutes after the first: longer than a fail-over or a deployment takes.
pub const MAX_ATTEMPTS: i32 = 5;

/// The waits of the three retry queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryDelays([Duration; 3]);

impl Default for RetryDelays {
    /// 10 seconds (a blip), 1 minute (a restart), 10 minutes (an incident).
    fn default() -> Self {
        Self([
            Duration::from_secs(10),
            Duration::from_secs(60),
            Duration::from_secs(600),
        ])
    }
}

impl RetryDelays {
    /// Other waits, rising; tests use short ones.
    #[must_use]
    pub const fn new(delays: [Duration; 3]) -> Self {
        Self(delays)
    }

    /// The retry step after `attempt` (1 is the first): 1, 2, then 3 for ever.
    #[must_use]
    pub fn step_after(attempt: i32) -> i16 {
        i16::try_from(attempt.clamp(1, 3)).unwrap_or(3)
    }

    /// The wait of a step; 0 is at once, a step beyond the last waits as the last.
    #[must_use]
    pub fn of_step(&self, step: i16) -> Duration {
        match step {
            ..=0 => Duration::ZERO,
            1 => self.0[0],
            2 => self.0[1],
            _ => self.0[2],
        }
    }

    /// The wait of a step less up to a fifth of it by chance, so that jobs that failed together do not all come back at one
    /// moment. In whole milliseconds.
    #[must_use]
    pub fn spread(&self, step: i16) -> Duration {
        let most = u64::try_from(self.of_step(step).as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(rand::rng().random_range(most - most / 5..=most))
    }

    /// The waits in rising order.
    #[must_use]
    pub const fn all(&self) -> [Duration; 3] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn waits_are_spread_over_the_last_fifth() {
        let delays = RetryDelays::default();
        let waits: HashSet<Duration> = (0..100).map(|_| delays.spread(1)).collect();
        assert!(waits.len() > 1);
        let bounds = Duration::from_secs(8)..=Duration::from_secs(10);
        assert!(waits.iter().all(|wait| bounds.contains(wait)), "{waits:?}");
        assert_eq!(delays.spread(0), Duration::ZERO);
    }
}
