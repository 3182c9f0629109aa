//! `/api/v1/recognitions/{id}/corrections`: a recognition that was on record by its year only is given its day.

use super::refusal;
use super::request::trimmed;
use super::view::RecognitionView;
use crate::caller::{Caller, Creation, DecisionsRead, DecisionsWrite, Seat};
use crate::registry::corrections::{CorrectionEntry, CorrectionView};
use api_http::answer::{NewResource, WrittenReply};
use api_http::extract::{ETag, List, MayMatch, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, Problem, refuse, text_length};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::corrections;
use shared::database::products::{self, Product};
use shared::database::recognitions::past::{self, PastRecord, Recorder};
use shared::database::recognitions::{self, Recognition, RecognitionRecord};
use shared::domain::corrections::{
    CorrectedField, CorrectionKind, CorrectionSubject, FieldChange, LONGEST_REASON,
};
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::recognition::{PaperContext, RecognitionEndReason, RecognitionPaper, unit_of_word};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest number of a decision or certificate and the longest name, in characters.
const LONGEST: usize = 200;

/// The day of a recognition that was on record by its year only, and what else its paper says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecognitionCorrection {
    /// Date of the decision.
    decided_on: NaiveDate,
    /// As written; where left out, the one on record.
    #[schema(example = "385/QĐ-UBND", max_length = 200, pattern = r"\S")]
    decision_number: Option<String>,
    /// Who signed it.
    #[schema(max_length = 200, pattern = r"\S")]
    signer: Option<String>,
    /// Number printed on the certificate; where left out, the one on record.
    #[schema(max_length = 200, pattern = r"\S")]
    certificate_number: Option<String>,
    /// First day, where it is not the date of the decision.
    valid_from: Option<NaiveDate>,
    /// Last day as printed; by default the corresponding day of the 36th month.
    valid_to: Option<NaiveDate>,
    /// Where the day was found.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// Gives a recognition that is on record by its year only its day.
///
/// It takes its place in the history of its product as it would have had it been recorded so: it holds on its days, and with number
/// and date of its decision it gets a certificate. Stars, year and authority stay. `If-Match` is checked where it is sent.
#[endpoint(post "/recognitions/{id}/corrections", tag = "decisions", of = "recognitions_corrections", problems(Conflict, NotYourTurn))]
pub(super) async fn record(
    caller: Caller<DecisionsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<RecognitionCorrection>,
) -> ApiResult<NewResource<CorrectionView>> {
    Seat::of(&caller.principal)?;
    let mut version = None;
    let answer = idempotency
        .once(&caller, async |connection| {
            let (known, product) = held(connection, &caller, id, &if_match).await?;
            let paper = body.check(&known, &product, &caller)?;
            let papers = [paper];
            let plans = past::plan(connection, &papers).await?;
            refuse(refusal::violations(&plans.outcomes, &|_| String::new()))?;
            let recorder = Recorder {
                actor: &caller.principal.name(),
                now: caller.state.clock.now(),
                regimes: &caller.state.regimes,
            };
            version = past::write(connection, &papers, &plans, recorder).await?;
            let after = recognitions::find(connection, caller.scope(), id).await?;
            let after = after.ok_or_else(Problem::not_found)?;
            let entry = body.entry(&known, &after);
            let correction = entry.record(connection, &caller).await?;
            Ok(WrittenReply::new(&correction)?.content_etag())
        })
        .await?;
    if let Some(version) = version {
        caller.state.statistics.raise(version);
    }
    Ok(answer)
}

/// The corrections of a recognition, the newest first.
#[endpoint(get "/recognitions/{id}/corrections", tag = "decisions", of = "recognitions_corrections")]
pub(super) async fn list(
    caller: Caller<DecisionsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<CorrectionView>> {
    let mut connection = caller.connection().await?;
    let found = recognitions::find(&mut connection, caller.scope(), id).await?;
    found.ok_or_else(Problem::not_found)?;
    let subject = (CorrectionSubject::Recognition, id);
    let rows = corrections::list(&mut connection, subject, page.after, page.limit()).await?;
    page.try_answer(rows, |row| row.id, CorrectionView::of)
}

/// The recognition on record by its year only and its product, which is held until the transaction ends.
///
/// # Errors
/// 404 out of reach, 409 where it has its day, 412 for another version.
async fn held(
    connection: &mut AsyncPgConnection,
    caller: &Caller<DecisionsWrite>,
    id: Uuid,
    if_match: &MayMatch,
) -> ApiResult<(RecognitionRecord, Product)> {
    let seen = recognitions::find(connection, caller.scope(), id).await?;
    let product = seen.ok_or_else(Problem::not_found)?.recognition.product_id;
    let found = products::lock(connection, caller.scope(), product).await?;
    let (product, _) = found.ok_or_else(Problem::not_found)?;
    let found = recognitions::find(connection, caller.scope(), id).await?;
    let known = found.ok_or_else(Problem::not_found)?;
    let content = serde_json::to_vec(&RecognitionView::of(known.clone())?);
    let content = content.map_err(|error| Problem::internal(&error))?;
    if_match.check(&ETag::of_content(&content))?;
    if known.recognition.end_reason == Some(RecognitionEndReason::NotRecorded) {
        return Ok((known, product));
    }
    let day = known.recognition.valid_from;
    Err(Problem::new(Code::Conflict).detail(
        format!("Công nhận này đã có ngày: {day}."),
        format!("The recognition has its day: {day}."),
    ))
}

impl RecognitionCorrection {
    /// The paper of the recognition `known` of `product`, with its day, held against the rules.
    fn check(
        &self,
        known: &RecognitionRecord,
        product: &Product,
        caller: &Caller<DecisionsWrite>,
    ) -> ApiResult<PastRecord> {
        let (row, place) = (&known.recognition, product.place());
        let context = PaperContext {
            place: &place,
            product_set: row.product_set,
            regimes: &caller.state.regimes,
            today: caller.state.clock.today(),
        };
        let mut violations = self.texts();
        let checked = self.paper(row).check("", context);
        let checked = checked.map_err(|broken| [std::mem::take(&mut violations), broken].concat())?;
        refuse(violations)?;
        Ok(PastRecord {
            product_id: row.product_id,
            recognition: checked.recognition,
            regime: checked.regime,
            group: checked.group,
            office: checked.office,
            decision_number: trimmed(self.decision_number.as_ref()).or_else(|| row.decision_number.clone()),
            decided_on: Some(self.decided_on),
            signer: trimmed(self.signer.as_ref()),
            certificate_number: trimmed(self.certificate_number.as_ref())
                .or_else(|| known.certificate_number.clone()),
            source: None,
            dates: Some(row.id),
        })
    }

    /// The paper with what is on record of `row`.
    fn paper(&self, row: &Recognition) -> RecognitionPaper {
        RecognitionPaper {
            stars: u8::try_from(row.stars).unwrap_or_default(),
            potential: row.potential,
            kind: None,
            regime: Some(row.regime.clone()),
            programme_year: Some(row.programme_year),
            authority: row.authority.unwrap_or(RecognitionAuthority::Province),
            authority_unit: row.authority_unit.as_deref().and_then(unit_of_word),
            decided_on: Some(self.decided_on),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }

    fn texts(&self) -> Vec<Violation> {
        let texts = [
            ("/decision_number", &self.decision_number),
            ("/signer", &self.signer),
            ("/certificate_number", &self.certificate_number),
        ];
        let broken = texts
            .into_iter()
            .filter_map(|(pointer, text)| text_length(pointer, text.as_ref()?, LONGEST));
        broken
            .chain(text_length("/reason", &self.reason, LONGEST_REASON))
            .collect()
    }

    /// What is put on record: `before` and `after` are the recognition without and with its day.
    fn entry(&self, before: &RecognitionRecord, after: &RecognitionRecord) -> CorrectionEntry<'_> {
        let (old, new) = (&before.recognition, &after.recognition);
        let day = |day: NaiveDate| Some(day.to_string());
        let changes = [
            FieldChange::of(CorrectedField::ValidFrom, None, day(new.valid_from)),
            FieldChange::of(CorrectedField::ValidTo, None, day(new.valid_to)),
            FieldChange::of(
                CorrectedField::DecisionNumber,
                old.decision_number.clone(),
                new.decision_number.clone(),
            ),
            FieldChange::of(
                CorrectedField::CertificateNumber,
                before.certificate_number.clone(),
                after.certificate_number.clone(),
            ),
        ];
        CorrectionEntry {
            subject: (CorrectionSubject::Recognition, old.id),
            kind: CorrectionKind::Error,
            effective_on: None,
            changes: changes.into_iter().flatten().collect(),
            reason: &self.reason,
        }
    }
}
