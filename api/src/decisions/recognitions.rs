//! Recognitions of the past (công nhận đã có trước): `/api/v1/recognitions`. What stands on paper, of any authority that existed then,
//! comes into the register with what is known of it and no more.

mod refusal;
mod request;
mod view;

use super::seat::Seat;
use crate::caller::{Caller, Creation, DecisionsRead, DecisionsWrite};
use crate::places::resolve_unit;
use api_http::answer::{Effect, WrittenReply};
use api_http::extract::{List, PageOf};
use api_http::problem::{ApiResult, refuse};
use endpoint::endpoint;
use request::{PastRecognitions, RecognitionQuery};
use shared::database::products;
use shared::database::recognitions::past::{self, PastRecord, Recorder};
use shared::database::recognitions::{self, RecognitionFilter};
use uuid::Uuid;
use view::{RecognitionView, RecordedRecognitions};

api_http::routes! { record, list }

/// Records recognitions of the past, one or many: all of them or, where one breaks a rule, none.
///
/// Each takes its place in the history of its product: a later recognition replaces it from the later day on, so an older paper never
/// lowers what is held now. With number and date of its decision it gets a certificate, which can be renewed, upgraded, revoked and
/// verified like one issued here. Without a day it counts by its year (`ever_certified`) and holds on no day. What is on record already
/// stays as it is, so the same call may come twice.
#[endpoint(post "/recognitions", tag = "decisions", problems(OutsideReach, NotYourTurn))]
async fn record(
    caller: Caller<DecisionsWrite>,
    Creation { body, idempotency }: Creation<PastRecognitions>,
) -> ApiResult<Effect<RecordedRecognitions>> {
    Seat::of(&caller.principal)?;
    let (mut version, now) = (None, caller.state.clock.now());
    let answer = idempotency
        .once(&caller, async |connection| {
            let named: Vec<Uuid> = body.products();
            let found = products::find_all(connection, caller.scope(), &named).await?;
            let today = caller.state.clock.today();
            let papers: Vec<PastRecord> = body.check(&found, &caller.state.regimes, today)?;
            let mut plans = past::plan(connection, &papers).await?;
            refuse(refusal::violations(&plans.outcomes))?;
            let actor = caller.principal.name();
            let recorder = Recorder { actor: &actor, now };
            version = past::write(connection, &papers, &mut plans, recorder).await?;
            WrittenReply::new(&RecordedRecognitions::of(&papers, &plans))
        })
        .await?;
    if let Some(version) = version {
        caller.state.statistics.raise(version);
    }
    Ok(answer)
}

/// Recognitions of products in the caller's reach, of today and of the past, in the order of their recording.
#[endpoint(get "/recognitions", tag = "decisions")]
async fn list(
    caller: Caller<DecisionsRead>,
    PageOf { page, query }: PageOf<RecognitionQuery>,
) -> ApiResult<List<RecognitionView>> {
    let filter = RecognitionFilter {
        unit: resolve_unit(query.unit, query.level, query.generation)?,
        product_id: query.product_id,
        programme_year: query.programme_year,
        authority: query.authority,
    };
    let mut connection = caller.connection().await?;
    let rows = recognitions::list(&mut connection, caller.scope(), &filter, page.after, page.limit()).await?;
    page.try_answer(rows, |one| one.recognition.id, RecognitionView::of)
}
