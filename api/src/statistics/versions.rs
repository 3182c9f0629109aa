//! `GET /api/v1/statistics/versions`: each new version of the statistics as it comes, by server-sent events
//! (html.spec.whatwg.org, section 9.2), so that a page asks for its figures when they have changed and not before.

use crate::caller::{Caller, StatisticsRead};
use crate::state::AppState;
use actix_web::web;
use api_http::answer::{EventStream, Media};
use api_http::problem::ApiResult;
use bytes::Bytes;
use endpoint::endpoint;
use futures_util::stream;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// How long a stream is silent at most: below the idle time-outs of common proxies (60 s), and how long a client that went
/// away without a word is still counted.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often a stream asks the database while this process does not hear of versions.
const UNHEARD: Duration = Duration::from_secs(1);
/// How long a client waits before it connects again, in milliseconds: a restart takes about as long.
const RETRY: u32 = 3_000;

/// The version of the statistics now and each one after it: `event: version`, `data: {"version":7}`.
///
/// A line of comment comes every 15 seconds. The stream ends when the access token expires or the service stops: connect
/// again, with a fresh token. Versions may be passed over; the newest is always told.
#[endpoint(get "/statistics/versions", tag = "statistics", problems(TooManyRequests))]
pub(super) async fn versions(
    caller: Caller<StatisticsRead>,
    state: web::Data<AppState>,
) -> ApiResult<Media<EventStream>> {
    let slot = state.admission.stream()?;
    let news = state.statistics.news();
    // Known before the first event, so that a client hears of it at once.
    state.statistics.version(&state.database).await?;
    let follower = Follower {
        told: None,
        ends: Instant::now() + caller.remaining(),
        news,
        state,
        _slot: slot,
    };
    Ok(Media::events(stream::unfold(follower, Follower::next)))
}

/// One client that listens.
struct Follower {
    /// The version it was told last.
    told: Option<i64>,
    /// When its token expires.
    ends: Instant,
    news: watch::Receiver<i64>,
    state: web::Data<AppState>,
    _slot: OwnedSemaphorePermit,
}

impl Follower {
    /// What it is told next; none at the end.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let silent_until = Instant::now() + HEARTBEAT;
        loop {
            let version = *self.news.borrow_and_update();
            if self.told != Some(version) {
                let first = self.told.replace(version).is_none();
                return Some((Ok(event(version, first)), self));
            }
            let ask = async {
                if self.state.statistics.followed_version().is_some() {
                    std::future::pending::<()>().await;
                }
                sleep(UNHEARD).await;
                // Without the database there is no news either; the next look tries again.
                let _ = self.state.statistics.version(&self.state.database).await;
            };
            tokio::select! {
                () = self.state.left() => return None,
                () = sleep_until(self.ends) => return None,
                changed = self.news.changed() => changed.ok()?,
                () = ask => {}
                () = sleep_until(silent_until) => {
                    return Some((Ok(Bytes::from_static(b":\n\n")), self));
                }
            }
        }
    }
}

/// One event; the first also says how long to wait before connecting again.
fn event(version: i64, first: bool) -> Bytes {
    let retry = if first {
        format!("retry: {RETRY}\n")
    } else {
        String::new()
    };
    format!("{retry}event: version\nid: {version}\ndata: {{\"version\":{version}}}\n\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_as_the_standard_says() {
        assert_eq!(
            event(7, true),
            "retry: 3000\nevent: version\nid: 7\ndata: {\"version\":7}\n\n"
        );
        assert_eq!(
            event(8, false),
            "event: version\nid: 8\ndata: {\"version\":8}\n\n"
        );
    }
}
