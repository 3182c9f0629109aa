//! A dossier as JSON.

use super::calendar::working_calendar;
use super::party::party;
use crate::auth::Principal;
use crate::places::{PlaceView, UnitSummary};
use crate::state::AppState;
use api_http::answer::{AnswerKind, WrittenReply};
use api_http::extract::ETag;
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use shared::database::dossiers::Dossier;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::workflow::{self, DossierAction, DossierState};
use utoipa::ToSchema;
use uuid::Uuid;

/// The name of the version of a dossier; `If-Match` of every change of it names this.
pub(crate) fn tag(dossier: &Dossier) -> ETag {
    ETag::of_version(dossier.id, dossier.version)
}

/// A dossier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DossierView {
    #[serde(flatten)]
    summary: DossierSummary,
    /// Form 01 (Mẫu 01), as it was written last.
    #[schema(value_type = Object)]
    registration: Box<RawValue>,
    /// Form 02 (Mẫu 02), as it was written last.
    #[schema(value_type = Object)]
    self_assessment: Box<RawValue>,
    /// Form 03 (Mẫu 03) of the commune; null before it has sent the dossier on.
    #[schema(value_type = Option<Object>)]
    commune_report: Option<Box<RawValue>>,
    /// What the caller can do to it now.
    possible: Vec<PossibleStep>,
}

/// A dossier in a list: without its forms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DossierSummary {
    /// Its id.
    id: Uuid,
    /// The product it is about.
    product_id: Uuid,
    /// Who makes it.
    producer_id: Uuid,
    /// First, upgrade or renewal.
    kind: ApplicationKind,
    /// Product set, 1 to 26.
    product_set: i16,
    /// The dossier it was started from.
    copied_from: Option<Uuid>,
    /// Regime of its sheet; chosen by its dates when it is handed in.
    #[schema(example = "26-2026")]
    regime: String,
    /// Where it stands.
    state: DossierState,
    /// Day on which it was first handed in, Vietnamese time.
    handed_in_on: Option<NaiveDate>,
    /// Day on which the province found it complete.
    complete_on: Option<NaiveDate>,
    /// Last day of the state it is in, where that has one.
    due_on: Option<NaiveDate>,
    /// False where `due_on` was counted over a year whose days off are not announced yet: it may still move. Null where there
    /// is no such day.
    calendar_complete: Option<bool>,
    /// Last day to decide a renewal, 45 days from complete.
    decide_by: Option<NaiveDate>,
    /// Why a renewal was filed after its window (article 12.3 carries its certificate over); null where it was filed in time.
    late_reason: Option<String>,
    /// Whether one of the two days has passed and the dossier is still there.
    overdue: bool,
    /// Turn of scoring, from 1; 0 before the first.
    turn: i16,
    /// What the last rated turn gave.
    stars: Option<i16>,
    /// The evaluation of that turn.
    evaluation_id: Option<Uuid>,
    /// The unit in which its place was given.
    unit: UnitSummary,
    /// Where the product is made, in today's and in the old boundaries.
    place: PlaceView,
    /// Its keys in other systems.
    keys: Vec<OutsideKey>,
    /// Demonstration data.
    demonstration: bool,
    /// Raised with every change.
    version: i32,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// An action that the caller may take now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PossibleStep {
    /// What can be done.
    action: DossierAction,
    /// Where the dossier stands then.
    leads_to: DossierState,
    /// Whether a reason must be given.
    reason_required: bool,
}

impl DossierView {
    /// `dossier` as `principal` sees it.
    pub(crate) fn of(dossier: Dossier, state: &AppState, principal: &Principal) -> ApiResult<Self> {
        let possible = workflow::possible(dossier.state)
            .filter(|row| party(principal).is_some_and(|party| row.by.contains(&party)))
            .map(|row| PossibleStep {
                action: row.action,
                leads_to: row.to,
                reason_required: row.reason,
            })
            .collect();
        Ok(Self {
            summary: DossierSummary::of(&dossier, state.clock.today())?,
            registration: dossier.registration.into_raw(),
            self_assessment: dossier.self_assessment.into_raw(),
            commune_report: dossier.commune_report.map(|report| report.into_raw()),
            possible,
        })
    }

    /// The answer of every action on a dossier: 200, the dossier as it stands then, its `ETag`.
    pub(crate) fn answer<K: AnswerKind>(
        dossier: Dossier,
        state: &AppState,
        principal: &Principal,
    ) -> ApiResult<WrittenReply<K, Self>> {
        let tag = tag(&dossier);
        Ok(WrittenReply::new(&Self::of(dossier, state, principal)?)?.etag(&tag))
    }
}

impl DossierSummary {
    /// `dossier` on the day `today`.
    pub(crate) fn of(dossier: &Dossier, today: NaiveDate) -> ApiResult<Self> {
        let place = dossier.place();
        Ok(Self {
            id: dossier.id,
            product_id: dossier.product_id,
            producer_id: dossier.producer_id,
            kind: dossier.kind,
            product_set: dossier.product_set,
            copied_from: dossier.copied_from,
            regime: dossier.regime.clone(),
            state: dossier.state,
            handed_in_on: dossier.handed_in_on,
            complete_on: dossier.complete_on,
            due_on: dossier.due_on,
            calendar_complete: dossier
                .due_on
                .map(|day| ApiResult::Ok(working_calendar()?.is_announced(day)))
                .transpose()?,
            decide_by: dossier.decide_by,
            late_reason: dossier.late_reason.clone(),
            overdue: dossier.is_overdue(today),
            turn: dossier.turn,
            stars: dossier.stars,
            evaluation_id: dossier.evaluation_id,
            unit: UnitSummary::given(&place)?,
            place: PlaceView::of(&place)?,
            keys: dossier.keys.all(),
            demonstration: dossier.demonstration,
            version: dossier.version,
            created_at: dossier.created_at,
            updated_at: dossier.updated_at,
        })
    }
}
