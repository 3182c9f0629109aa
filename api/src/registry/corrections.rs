//! Corrections of records (chỉnh sửa hồ sơ), as all resources take and show them: whether a value was wrong or has changed, from which
//! day, and why.

use crate::caller::{Caller, Seat};
use api_http::json_text::stored;
use api_http::problem::{ApiResult, refuse, text_length};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};
use shared::database::corrections::{self, RecordCorrection};
use shared::domain::corrections::{
    CorrectedField, CorrectionKind, CorrectionNature, CorrectionSubject, FieldChange, LONGEST_REASON,
    nothing_to_correct,
};
use shared::domain::violation::Violation;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A correction of a record, with the values before and after.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What was done.
    kind: CorrectionKind,
    /// The day from which it counts; null for an error, which was always one.
    effective_on: Option<NaiveDate>,
    /// The values before and after.
    changes: Vec<FieldChange>,
    /// Why.
    reason: String,
    /// Who recorded it.
    #[schema(example = "client:so-nnmt-phu-tho")]
    recorded_by: String,
    /// When.
    recorded_at: DateTime<Utc>,
}

impl CorrectionView {
    pub(crate) fn of(correction: RecordCorrection) -> ApiResult<Self> {
        Ok(Self {
            changes: correction.changes()?,
            id: correction.id,
            kind: correction.kind,
            effective_on: correction.effective_on,
            reason: correction.reason,
            recorded_by: correction.recorded_by,
            recorded_at: correction.recorded_at,
        })
    }
}

/// What every correction says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CorrectionHead<'a> {
    /// Error or change.
    pub(crate) nature: CorrectionNature,
    /// The day of a change.
    pub(crate) effective_on: Option<NaiveDate>,
    /// Why.
    pub(crate) reason: &'a str,
}

impl<'a> CorrectionHead<'a> {
    /// Passes where a correction that makes `changes` of a record whose values last changed on the days `last` breaks no rule;
    /// `violations` are those of the values themselves.
    ///
    /// # Errors
    /// 422 with every broken rule.
    pub(crate) fn require(
        &self,
        changes: &[FieldChange],
        last: &HashMap<CorrectedField, NaiveDate>,
        today: NaiveDate,
        mut violations: Vec<Violation>,
    ) -> ApiResult<()> {
        if changes.is_empty() && violations.is_empty() {
            violations.push(nothing_to_correct());
        }
        let latest = changes.iter().filter_map(|one| last.get(&one.field)).max();
        violations.extend(self.nature.check_day(self.effective_on, latest.copied(), today));
        violations.extend(text_length("/reason", self.reason, LONGEST_REASON));
        refuse(violations)
    }

    /// The day from which the new value of `field` counts; none: on every day.
    pub(crate) fn counted_from(
        &self,
        field: CorrectedField,
        last: &HashMap<CorrectedField, NaiveDate>,
    ) -> Option<NaiveDate> {
        self.nature
            .counted_from(self.effective_on, last.get(&field).copied())
    }

    /// What is put on record of `subject`.
    pub(crate) fn entry(
        self,
        subject: (CorrectionSubject, Uuid),
        changes: Vec<FieldChange>,
    ) -> CorrectionEntry<'a> {
        CorrectionEntry {
            subject,
            kind: self.nature.into(),
            effective_on: self.effective_on,
            changes,
            reason: self.reason,
        }
    }
}

/// What is put on record beside the changed record.
#[derive(Debug)]
pub(crate) struct CorrectionEntry<'a> {
    /// The record.
    pub(crate) subject: (CorrectionSubject, Uuid),
    /// What was done.
    pub(crate) kind: CorrectionKind,
    /// From which day on.
    pub(crate) effective_on: Option<NaiveDate>,
    /// The values before and after.
    pub(crate) changes: Vec<FieldChange>,
    /// Why.
    pub(crate) reason: &'a str,
}

impl CorrectionEntry<'_> {
    /// Puts it on record in the name of `caller`.
    pub(crate) async fn record<R>(
        self,
        connection: &mut AsyncPgConnection,
        caller: &Caller<R>,
    ) -> ApiResult<CorrectionView> {
        let correction = RecordCorrection {
            id: Uuid::now_v7(),
            subject: self.subject.0,
            subject_id: self.subject.1,
            kind: self.kind,
            effective_on: self.effective_on,
            changes: stored(&self.changes)?,
            reason: self.reason.trim().to_owned(),
            recorded_by: caller.principal.name(),
            recorded_at: caller.state.clock.now(),
        };
        corrections::insert(connection, &correction).await?;
        CorrectionView::of(correction)
    }
}

/// A twin, and who stands for both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordMerge {
    /// The record that stands for both from now on.
    pub(crate) into: Uuid,
    /// Why they are the same.
    #[schema(max_length = 1000, pattern = r"\S")]
    pub(crate) reason: String,
}

impl RecordMerge {
    /// Passes where it breaks no rule as that of the record `twin`; `other` are those of who stands for both.
    ///
    /// # Errors
    /// 422 with every broken rule.
    pub(crate) fn require(&self, twin: Uuid, other: Option<Violation>) -> ApiResult<()> {
        let same = (self.into == twin).then(|| {
            Violation::new(
                "/into",
                "itself",
                "Không thể nhập một bản ghi vào chính nó.",
                "A record is not merged into itself.",
            )
        });
        let reason = text_length("/reason", &self.reason, LONGEST_REASON);
        refuse([same.or(other), reason].into_iter().flatten().collect())
    }

    /// What is put on record of the twin.
    pub(crate) fn entry(&self, subject: CorrectionSubject, twin: Uuid) -> CorrectionEntry<'_> {
        let into = Some(self.into.to_string());
        CorrectionEntry {
            subject: (subject, twin),
            kind: CorrectionKind::Merge,
            effective_on: None,
            changes: FieldChange::of(CorrectedField::MergedInto, None, into)
                .into_iter()
                .collect(),
            reason: &self.reason,
        }
    }
}

/// Passes for those who correct records: provinces and the ministry.
///
/// # Errors
/// 403 for all others.
pub(crate) fn require_seat<R>(caller: &Caller<R>) -> ApiResult<()> {
    Seat::of(&caller.principal).map(|_| ())
}
