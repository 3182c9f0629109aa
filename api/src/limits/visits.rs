//! Look-ups without a token are counted: so many a minute and address.

use api_http::problem::{Code, Problem};
use moka::sync::Cache;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long a look-up counts.
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses remembered; beyond that the least used are forgotten.
const REMEMBERED: u64 = 100_000;
/// An IPv6 client has a network of its own, and any address in it.
const NETWORK: u128 = !0 << 64;

/// Counts of look-ups in this process. The address is that of the connection: what a proxy in front claims is not believed.
#[derive(Debug)]
pub(crate) struct Visits {
    most: u32,
    counts: Cache<Option<IpAddr>, Arc<Count>>,
}

#[derive(Debug)]
struct Count {
    since: Instant,
    visits: AtomicU32,
}

impl Visits {
    /// Lets `most` look-ups a minute and address through.
    pub(crate) fn new(most: u32) -> Self {
        let counts = Cache::builder()
            .max_capacity(REMEMBERED)
            .time_to_live(WINDOW)
            .build();
        Self { most, counts }
    }

    /// Counts a look-up from `peer`.
    ///
    /// # Errors
    /// 429 with the rest of the minute.
    pub(crate) fn enter(&self, peer: Option<SocketAddr>) -> Result<(), Problem> {
        let count = self.counts.get_with(peer.map(|peer| network(peer.ip())), || {
            Arc::new(Count {
                since: Instant::now(),
                visits: AtomicU32::new(0),
            })
        });
        if count.visits.fetch_add(1, Ordering::Relaxed) < self.most {
            return Ok(());
        }
        let rest = WINDOW
            .saturating_sub(count.since.elapsed())
            .max(Duration::from_secs(1));
        Err(Problem::new(Code::TooManyRequests)
            .detail(
                "Tra cứu quá nhiều lần; hãy thử lại sau ít phút.",
                "Too many look-ups; try again in a moment.",
            )
            .retry_after(rest))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & NETWORK)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_has_its_own_count() {
        let visits = Visits::new(2);
        let enter = |address: &str| visits.enter(Some(address.parse().unwrap())).is_ok();
        assert!(enter("10.0.0.1:1") && enter("10.0.0.1:2") && !enter("10.0.0.1:3"));
        assert!(enter("10.0.0.2:1"));
        assert!(enter("[2001:db8::1]:1") && enter("[2001:db8::2]:1") && !enter("[2001:db8::3]:1"));
        assert!(enter("[2001:db8:0:1::1]:1"));
    }
}
