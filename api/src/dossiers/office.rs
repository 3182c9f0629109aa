//! What commune, province and ministry do with a dossier that was handed in: send it on with the commune's report (Mẫu 03), send it back
//! (trả lại), find it complete (hồ sơ đầy đủ), or refuse to score it (không đạt hồ sơ tối thiểu).

use super::act::{DossierMove, act, allowed, locked, take};
use super::view::DossierView;
use crate::caller::{Caller, Creation, DossiersWrite};
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::json_text::stored;
use api_http::problem::{self, ApiResult};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::dossiers::{self, Dossier};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::dossier::CommuneReport;
use shared::domain::renewal;
use shared::domain::workflow::{DossierAction, DossierState};
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a dossier is sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DossierReturn {
    /// Needed: what the producer has to mend.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// What is said to an acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acceptance {
    /// A remark, where there is one.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Why a dossier is not scored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// Needed: what the minimum dossier lacks.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// Sends a dossier on to the province with form 03: four contents without points, and what the commune concludes.
#[endpoint(post "/dossiers/{id}/commune-report", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn send_on(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<CommuneReport>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            allowed(&dossier, DossierAction::SendOn, &caller.principal, None)?;
            problem::refuse(body.check())?;
            dossier.commune_report = Some(stored(&body)?);
            let done = DossierMove::plain(DossierAction::SendOn);
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}

/// Sends a dossier back to the producer, who may change it and hand it in again. What was handed in stays as a snapshot.
#[endpoint(post "/dossiers/{id}/return", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn send_back(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<DossierReturn>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove::with_reason(DossierAction::Return, body.reason.as_deref());
            // Complete is said of what comes back then, and the days to decide count from that.
            dossier.complete_on = None;
            dossier.decide_by = None;
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}

/// Finds a dossier complete. At the province it goes to the advisory team; at the ministry the minimum dossier is met, and its council
/// scores. Either must decide a renewal within 45 days of the day on which it received the dossier that is complete.
#[endpoint(post "/dossiers/{id}/acceptance", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn accept(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Acceptance>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove::with_reason(DossierAction::Accept, body.note.as_deref());
            let today = caller.state.clock.today();
            if let Some(received) = received(connection, &dossier, today).await? {
                dossier.complete_on = Some(received);
                dossier.decide_by =
                    (dossier.kind == ApplicationKind::Renewal).then(|| renewal::decide_by(received));
            }
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}

/// The day on which the office received `dossier` as it is found complete now, where the days to decide begin with it
/// (26/2026/QĐ-TTg, article 7.6.g: one term for the province and one for the ministry).
async fn received(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    today: NaiveDate,
) -> ApiResult<Option<NaiveDate>> {
    let actions: &[DossierAction] = match dossier.state {
        // The first time only: evidence asked for later does not begin the days anew.
        DossierState::AtProvince if dossier.complete_on.is_none() => {
            &[DossierAction::SendOn, DossierAction::SupplyEvidence]
        }
        DossierState::AtMinistry if dossier.kind == ApplicationKind::Renewal => &[DossierAction::Propose],
        _ => return Ok(None),
    };
    let received = dossiers::last_day(connection, dossier.id, actions).await?;
    Ok(Some(received.unwrap_or(today)))
}

/// Refuses a potential five stars whose minimum dossier is not met: the ministry's council does not score it, and it is back at the province.
#[endpoint(post "/dossiers/{id}/refusal", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn refuse(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Refusal>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let done = DossierMove::with_reason(DossierAction::Refuse, body.reason.as_deref());
            take(
                connection,
                &caller.state,
                &caller.principal,
                (id, &if_match),
                done,
            )
            .await
        })
        .await
}
