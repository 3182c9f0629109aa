//! `POST /api/v1/dossiers/{id}/supplies`: what was asked for is there (bổ sung).

use super::act::{DossierMove, act, allowed, locked};
use super::view::DossierView;
use crate::caller::{Caller, Creation, DossiersWrite};
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::problem::{ApiResult, Problem, refuse, text_length};
use endpoint::endpoint;
use serde::Deserialize;
use serde_json::json;
use shared::database::dossier_documents::{self, DossierDocumentRecord};
use shared::database::evidence_requests::{self, EvidenceRequestOutcome, EvidenceRequestRecord};
use shared::domain::violation::Violation;
use shared::domain::workflow::DossierAction;
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most characters of an answer.
const ANSWER_LENGTH: usize = 2000;

/// What the producer says to a request for evidence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Supply {
    /// Answers in words; an item without one needs a document that names it.
    #[serde(default)]
    answers: Vec<ItemAnswer>,
}

/// An answer to one item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ItemAnswer {
    /// Number of the item.
    #[schema(example = 1, minimum = 1, maximum = 32_767)]
    item: i16,
    /// What is said to it.
    #[schema(max_length = 2000, pattern = r"\S")]
    answer: String,
}

/// Ends the open request for evidence: every item has a document that names it or an answer in words.
#[endpoint(post "/dossiers/{id}/supplies", tag = "dossiers", problems(OutOfTurn, NotYourTurn, OutsideReach, Conflict))]
pub(super) async fn supply(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Supply>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            allowed(&dossier, DossierAction::SupplyEvidence, &caller.principal, None)?;
            let open = evidence_requests::open_of(connection, &dossier).await?;
            let open = open.ok_or_else(|| Problem::internal(&"evidence is awaited without a request"))?;
            let held = dossier_documents::held(connection, &dossier).await?;
            refuse(body.check(&open, &held))?;
            let (request, actor, now) = (open.0.id, caller.principal.name(), caller.state.clock.now());
            evidence_requests::answer(connection, request, &body.answers()).await?;
            evidence_requests::end(connection, request, EvidenceRequestOutcome::Supplied, &actor, now)
                .await?;
            let done = DossierMove {
                details: Some(json!({"evidence_request": request})),
                ..DossierMove::plain(DossierAction::SupplyEvidence)
            };
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}

impl Supply {
    fn check(
        &self,
        (request, items): &EvidenceRequestRecord,
        held: &[DossierDocumentRecord],
    ) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut supplied: HashSet<i16> = held
            .iter()
            .filter(|(document, _)| document.request_id == Some(request.id))
            .filter_map(|(document, _)| document.request_item)
            .collect();
        let mut answered = HashSet::new();
        for (index, given) in self.answers.iter().enumerate() {
            if !items.iter().any(|item| item.number == given.item) || !answered.insert(given.item) {
                violations.push(Violation::new(
                    format!("/answers/{index}/item"),
                    "unknown_item",
                    "Yêu cầu không có mục này, hoặc mục này đã được trả lời ở trên.",
                    "The request has no such item, or it is answered above.",
                ));
            }
            let pointer = format!("/answers/{index}/answer");
            violations.extend(text_length(&pointer, &given.answer, ANSWER_LENGTH));
        }
        supplied.extend(answered);
        let missing = items.iter().filter(|item| !supplied.contains(&item.number));
        violations.extend(missing.map(|item| {
            let (number, wanted) = (item.number, &item.wanted);
            Violation::new(
                format!("/items/{number}"),
                "not_supplied",
                format!("Mục {number} chưa có tài liệu hay câu trả lời: {wanted}"),
                format!("Item {number} has neither a document nor an answer: {wanted}"),
            )
        }));
        violations
    }

    fn answers(&self) -> Vec<(i16, String)> {
        let answers = self.answers.iter();
        answers
            .map(|given| (given.item, given.answer.trim().to_owned()))
            .collect()
    }
}
