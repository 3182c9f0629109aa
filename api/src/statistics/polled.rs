//! The one way a figure is answered: question → kept answer → 304, or the figures in the format asked for.
//!
//! To add a statistic:
//! 1. Write its question, a type that is `Hash`, and implement [`Statistic`] for it: `ask` checks the query and the caller's reach,
//!    `count` counts. Everything that the answer depends on is in the question, the day included.
//! 2. Its figures are JSON by `Serialize` and a table by [`Tabular`]; CSV, XLSX and JSON-stat are written from the table.
//! 3. Its handler is `poll.answer::<Question>(&caller).await`.

use super::formats::Form;
use super::kept::{KeptAnswer, Key};
use super::recent::{Asked, RecentPolls};
use crate::auth::{Authorized, StatisticsRead};
use crate::extract::{ETag, IfNoneMatch, QueryOf};
use crate::places::registry;
use crate::problem::{Answer, Problem};
use crate::server::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::domain::access::Scope;
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::Table;
use std::future::{Ready, ready};
use std::hash::Hash;
use std::sync::Arc;

/// Clients may keep an answer, but ask with its `ETag` each time: a 304 costs next to nothing.
const POLLED: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What beside the address an answer depends on.
const DEPENDS_ON: HeaderValue = HeaderValue::from_static("Accept, Accept-Language, Authorization");

/// When a kept answer is too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// When the version of the statistics rises: for what is counted over recognitions alone. Never too old.
    Version,
    /// After [`super::version::BRIEFLY`]: for what other records change too, which raise no version. Counted again by then, its
    /// `ETag` stays the same where the figures do.
    Brief,
}

/// A question about the programme that is answered in figures.
pub(super) trait Statistic: Hash + Sized {
    /// Its word in the path, unlike every other's; it names files too.
    const NAME: &'static str;
    /// When a kept answer is too old.
    const FRESHNESS: Freshness = Freshness::Version;
    /// The query, which refuses what it does not know.
    type Query: DeserializeOwned;
    /// The answer.
    type Figures: Serialize + Tabular;

    /// The question of `query` for a caller who sees `scope`.
    ///
    /// # Errors
    /// 400 for parameters that cannot be read together, 404 for a unit that is not there or not for this caller.
    fn ask(query: Self::Query, scope: &Scope, today: NaiveDate) -> Answer<Self>;

    /// The same question of a public reader, who sees no small number of a personal dimension: none of fewer than `below` producers.
    /// A statistic without personal dimensions stays as it is.
    ///
    /// # Errors
    /// 400 for what such a reader may not ask.
    fn without_small_numbers(self, _below: u32) -> Answer<Self> {
        Ok(self)
    }

    /// Counts, within the scope of the question.
    ///
    /// # Errors
    /// 503 without the database.
    async fn count(&self, state: &AppState) -> Answer<Counted<Self::Figures>>;
}

/// Figures and the version of the statistics of the moment at which they were counted.
#[derive(Debug)]
pub(super) struct Counted<F> {
    /// The version; 0 where the statistic has none of its own ([`Freshness::Brief`]).
    pub(super) version: i64,
    /// What was counted.
    pub(super) figures: F,
}

/// Figures that can be written as rows and columns.
pub(super) trait Tabular {
    /// The table in the language of `labels`.
    fn table(&self, labels: &Labels<'_>) -> Table;
}

/// A request for a figure.
#[derive(Debug)]
pub(super) struct Poll {
    request: HttpRequest,
    state: web::Data<AppState>,
    seen: IfNoneMatch,
}

impl Poll {
    /// Answers the question `S` of this request. The permission is every statistic's: with it, and the same reach, another
    /// caller may be told the answer again without coming here, see [`super::repeated`].
    ///
    /// # Errors
    /// What [`Statistic::ask`] and [`Statistic::count`] fail with, 406 for formats that are not offered.
    pub(super) async fn answer<S: Statistic>(&self, caller: &Authorized<StatisticsRead>) -> Answer {
        let scope = caller.scope();
        let form = Form::of(&self.request)?;
        let (query, today) = (self.request.query_string(), self.state.clock.today());
        let below = self.state.small_numbers.hidden_below(caller.principal.role);
        let asked = Asked::new(S::NAME, form, today, below);
        let recent = self.request.app_data::<RecentPolls>();
        if let (Some(recent), Some(version)) = (recent, self.state.statistics.followed_version())
            && let Some(kept) = recent.find(scope, query, asked, version)
        {
            return Ok(respond_polled(&kept, form, &self.seen));
        }
        let QueryOf(given) = QueryOf::<S::Query>::of(&self.request)?;
        let question = S::ask(given, scope, today)?.without_small_numbers(below)?;
        // Boxed: counting is a large future, and polls that are kept never come here.
        let kept = Box::pin(self.kept(&question, scope, form)).await?;
        if let (Freshness::Version, Some(recent)) = (S::FRESHNESS, recent) {
            recent.keep(scope, query, asked, Arc::clone(&kept));
        }
        Ok(respond_polled(&kept, form, &self.seen))
    }

    /// Answers the question `S` that `query` asks about the whole country, for anybody; `name` names the file.
    ///
    /// # Errors
    /// What [`Statistic::count`] fails with.
    pub(super) async fn answer_to<S: Statistic>(&self, name: &str, query: &str, form: Form) -> Answer {
        let given = serde_urlencoded::from_str(query).map_err(|error| Problem::internal(&error))?;
        let question = S::ask(given, &Scope::Nation, self.state.clock.today())?;
        let kept = Box::pin(self.kept(&question, &Scope::Nation, form)).await?;
        Ok(respond(&kept, form, name, &self.seen))
    }

    /// 304 where the client has this `content`, otherwise 200 with it, tagged by what it says.
    pub(super) fn answer_written(&self, content: Vec<u8>, media_type: &'static str) -> HttpResponse {
        let etag = ETag::of_content(&content);
        self.seen.not_modified(&etag).unwrap_or_else(|| {
            HttpResponse::Ok()
                .insert_header((ETAG, etag.header()))
                .insert_header((CONTENT_TYPE, media_type))
                .body(content)
        })
    }

    /// The request.
    pub(super) const fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// What all handlers share.
    pub(super) const fn state(&self) -> &web::Data<AppState> {
        &self.state
    }

    /// The answer to `question`, kept or counted now.
    async fn kept<S: Statistic>(&self, question: &S, scope: &Scope, form: Form) -> Answer<Arc<KeptAnswer>> {
        let statistics = &self.state.statistics;
        let key = Key::of(S::NAME, (scope, question), form);
        let compute = async |key: Key| compute(question, key, form, &self.state).await;
        match S::FRESHNESS {
            Freshness::Version => {
                let version = statistics.version(&self.state.database).await?;
                statistics.answer(key, version, compute(key)).await
            }
            Freshness::Brief => statistics.brief_answer(key, compute(key)).await,
        }
    }
}

/// 304 where the client has `seen` the answer, otherwise the answer; `name` names the file.
fn respond(kept: &KeptAnswer, form: Form, name: &str, seen: &IfNoneMatch) -> HttpResponse {
    seen.not_modified(&kept.etag).unwrap_or_else(|| {
        form.response(name)
            .insert_header((ETAG, kept.etag.header()))
            .body(kept.body.clone())
    })
}

/// The same for a client with a token.
pub(super) fn respond_polled(kept: &KeptAnswer, form: Form, seen: &IfNoneMatch) -> HttpResponse {
    let mut response = respond(kept, form, kept.name, seen);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, POLLED);
    headers.insert(VARY, DEPENDS_ON);
    response
}

/// Counts and writes.
async fn compute<S: Statistic>(question: &S, key: Key, form: Form, state: &AppState) -> Answer<KeptAnswer> {
    let Counted { version, figures } = question.count(state).await?;
    let labels = Labels {
        language: form.language,
        regimes: &state.regimes,
        units: registry()?,
    };
    let body = form.write(&figures, &labels)?;
    Ok(match S::FRESHNESS {
        Freshness::Version => KeptAnswer::of_version(S::NAME, version, key, body),
        Freshness::Brief => KeptAnswer::of_content(S::NAME, key, body),
    })
}

impl FromRequest for Poll {
    type Error = Problem;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let found = state.ok_or_else(|| Problem::internal(&"the application has no state"));
        ready(found.map(|state| Self {
            request: request.clone(),
            state,
            seen: IfNoneMatch::of(request.headers()),
        }))
    }
}
