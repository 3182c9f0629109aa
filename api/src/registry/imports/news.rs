//! The progress of an import as it happens: `GET /api/v1/imports/{id}/events`.

use super::found::{found, progress_of};
use super::view::ImportProgressView;
use crate::caller::{Caller, ImportsRead};
use crate::state::AppState;
use actix_web::web;
use api_http::answer::{EventStream, Media};
use api_http::extract::PathOf;
use api_http::problem::ApiResult;
use bytes::Bytes;
use endpoint::endpoint;
use futures_util::stream;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::imports::ImportState;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// How often the database is asked: a chunk of rows takes about as long.
const PERIOD: Duration = Duration::from_secs(1);
/// How long a stream is silent at most: below the idle time-outs of common proxies (60 s).
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The progress of the import: `event: progress`, `data: {"state":"checking","progress":{…}}`, at once and whenever it has gone on.
///
/// A line of comment comes every 15 seconds. The stream ends when no job is at the import any more, when the access token expires or the
/// service stops.
#[endpoint(get "/imports/{id}/events", tag = "imports", of = "imports")]
pub(super) async fn events(
    caller: Caller<ImportsRead>,
    PathOf(id): PathOf<Uuid>,
) -> ApiResult<Media<EventStream>> {
    let slot = caller.state.admission.stream()?;
    let mut connection = caller.connection().await?;
    found(&mut connection, caller.scope(), id).await?;
    drop(connection);
    let follower = Follower {
        id,
        scope: caller.scope().clone(),
        told: None,
        spoke: Instant::now(),
        ends: Instant::now() + caller.remaining(),
        is_over: false,
        state: caller.state.clone(),
        _slot: slot,
    };
    Ok(Media::events(stream::unfold(follower, Follower::next)))
}

#[derive(Serialize)]
struct News {
    state: ImportState,
    progress: ImportProgressView,
}

/// One client that listens.
struct Follower {
    id: Uuid,
    scope: Scope,
    /// What it was told last.
    told: Option<String>,
    spoke: Instant,
    /// When its token expires.
    ends: Instant,
    is_over: bool,
    state: web::Data<AppState>,
    _slot: OwnedSemaphorePermit,
}

impl Follower {
    /// What it is told next; none at the end.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if self.is_over {
            return None;
        }
        loop {
            // Without the database there is no news either; the next look tries again.
            if let Ok(news) = self.news().await
                && self.told.as_ref() != Some(&news)
            {
                let event = format!("event: progress\ndata: {news}\n\n");
                self.told = Some(news);
                self.spoke = Instant::now();
                return Some((Ok(event.into()), self));
            }
            if self.spoke.elapsed() >= HEARTBEAT {
                self.spoke = Instant::now();
                return Some((Ok(Bytes::from_static(b":\n\n")), self));
            }
            if Instant::now() >= self.ends {
                return None;
            }
            tokio::select! {
                () = self.state.left() => return None,
                () = sleep(PERIOD) => {}
            }
        }
    }

    async fn news(&mut self) -> ApiResult<String> {
        let mut connection = self.state.database.connection().await?;
        let import = found(&mut connection, &self.scope, self.id).await?;
        let progress = progress_of(&mut connection, self.id).await?;
        self.is_over = !import.state.is_in_work();
        let news = News {
            state: import.state,
            progress: progress.into(),
        };
        serde_json::to_string(&news).map_err(|error| api_http::problem::Problem::internal(&error))
    }
}
