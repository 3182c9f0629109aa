//! What every decision says of itself: number, date, signer, scan.

use crate::auth::Principal;
use crate::caller::Seat;
use crate::cycle::sight;
use crate::state::AppState;
use api_http::problem::{ApiResult, Code, Problem, text_length};
use chrono::{Datelike, NaiveDate};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use shared::database::decisions::{self, Decision};
use shared::database::files;
use shared::domain::certificate::DecisionKind;
use shared::domain::recognition::programme_year;
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest number and name, in characters.
const LONGEST: usize = 200;
/// Nothing was decided before the programme.
const FIRST_YEAR: i32 = 2018;

/// A decision behind an act.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionHead {
    /// As written.
    #[schema(example = "385/QĐ-UBND", max_length = 200, pattern = r"\S")]
    pub(super) number: String,
    /// Its date, which counts.
    pub(crate) decided_on: NaiveDate,
    /// Who signed it.
    #[schema(example = "Nguyễn Văn A", max_length = 200, pattern = r"\S")]
    pub(super) signer: String,
    /// The scan, uploaded before.
    pub(super) file_id: Option<Uuid>,
}

impl DecisionHead {
    /// The broken rules, at pointers below `at`.
    pub(crate) fn check(&self, at: &str, today: NaiveDate) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (field, text) in [("number", &self.number), ("signer", &self.signer)] {
            violations.extend(text_length(&format!("{at}/{field}"), text, LONGEST));
        }
        if self.decided_on > today {
            violations.push(Violation::new(
                format!("{at}/decided_on"),
                "in_the_future",
                "Ngày quyết định không được sau hôm nay.",
                "The decision must not be dated after today.",
            ));
        }
        if self.decided_on.year() < FIRST_YEAR {
            violations.push(Violation::new(
                format!("{at}/decided_on"),
                "date_out_of_range",
                format!("Chương trình bắt đầu năm {FIRST_YEAR}."),
                format!("The programme began in {FIRST_YEAR}."),
            ));
        }
        violations
    }

    /// Records the decision of `seat`. For recognitions its number must be new in its year; a decision that revokes or
    /// corrects may name products one after the other.
    ///
    /// # Errors
    /// 409 where the number is taken by another decision, 422 for a scan that is not there.
    pub(crate) async fn record(
        &self,
        connection: &mut AsyncPgConnection,
        state: &AppState,
        principal: &Principal,
        seat: &Seat,
        about: About<'_>,
    ) -> ApiResult<Decision> {
        let number = self.number.trim();
        let day = self.decided_on;
        let province = seat.province.as_deref();
        let known = decisions::with_number(connection, seat.authority, province, number, day).await?;
        if let Some(known) = known {
            let same = known.kind == about.kind
                && known.decided_on == day
                && known.signer.as_deref() == Some(self.signer.trim());
            return match about.kind {
                DecisionKind::Revocation | DecisionKind::Correction if same => Ok(known),
                _ => Err(taken(&known)),
            };
        }
        scan(
            connection,
            principal,
            &format!("{}/file_id", about.at),
            self.file_id,
        )
        .await?;
        let year = about
            .programme_year
            .unwrap_or_else(|| i16::try_from(programme_year(day)).unwrap_or_default());
        let decision = Decision {
            id: Uuid::now_v7(),
            kind: about.kind,
            number: number.to_owned(),
            decided_on: day,
            authority: seat.authority,
            province_code: seat.province.clone(),
            authority_unit: seat.office().unit_word(),
            recorded: false,
            signer: Some(self.signer.trim().to_owned()),
            file_id: self.file_id,
            programme_year: year,
            reason: about.reason.map(str::to_owned),
            created_by: principal.name(),
            created_at: state.clock.now(),
        };
        decisions::insert(connection, &decision).await?;
        Ok(decision)
    }
}

/// What a decision is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    /// What it does.
    pub(crate) kind: DecisionKind,
    /// Pointer to it in the request.
    pub(crate) at: &'a str,
    /// The programme's year, where it is not that of the date.
    pub(crate) programme_year: Option<i16>,
    /// Why.
    pub(crate) reason: Option<&'a str>,
}

/// Passes where the file is there and in the caller's reach, or none is named.
pub(crate) async fn scan(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    pointer: &str,
    file: Option<Uuid>,
) -> ApiResult<()> {
    let Some(id) = file else { return Ok(()) };
    let sight = sight(connection, &principal.scope).await?;
    let found = files::find_readable(connection, &sight, &principal.name(), id).await?;
    match found {
        Some(_) => Ok(()),
        None => Err(Problem::violation(Violation::new(
            pointer,
            "unknown_file",
            "Không có tệp này.",
            "There is no such file.",
        ))),
    }
}

fn taken(known: &Decision) -> Problem {
    let (number, day, kind) = (&known.number, known.decided_on, known.kind);
    Problem::new(Code::Conflict).detail(
        format!("Số {number} đã dùng cho quyết định ngày {day} ({kind})."),
        format!("The number {number} is that of the decision of {day} ({kind})."),
    )
}
