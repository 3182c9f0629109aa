//! How much an api takes on at a time before it turns clients away.

use shared::config::Environment;

/// Bounds of what one process holds in memory for its clients; beyond them it answers 503 or 429 with `Retry-After`.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// `OCOP_MOST_REQUESTS`, default 2000: requests in work at a time; health and metrics are always answered. Each may wait
    /// for a connection to PostgreSQL, so more would only wait longer.
    pub requests: usize,
    /// `OCOP_BATCH_MEMORY_MIB`, default 256: bodies of batches held at a time. A batch needs up to three times its body while
    /// it is checked.
    pub batch_mebibytes: usize,
    /// `OCOP_BATCHES_PER_CLIENT`, default 2: batches of one client in work at a time; the second is read while the first is
    /// written, and the others' turn comes too.
    pub batches_per_client: usize,
    /// `OCOP_MOST_WAITING`, default 2000000: unfinished jobs from which on batches are refused, about ten minutes of work for
    /// one worker. Single evaluations are always accepted.
    pub waiting: i64,
    /// `OCOP_MOST_UPLOADS`, default 16: files on their way in at a time. Each holds up to two parts in memory, of 256 KiB for a
    /// folder and 5 MiB for a bucket.
    pub uploads: usize,
    /// `OCOP_MOST_STREAMS`, default 1000: clients that listen for versions of the statistics at a time, each on a connection of its
    /// own.
    pub streams: usize,
    /// `OCOP_VERIFICATIONS_PER_MINUTE`, default 60: look-ups of certificates without a token from one address. Behind a
    /// proxy all clients share its address: raise it there, and let the proxy bound each client.
    pub verifications: u32,
    /// `OCOP_OPEN_DATA_PER_MINUTE`, default 60: requests for open data from one address; the same holds for a proxy.
    pub open_data: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 2_000,
            batch_mebibytes: 256,
            batches_per_client: 2,
            waiting: 2_000_000,
            uploads: 16,
            streams: 1_000,
            verifications: 60,
            open_data: 60,
        }
    }
}

impl Limits {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let default = Self::default();
        Self {
            requests: environment.number("OCOP_MOST_REQUESTS", default.requests, 1..=1_000_000),
            // One body of the largest size must fit.
            batch_mebibytes: environment.number(
                "OCOP_BATCH_MEMORY_MIB",
                default.batch_mebibytes,
                64..=65_536,
            ),
            batches_per_client: environment.number(
                "OCOP_BATCHES_PER_CLIENT",
                default.batches_per_client,
                1..=1_000,
            ),
            waiting: environment.number("OCOP_MOST_WAITING", default.waiting, 0..=i64::MAX),
            streams: environment.number("OCOP_MOST_STREAMS", default.streams, 0..=100_000),
            uploads: environment.number("OCOP_MOST_UPLOADS", default.uploads, 1..=10_000),
            open_data: environment.number("OCOP_OPEN_DATA_PER_MINUTE", default.open_data, 1..=1_000_000),
            verifications: environment.number(
                "OCOP_VERIFICATIONS_PER_MINUTE",
                default.verifications,
                1..=1_000_000,
            ),
        }
    }
}
