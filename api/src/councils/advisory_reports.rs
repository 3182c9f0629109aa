//! The advisory team's report (báo cáo của tổ tư vấn): `/api/v1/dossiers/{id}/advisory-report`.

use crate::caller::{Caller, CouncilsRead, Creation, DossiersWrite};
use crate::dossiers::act::{DossierMove, act, locked};
use crate::dossiers::view::DossierView;
use crate::evaluations::regime_of;
use crate::state::AppState;
use api_http::answer::{Effect, Resource};
use api_http::extract::{ETag, IfMatch, IfNoneMatch, PathOf};
use api_http::json_text::{read, stored};
use api_http::problem::{ApiResult, refuse};
use api_http::request_context::RequestContext;
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::{Deserialize, Serialize};
use shared::database::advisory_reports::{self, AdvisoryReport};
use shared::database::dossiers::{self, Dossier};
use shared::database::files;
use shared::domain::access::Scope;
use shared::domain::language::Language;
use shared::domain::scoring::{ScoringResult, SheetAnswers, score_alone, score_stored_alone};
use shared::domain::violation::Violation;
use shared::domain::workflow::DossierAction;
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest findings or proposal, in characters.
const TEXT_LENGTH: usize = 20_000;
/// The most files of a report.
const MOST_FILES: usize = 50;

api_http::routes! { hand_in, show }

/// A report to hand in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReport {
    /// What the team found.
    #[schema(min_length = 1, max_length = 20000, pattern = r"\S")]
    findings: String,
    /// What it proposes to the council.
    #[schema(min_length = 1, max_length = 20000, pattern = r"\S")]
    proposal: String,
    /// Its own sheet: code of the leaf criterion → option number.
    #[schema(value_type = std::collections::BTreeMap<String, i64>, example = json!({"A.1.1": 3}))]
    answers: SheetAnswers,
    /// Files that belong to it.
    #[serde(default)]
    #[schema(max_items = 50)]
    file_ids: Vec<Uuid>,
}

/// The report on a dossier.
#[derive(Debug, Serialize, ToSchema)]
struct ReportView {
    /// The dossier.
    dossier_id: Uuid,
    /// What the team found.
    findings: String,
    /// What it proposes to the council.
    proposal: String,
    /// The regime whose sheet it answered.
    #[schema(example = "26-2026")]
    regime: String,
    /// Its own sheet: code of the leaf criterion → option number.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    answers: SheetAnswers,
    /// What its sheet comes to.
    score: Option<ScoringResult>,
    /// Files that belong to it.
    file_ids: Vec<Uuid>,
    /// Who handed it in.
    reported_by: String,
    /// When.
    reported_at: DateTime<Utc>,
}

impl ReportView {
    fn of(
        report: AdvisoryReport,
        dossier: &Dossier,
        state: &AppState,
        language: Language,
    ) -> ApiResult<Self> {
        let answers: SheetAnswers = read(&report.answers)?;
        let score = score_stored_alone(
            &state.regimes,
            &report.regime,
            dossier.set(),
            &answers,
            &[],
            language,
        );
        Ok(Self {
            dossier_id: report.dossier_id,
            findings: report.findings,
            proposal: report.proposal,
            regime: report.regime,
            answers,
            score,
            file_ids: read(&report.file_ids)?,
            reported_by: report.reported_by,
            reported_at: report.reported_at,
        })
    }
}

impl NewReport {
    /// The report on `dossier`, by somebody.
    fn check(self, dossier: &Dossier, state: &AppState, by: String) -> ApiResult<AdvisoryReport> {
        let regime = regime_of(&state.regimes, dossier.dates(state.clock.today()))?;
        let mut violations = Vec::new();
        for (pointer, text) in [("/findings", &self.findings), ("/proposal", &self.proposal)] {
            if !(1..=TEXT_LENGTH).contains(&text.trim().chars().count()) {
                violations.push(Violation::new(
                    pointer,
                    "invalid_length",
                    format!("cần 1–{TEXT_LENGTH} ký tự"),
                    format!("1–{TEXT_LENGTH} characters are needed"),
                ));
            }
        }
        if self.file_ids.len() > MOST_FILES {
            violations.push(Violation::new(
                "/file_ids",
                "too_many",
                format!("tối đa {MOST_FILES} tệp"),
                format!("at most {MOST_FILES} files"),
            ));
        }
        let scored = score_alone(
            &state.regimes,
            &regime,
            dossier.set(),
            &self.answers,
            &[],
            Language::Vi,
        );
        violations.extend(scored.err().into_iter().flatten());
        refuse(violations)?;
        Ok(AdvisoryReport {
            dossier_id: dossier.id,
            findings: self.findings,
            proposal: self.proposal,
            regime,
            answers: stored(&self.answers)?,
            file_ids: stored(&self.file_ids)?,
            reported_by: by,
            reported_at: state.clock.now(),
        })
    }
}

/// Refuses files out of reach.
async fn require_files(connection: &mut AsyncPgConnection, scope: &Scope, ids: &[Uuid]) -> ApiResult<()> {
    let found = files::find_all(connection, scope, ids).await?;
    let unknown = ids
        .iter()
        .enumerate()
        .filter(|(_, id)| !found.iter().any(|file| file.id == **id));
    let violations: Vec<Violation> = unknown
        .map(|(index, _)| {
            Violation::new(
                format!("/file_ids/{index}"),
                "unknown_file",
                "không có tệp này trong phạm vi của bạn",
                "there is no such file within your reach",
            )
        })
        .collect();
    refuse(violations)
}

/// Hands the advisory team's report in: the dossier goes to the council, and its first turn of scoring begins.
#[endpoint(post "/dossiers/{id}/advisory-report", tag = "councils", of = "dossiers_advisory_report", problems(Conflict, OutOfTurn, NotYourTurn, Recused, OutsideReach))]
async fn hand_in(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<NewReport>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove::plain(DossierAction::Report);
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            require_files(connection, caller.scope(), &body.file_ids).await?;
            let report = body.check(&dossier, &caller.state, caller.principal.name())?;
            advisory_reports::insert(connection, &report).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}

/// The advisory team's report; for the council, the offices above the commune and auditors.
#[endpoint(get "/dossiers/{id}/advisory-report", tag = "councils", of = "dossiers_advisory_report")]
async fn show(
    caller: Caller<CouncilsRead>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ReportView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let report = advisory_reports::find(&mut connection, id).await?;
    // Handed in once, it never changes; the labels of its score follow the language.
    let tag = ETag::of_text(&format!("{id}-report-{:?}", context.language));
    let view = ReportView::of(report, &dossier, &caller.state, context.language)?;
    Ok(if_none_match.answer(&tag, &view))
}
