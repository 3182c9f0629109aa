//! What a client sends to have a product evaluated, and the check that makes it an evaluation to store.

use crate::caller::Caller;
use api_http::problem::Code;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use shared::clock::vietnamese_date;
use shared::database::JsonText;
use shared::database::evaluations::{NewEvaluation, RateableProduct};
use shared::domain::access::Scope;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::Regimes;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::regime_choice::{DossierDates, choose};
use shared::domain::scoring::{CouncilRules, ScoreSheet, ScoringRequest, validate};
use shared::domain::violation::Violation;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// The sheets of a council for one product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluationRequest {
    /// The product.
    pub(crate) product_id: Uuid,
    /// `province`, or `central` for the ministry's council.
    level: EvaluationLevel,
    /// `first`, `upgrade` or `renewal`.
    kind: ApplicationKind,
    /// The regime; left out: the one of the day.
    #[schema(example = "26-2026")]
    regime: Option<String>,
    /// The product's own set; left out or the same.
    #[schema(minimum = 1, maximum = 26)]
    product_set: Option<u32>,
    /// Codes of the grounds found that end the evaluation.
    #[serde(default)]
    eliminations: Vec<String>,
    /// Rules of the council; left out: the sheets are the whole council and the first is the chair's.
    council: Option<CouncilRules>,
    /// One sheet a member.
    #[serde(default)]
    sheets: Vec<ScoreSheet>,
}

/// Who submits and when: what the check of each request of one call shares.
pub(crate) struct Submission {
    regimes: Arc<Regimes>,
    national: bool,
    requested_by: String,
    pub(crate) now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
    pub(crate) batch_id: Option<Uuid>,
}

impl Submission {
    /// A submission by `caller`, now.
    pub(crate) fn by<R>(caller: &Caller<R>) -> Self {
        let now = caller.state.clock.now();
        Self {
            regimes: Arc::clone(&caller.state.regimes),
            national: *caller.scope() == Scope::Nation,
            requested_by: caller.principal.name(),
            now,
            today: vietnamese_date(now),
            batch_id: None,
        }
    }

    /// Who submits, as it is stored.
    pub(crate) fn requested_by(&self) -> &str {
        &self.requested_by
    }

    /// The evaluation to store for `request`, whose product is `product` where the caller may have it rated.
    ///
    /// # Errors
    /// Every broken rule, with its pointer.
    pub(crate) fn check(
        &self,
        request: EvaluationRequest,
        product: Option<&RateableProduct>,
    ) -> Result<NewEvaluation, Vec<Violation>> {
        let product = product.ok_or_else(|| vec![unknown_product()])?;
        let product_set = u32::try_from(product.product_set).unwrap_or_default();
        let mut violations: Vec<Violation> = decided_here(product).into_iter().collect();
        if request.level == EvaluationLevel::Central && !self.national {
            violations.push(central_is_national());
        }
        if request.product_set.is_some_and(|given| given != product_set) {
            violations.push(other_set(product_set));
        }
        let scoring = ScoringRequest {
            regime: self.regime(request.regime, request.kind, &mut violations),
            product_set,
            eliminations: request.eliminations,
            council: request.council,
            sheets: request.sheets,
        };
        if let Err(broken) = validate(&self.regimes, &scoring) {
            violations.extend(broken);
        }
        if !violations.is_empty() {
            return Err(violations);
        }
        let stored = JsonText::of(&scoring).map_err(|error| vec![unstorable(&error)])?;
        Ok(NewEvaluation {
            id: Uuid::now_v7(),
            job_id: Uuid::now_v7(),
            batch_id: self.batch_id,
            dossier: None,
            product_id: product.id,
            level: request.level,
            kind: request.kind,
            regime: scoring.regime,
            product_set: product.product_set,
            request: stored,
            requested_by: self.requested_by.clone(),
            created_at: self.now,
        })
    }

    /// The regime named, or the one that the dates choose: a request without a dossier counts as handed in today.
    fn regime(
        &self,
        named: Option<String>,
        kind: ApplicationKind,
        violations: &mut Vec<Violation>,
    ) -> String {
        if let Some(named) = named {
            return named;
        }
        let dates = DossierDates {
            handed_in: self.today,
            kind,
            evaluated: self.today,
        };
        regime_of(&self.regimes, dates).unwrap_or_else(|violation| {
            violations.push(violation);
            String::new()
        })
    }
}

/// The regime that the dates of a dossier choose.
///
/// # Errors
/// The broken rule, where none applies.
pub(crate) fn regime_of(regimes: &Regimes, dates: DossierDates) -> Result<String, Violation> {
    choose(regimes, dates)
        .map(|choice| choice.regime.id.clone())
        .map_err(|error| {
            let day = dates.evaluated;
            Violation::new(
                "/regime",
                "no_regime",
                format!("Không có bộ tiêu chí áp dụng cho ngày {day}: {error}"),
                format!("No regime applies on {day}: {error}"),
            )
        })
}

/// The broken rule where a dossier and a decision of this service make the stars of `product`: an evaluation beside them would change
/// what a certificate says.
pub(super) fn decided_here(product: &RateableProduct) -> Option<Violation> {
    product.decided_here.then(|| {
        Violation::new(
            "/product_id",
            Code::DecidedHere.as_str(),
            "Sản phẩm có giấy chứng nhận còn hiệu lực hoặc hồ sơ chưa kết thúc: hãy đánh giá qua hồ sơ (dossiers).",
            "The product has a certificate in force or a dossier on its way: evaluate it by a dossier.",
        )
    })
}

fn unknown_product() -> Violation {
    Violation::new(
        "/product_id",
        "unknown_product",
        "Không có sản phẩm này trong phạm vi của bạn.",
        "There is no such product within your reach.",
    )
}

fn central_is_national() -> Violation {
    Violation::new(
        "/level",
        "level_not_allowed",
        "Chỉ cấp trung ương được yêu cầu đánh giá ở cấp trung ương.",
        "Only the ministry may ask for an evaluation at the central level.",
    )
}

fn other_set(product_set: u32) -> Violation {
    Violation::new(
        "/product_set",
        "other_product_set",
        format!("Sản phẩm thuộc bộ số {product_set}."),
        format!("The product belongs to set {product_set}."),
    )
}

fn unstorable(error: &serde_json::Error) -> Violation {
    Violation::new(
        "",
        "unstorable",
        format!("Không lưu được: {error}"),
        format!("Cannot be stored: {error}"),
    )
}
