//! The one way a figure is answered: question → kept answer → 304, or the figures in the format asked for.
//!
//! To add a statistic:
//! 1. Write its question, a type that is `Hash`, and implement [`Statistic`] for it: `ask` checks the query and the caller's reach,
//!    `count` counts. Everything that the answer depends on is in the question, the day included. One that lies outside
//!    `/api/v1/statistics/` says so by its `FOLDER`, which [`super::folders`] must know.
//! 2. Its figures are JSON by `Serialize` and a table by [`Tabular`]; CSV, XLSX and JSON-stat are written from the table.
//! 3. Its handler is `poll.answer::<Question>(&caller).await`; where the path names a record, [`Poll::answer_briefly`].

use super::folders::STATISTICS;
use super::recent::{PollKey, RecentPolls};
use crate::caller::{Caller, StatisticsRead};
use crate::formats::{Form, Format, Tabular};
use crate::memory::kept::{AnswerKey, KeptAnswer};
use crate::places::registry;
use crate::state::AppState;
use actix_web::body::{BoxBody, MessageBody, SizedStream};
use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, web};
use api_http::answer::bytes;
use api_http::contract::{Describe, Operation};
use api_http::extract::{ETag, IfNoneMatch, NoQuery, QueryOf, link_next};
use api_http::problem::{ApiResult, Code, Problem};
use bytes::Bytes;
use chrono::NaiveDate;
use futures_util::stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::domain::access::Scope;
use shared::domain::statistics::Labels;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hash::Hash;
use std::iter;
use std::marker::PhantomData;
use std::sync::Arc;
use utoipa::openapi::ObjectBuilder;
use utoipa::{IntoParams, ToSchema};

/// Clients may keep an answer, but ask with its `ETag` each time: a 304 costs next to nothing.
const POLLED: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What beside the address an answer depends on.
const DEPENDS_ON: HeaderValue = HeaderValue::from_static("Accept, Accept-Language, Authorization");

/// When a kept answer is too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// When the version of the statistics rises: for what is counted over recognitions alone. Never too old.
    Version,
    /// After [`crate::memory::version::BRIEFLY`]: for what other records change too, which raise no version. Counted again by then, its
    /// `ETag` stays the same where the figures do.
    Brief,
}

/// A question about the programme that is answered in figures.
pub(crate) trait Statistic: Hash + Sized {
    /// What stands in the path before its name.
    const FOLDER: &'static str = STATISTICS;
    /// Its word in the path.
    const NAME: &'static str;
    /// What names its files and its kept answers, unlike every other's.
    const FILE: &'static str = Self::NAME;
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
    fn ask(query: Self::Query, scope: &Scope, today: NaiveDate) -> ApiResult<Self>;

    /// The same question of a public reader, who sees no small number of a personal dimension: none of fewer than `below` producers.
    /// A statistic without personal dimensions stays as it is.
    ///
    /// # Errors
    /// 400 for what such a reader may not ask.
    fn without_small_numbers(self, _below: u32) -> ApiResult<Self> {
        Ok(self)
    }

    /// Counts, within the scope of the question.
    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<Self::Figures>>;

    /// The cursor of the next page where `figures` are a page and another follows; `Link` names it.
    fn next(_figures: &Self::Figures) -> Option<&str> {
        None
    }
}

/// Figures and the version of the statistics of the moment at which they were counted.
#[derive(Debug)]
pub(crate) struct VersionedFigures<F> {
    /// The version; 0 where the statistic has none of its own ([`Freshness::Brief`]).
    pub(crate) version: i64,
    /// What was counted.
    pub(crate) figures: F,
}

/// 200 with figures, in the format that `Accept` asks for, or 304.
#[derive(Debug)]
pub(crate) struct Figures<F>(HttpResponse, PhantomData<F>);

impl<F> Figures<F> {
    /// `response`, whose maker has written an `F`.
    pub(super) fn of(response: HttpResponse) -> Self {
        Self(response, PhantomData)
    }
}

impl<F> Responder for Figures<F> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<F: ToSchema> Describe for Figures<F> {
    fn describe(operation: &mut Operation) {
        let json = operation.schema::<F>();
        let contents: Vec<_> = Format::ALL
            .iter()
            .map(|format| match format {
                Format::Json => (format.media_type(), json.clone()),
                Format::JsonStat => (format.media_type(), ObjectBuilder::new().into()),
                Format::Csv | Format::Xlsx => (format.media_type(), bytes()),
            })
            .collect();
        let headers = [
            "ETag",
            "Cache-Control",
            "Content-Disposition",
            "Content-Language",
            "Link",
        ];
        operation.answer(
            200,
            "The figures, in the format that `Accept` asks for",
            &headers,
            &contents,
        );
        operation.problem(Code::NotAcceptable);
    }
}

/// A request for a figure, which takes the query `Q`.
#[derive(Debug)]
pub(crate) struct Poll<Q = NoQuery> {
    request: HttpRequest,
    state: web::Data<AppState>,
    seen: IfNoneMatch,
    query: PhantomData<Q>,
}

impl<Q: DeserializeOwned + IntoParams + 'static> Poll<Q> {
    /// Answers the question `S` of this request. The permission is every statistic's: with it, and the same reach, another
    /// caller may be told the answer again without coming here, see [`super::repeated`].
    ///
    /// # Errors
    /// What [`Statistic::ask`] and [`Statistic::count`] fail with, 406 for formats that are not offered.
    pub(crate) async fn answer<S: Statistic<Query = Q>>(
        &self,
        caller: &Caller<StatisticsRead>,
    ) -> ApiResult<Figures<S::Figures>> {
        let scope = caller.scope();
        let form = Form::of(&self.request)?;
        let (query, today) = (self.request.query_string(), self.state.clock.today());
        let below = self.state.small_numbers.hidden_below(caller.principal.role);
        let asked = PollKey::new((S::FOLDER, S::NAME), form, today, below);
        let recent = self.request.app_data::<RecentPolls>();
        if let (Some(recent), Some(version)) = (recent, self.state.statistics.followed_version())
            && let Some(kept) = recent.find(scope, query, asked, version)
        {
            return Ok(self.told(&kept, form));
        }
        let QueryOf(given) = QueryOf::<Q>::of(&self.request)?;
        let question = S::ask(given, scope, today)?.without_small_numbers(below)?;
        // Boxed: counting is a large future, and polls that are kept never come here.
        let kept = Box::pin(self.kept(&question, scope, form)).await?;
        if let (Freshness::Version, Some(recent)) = (S::FRESHNESS, recent) {
            recent.keep(scope, query, asked, &kept);
        }
        Ok(self.told(&kept, form))
    }

    /// Answers what a query alone does not ask, such as figures of one record: counted by `count`, within the caller's reach, and kept
    /// as [`Freshness::Brief`] has it. The `question` is everything that the answer depends on beside that reach; `name` names its
    /// files and its kept answers, unlike every statistic's.
    ///
    /// # Errors
    /// What `count` fails with, 406 for formats that are not offered.
    pub(crate) async fn answer_briefly<F: Serialize + Tabular>(
        &self,
        name: &'static str,
        caller: &Caller<StatisticsRead>,
        question: impl Hash,
        count: impl Future<Output = ApiResult<F>>,
    ) -> ApiResult<Figures<F>> {
        let form = Form::of(&self.request)?;
        let key = AnswerKey::of(name, (caller.scope(), question), form);
        let compute = async {
            let body = written(&count.await?, form, &self.state)?;
            Ok(KeptAnswer::of_content(name, key, body))
        };
        let kept = Box::pin(self.state.statistics.brief_answer(key, compute)).await?;
        Ok(self.told(&kept, form))
    }

    /// Answers the question `S` that `query` asks about the whole country, for anybody, who sees no small number of a personal
    /// dimension; `name` names the file.
    ///
    /// # Errors
    /// What [`Statistic::count`] fails with.
    pub(super) async fn answer_to<S: Statistic>(
        &self,
        name: &str,
        query: &str,
        form: Form,
    ) -> ApiResult<HttpResponse> {
        let given = serde_urlencoded::from_str(query).map_err(|error| Problem::internal(&error))?;
        let question = S::ask(given, &Scope::Nation, self.state.clock.today())?
            .without_small_numbers(self.state.small_numbers.hidden_from_anybody())?;
        let kept = Box::pin(self.kept(&question, &Scope::Nation, form)).await?;
        Ok(respond(&kept, form, name, &self.seen))
    }

    /// 304 where the client has the answer, otherwise the answer.
    fn told<F>(&self, kept: &KeptAnswer, form: Form) -> Figures<F> {
        Figures::of(respond_polled(kept, form, &self.seen, &self.request))
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
    async fn kept<S: Statistic>(
        &self,
        question: &S,
        scope: &Scope,
        form: Form,
    ) -> ApiResult<Arc<KeptAnswer>> {
        let statistics = &self.state.statistics;
        let key = AnswerKey::of(S::FILE, (scope, question), form);
        let compute = async |key: AnswerKey| compute(question, key, form, &self.state).await;
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
            .body(body(&kept.body))
    })
}

/// A long `content` is handed over in pieces: the server copies what it is handed before it sends it.
fn body(content: &Bytes) -> BoxBody {
    /// A copy of so many bytes does not leave the processor's cache.
    const PIECE: usize = 64 * 1024;
    if content.len() <= PIECE {
        return content.clone().boxed();
    }
    let (length, mut rest) = (content.len(), content.clone());
    let pieces = iter::from_fn(move || {
        let piece = rest.split_to(rest.len().min(PIECE));
        (!piece.is_empty()).then_some(Ok::<_, Infallible>(piece))
    });
    SizedStream::new(u64::try_from(length).unwrap_or(u64::MAX), stream::iter(pieces)).boxed()
}

/// The same for a client with a token, whose `request` it answers.
pub(super) fn respond_polled(
    kept: &KeptAnswer,
    form: Form,
    seen: &IfNoneMatch,
    request: &HttpRequest,
) -> HttpResponse {
    let mut response = respond(kept, form, kept.name, seen);
    if let Some(next) = &kept.next {
        link_next(next, request, &mut response);
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, POLLED);
    headers.insert(VARY, DEPENDS_ON);
    response
}

/// Counts and writes.
async fn compute<S: Statistic>(
    question: &S,
    key: AnswerKey,
    form: Form,
    state: &AppState,
) -> ApiResult<KeptAnswer> {
    let VersionedFigures { version, figures } = question.count(state).await?;
    let body = written(&figures, form, state)?;
    let kept = match S::FRESHNESS {
        Freshness::Version => KeptAnswer::of_version(S::FILE, version, key, body),
        Freshness::Brief => KeptAnswer::of_content(S::FILE, key, body),
    };
    Ok(KeptAnswer {
        next: S::next(&figures).map(str::to_owned),
        ..kept
    })
}

/// `figures` in `form`.
fn written(figures: &(impl Serialize + Tabular), form: Form, state: &AppState) -> ApiResult<Bytes> {
    let labels = Labels {
        language: form.language,
        regimes: &state.regimes,
        units: registry()?,
        day: figures.day(),
    };
    form.write(figures, &labels)
}

impl<Q: IntoParams> Describe for Poll<Q> {
    fn describe(operation: &mut Operation) {
        QueryOf::<Q>::describe(operation);
        IfNoneMatch::describe(operation);
        let headers = ["ETag", "Cache-Control", "Link"];
        operation.answer(
            304,
            "Not changed since the version of `If-None-Match`",
            &headers,
            &[],
        );
        [Code::InvalidQuery, Code::NotFound]
            .into_iter()
            .for_each(|code| operation.problem(code));
    }
}

impl<Q: 'static> FromRequest for Poll<Q> {
    type Error = Problem;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(AppState::of(request).map(|state| Self {
            request: request.clone(),
            state: state.clone(),
            seen: IfNoneMatch::of(request.headers()),
            query: PhantomData,
        }))
    }
}
