//! `GET /api/v1/dossiers/{id}/self-assessment`: the answers, and what they amount to.

use super::view::tag;
use crate::caller::{Caller, DossiersRead};
use api_http::answer::Resource;
use api_http::extract::{ETag, IfNoneMatch, PathOf};
use api_http::json_text::read as parsed;
use api_http::problem::{ApiResult, FieldError};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Serialize;
use shared::database::dossier_documents::{self, DossierDocumentRecord};
use shared::database::dossiers;
use shared::domain::dossier::{Assessment, CriterionAnswer, SelfAssessment, assess};
use std::collections::{BTreeMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// The self-assessment as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SelfAssessmentView {
    /// Regime of the sheet.
    #[schema(example = "26-2026")]
    regime: String,
    /// Product set of the sheet.
    product_set: i16,
    /// The answers by code of the criterion, with their evidence.
    answers: BTreeMap<String, EvidencedAnswer>,
    /// What they amount to; null where they do not fit the sheet.
    assessment: Option<Assessment>,
    /// Where they do not fit the sheet.
    problems: Vec<FieldError>,
}

/// An answer with the documents that name its criterion.
#[derive(Debug, Serialize, ToSchema)]
struct EvidencedAnswer {
    /// Option number, 1-based; 0: none of them holds, knowingly no points.
    #[schema(example = 2, minimum = 0)]
    option: i64,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    note: Option<String>,
    /// Its evidence.
    evidence: Vec<EvidenceRef>,
}

/// A document that is evidence.
#[derive(Debug, Serialize, ToSchema)]
struct EvidenceRef {
    /// The document.
    document_id: Uuid,
    /// Its file.
    file_id: Uuid,
    /// What it shows.
    title: String,
}

/// The answers with total, expected stars, unmet minimums, the way to the next star, and what is still to do.
#[endpoint(get "/dossiers/{id}/self-assessment", tag = "dossiers", of = "dossiers_self_assessment")]
pub(super) async fn show(
    caller: Caller<DossiersRead>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<SelfAssessmentView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let held = dossier_documents::held(&mut connection, &dossier).await?;
    drop(connection);
    let form: SelfAssessment = parsed(&dossier.self_assessment)?;
    let evidenced: HashSet<String> = held
        .iter()
        .filter_map(|(document, _)| document.criterion.clone())
        .collect();
    let language = context.language;
    let sheet = (dossier.regime.as_str(), dossier.set());
    let (assessment, broken) = match assess(&caller.state.regimes, sheet, &form, &evidenced, language) {
        Ok(assessment) => (Some(assessment), Vec::new()),
        Err(broken) => (None, broken),
    };
    let view = SelfAssessmentView {
        regime: dossier.regime.clone(),
        product_set: dossier.product_set,
        answers: with_evidence(form, &held),
        assessment,
        problems: broken
            .iter()
            .map(|violation| FieldError::new(violation, language))
            .collect(),
    };
    // Labels are in the caller's language.
    let tag = format!("{}-{language:?}", tag(&dossier).as_str());
    Ok(if_none_match.answer(&ETag::of_text(&tag), &view))
}

fn with_evidence(form: SelfAssessment, held: &[DossierDocumentRecord]) -> BTreeMap<String, EvidencedAnswer> {
    let evidence = |code: &str| {
        let of_it = held
            .iter()
            .filter(|(document, _)| document.criterion.as_deref() == Some(code));
        of_it
            .map(|(document, _)| EvidenceRef {
                document_id: document.id,
                file_id: document.file_id,
                title: document.title.clone(),
            })
            .collect()
    };
    form.answers
        .into_iter()
        .map(|(code, answer)| {
            let evidence = evidence(&code);
            let CriterionAnswer { option, note } = answer;
            (
                code,
                EvidencedAnswer {
                    option,
                    note,
                    evidence,
                },
            )
        })
        .collect()
}
