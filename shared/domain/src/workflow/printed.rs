//! The table as a document: `docs/WORKFLOW.md`.

use super::{DossierState, Party, TRANSITIONS, possible};
use crate::language::Text;
use std::fmt::Write;

const HEAD: &str = "# The way of a dossier (quy trình hồ sơ)

Printed from `shared/domain/src/workflow/table.rs`: `cargo run -p api -- workflow > docs/WORKFLOW.md`; a test compares. The same table is
answered as JSON by `GET /api/v1/workflow`. Working days are those of `calendar/`. An action out of turn is 409 `out_of_turn` with what
is possible instead.

A renewal has two more days: it is filed 180 to 120 days before the certificate's end (later with a stated reason, article 12.3
of Decision 26/2026/QĐ-TTg), and decided within 45 days of the day on which the province received the dossier that
is complete; the ministry has 45 days of its own.

";

/// The document.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(HEAD);
    page.push_str("## States (trạng thái)\n\n| state | vi | en | the forms may be changed | ends |\n|---|---|---|---|---|\n");
    for state in DossierState::ALL {
        let Text { vi, en } = state.name();
        let (editable, ends) = (mark(state.is_editable()), mark(state.is_final()));
        line(
            &mut page,
            &format!("| `{state}` | {vi} | {en} | {editable} | {ends} |"),
        );
    }
    page.push_str(
        "\n## Steps (thao tác)\n\n| from | action | vi | en | by | to | within | reason |\n|---|---|---|---|---|---|---|---|\n",
    );
    let rows = DossierState::ALL.iter().flat_map(|state| possible(*state));
    for row in rows {
        let Text { vi, en } = row.action.name();
        let by: Vec<&str> = row.by.iter().map(|party| party.as_str()).collect();
        let within = row.deadline.name().map_or_else(String::new, |name| name.en);
        let (from, action, to, by, reason) = (row.from, row.action, row.to, by.join(", "), mark(row.reason));
        line(
            &mut page,
            &format!("| `{from}` | `{action}` | {vi} | {en} | {by} | `{to}` | {within} | {reason} |"),
        );
    }
    page.push_str("\n## Parties (bên thực hiện)\n\n| party | vi | en |\n|---|---|---|\n");
    for party in Party::ALL {
        let Text { vi, en } = party.name();
        line(&mut page, &format!("| `{party}` | {vi} | {en} |"));
    }
    let _ = writeln!(
        page,
        "\n{} steps, {} states.",
        TRANSITIONS.len(),
        DossierState::ALL.len()
    );
    page
}

const fn mark(holds: bool) -> &'static str {
    if holds { "yes" } else { "" }
}

fn line(page: &mut String, line: &str) {
    page.push_str(line);
    page.push('\n');
}
