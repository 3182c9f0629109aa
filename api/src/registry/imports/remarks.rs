//! The report of an import: `GET /api/v1/imports/{id}/remarks`.

use super::found::found;
use crate::caller::{Caller, ImportsRead};
use api_http::extract::{List, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use paper::{OpenQuestion, Remark, RemarkColumn, Severity};
use serde::{Deserialize, Serialize};
use shared::database::imports::remarks::{self as said, ImportRemark, ImportStage, RemarkFilter};
use shared::domain::language::Language;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which remarks a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RemarkQuery {
    /// Those of this weight.
    #[param(inline)]
    severity: Option<Severity>,
    /// Those of this rule.
    #[param(min_length = 1, max_length = 100, example = "unknown_unit")]
    rule: Option<String>,
    /// Those of the check, or those of rows that were refused when they were taken over.
    #[param(inline)]
    stage: Option<ImportStage>,
}

/// What is said of a cell or a row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RemarkView {
    /// In the order of the list, from 1.
    number: i32,
    /// When it was said.
    stage: ImportStage,
    /// Number of the row in the file, from 1; of an archive the number of the line over all of its files, the message says which.
    row: u32,
    /// The column; null where the whole row is meant.
    column: Option<RemarkColumn>,
    /// What the cell says.
    value: Option<String>,
    /// Stable code of the rule, e.g. `end_before_recognition`.
    rule: String,
    /// How much it weighs.
    severity: Severity,
    /// What is wrong or asked, in the caller's language.
    message: String,
    /// What is asked; null where nothing is.
    question: Option<OpenQuestion>,
}

/// What is said of the rows of the list, in their order: errors, warnings and questions, up to 100,000.
#[endpoint(get "/imports/{id}/remarks", tag = "imports", of = "imports")]
pub(super) async fn remarks(
    caller: Caller<ImportsRead>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, query }: PageOf<RemarkQuery, i64>,
) -> ApiResult<List<RemarkView>> {
    let mut connection = caller.connection().await?;
    let import = found(&mut connection, caller.scope(), id).await?;
    let filter = RemarkFilter {
        severity: query.severity.map(|severity| severity.to_string()),
        rule: query.rule,
        stage: query.stage,
    };
    let rows = said::list(&mut connection, import.id, &filter, page.after, page.limit()).await?;
    page.try_answer(
        rows,
        |row| i64::from(row.number),
        |row| RemarkView::of(&row, context.language),
    )
}

impl RemarkView {
    fn of(stored: &ImportRemark, language: Language) -> ApiResult<Self> {
        let remark: Remark = stored.remark.parse().map_err(|error| Problem::internal(&error))?;
        Ok(Self {
            number: stored.number,
            stage: stored.stage,
            row: remark.row,
            column: remark.column,
            value: remark.value,
            rule: remark.rule.into_owned(),
            severity: remark.severity,
            message: match language {
                Language::Vi => remark.message.vi,
                Language::En => remark.message.en,
            },
            question: remark.question,
        })
    }
}
