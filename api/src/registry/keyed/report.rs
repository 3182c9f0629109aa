//! What became of many lines.

use super::{KeyedRecord, PushOutcome, push};
use crate::caller::Lines;
use api_http::answer::{Effect, WrittenReply};
use api_http::extract::read_lines;
use api_http::problem::{ApiResult, FieldError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::domain::language::Language;
use utoipa::ToSchema;
use uuid::Uuid;

/// What became of the lines of a call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushReport {
    /// Records made.
    created: usize,
    /// Records changed.
    changed: usize,
    /// Records that were as sent already.
    unchanged: usize,
    /// Lines refused.
    refused: usize,
    /// Each line that was not empty, in order.
    lines: Vec<PushedLine>,
}

/// What became of a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushedLine {
    /// Number of the line, from 1; empty lines count.
    #[schema(example = 3)]
    line: usize,
    /// What became of it.
    outcome: PushOutcome,
    /// The record; null where the line was refused.
    id: Option<Uuid>,
    /// Why it was refused; pointers start at the line's object.
    errors: Vec<FieldError>,
}

/// Makes or changes a record of the kind `K` for each line.
///
/// # Errors
/// 422 without any line or with too many; what stops all of them.
pub(crate) async fn report<K, R>(
    lines: Lines<R, K::Given>,
    language: Language,
) -> ApiResult<Effect<PushReport>>
where
    K: KeyedRecord,
    K::Given: DeserializeOwned + Send + 'static,
{
    let Lines {
        caller,
        bytes,
        slot: _slot,
        ..
    } = lines;
    let read = caller
        .state
        .aside(move || read_lines::<K::Given>(&bytes))
        .await??;
    let (mut given, mut numbers, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for (line, parsed) in read {
        match parsed {
            Ok(one) => {
                given.push(one);
                numbers.push(line);
            }
            Err(violation) => told.push(PushedLine::refused(
                line,
                vec![FieldError::new(&violation, language)],
            )),
        }
    }
    let outcomes = push::<K, R>(&caller, &given).await?;
    for (line, outcome) in numbers.into_iter().zip(outcomes) {
        told.push(match outcome {
            Ok((id, outcome)) => PushedLine {
                line,
                outcome,
                id: Some(id),
                errors: Vec::new(),
            },
            Err(problem) => PushedLine::refused(line, FieldError::of_problem(&problem, language)),
        });
    }
    told.sort_by_key(|one| one.line);
    Ok(WrittenReply::new(&PushReport::of(told))?.reply())
}

impl PushReport {
    fn of(lines: Vec<PushedLine>) -> Self {
        let count = |outcome| lines.iter().filter(|one| one.outcome == outcome).count();
        Self {
            created: count(PushOutcome::Created),
            changed: count(PushOutcome::Changed),
            unchanged: count(PushOutcome::Unchanged),
            refused: count(PushOutcome::Refused),
            lines,
        }
    }
}

impl PushedLine {
    fn refused(line: usize, errors: Vec<FieldError>) -> Self {
        Self {
            line,
            outcome: PushOutcome::Refused,
            id: None,
            errors,
        }
    }
}
