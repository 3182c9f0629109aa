//! What is said before a council and belongs into its minutes (ý kiến ghi vào biên bản).

use crate::criteria::CriteriaSheet;
use crate::producers::FieldCheck;
use crate::text_enum;
use crate::violation::Violation;

/// Longest statement, in characters.
const STATEMENT_LENGTH: usize = 5_000;

text_enum! {
    /// What a statement is.
    pub enum StatementKind {
        /// The producer explains (giải trình của chủ thể).
        Explanation = "explanation",
        /// How the council agreed to read a criterion (cách hiểu tiêu chí được Hội đồng thống nhất).
        Reading = "reading",
        /// Why it scores again (lý do chấm lại); comes with the further turn.
        Rescoring = "rescoring",
    }
}

/// A statement as people fill it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementDraft {
    /// What it is.
    pub kind: StatementKind,
    /// Code of the criterion that it is about.
    pub criterion: Option<String>,
    /// What is said.
    pub statement: String,
}

impl StatementDraft {
    /// Every broken rule; `sheet` is that by which the dossier is scored.
    #[must_use]
    pub fn check(&self, sheet: Option<&CriteriaSheet>) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        check.required("/statement", &self.statement);
        check.text("/statement", &self.statement, STATEMENT_LENGTH);
        if self.kind == StatementKind::Rescoring {
            check.refuse(
                "/kind",
                "comes_with_the_turn",
                "lý do chấm lại được ghi khi mở lượt chấm mới",
                "the reason is recorded when the further turn is opened",
            );
        }
        let known = |code: &String| sheet.is_some_and(|sheet| sheet.position(code, 0).is_some());
        match &self.criterion {
            Some(code) if !known(code) => check.refuse(
                "/criterion",
                "unknown_criterion",
                "phiếu chấm không có tiêu chí này",
                "the sheet has no such criterion",
            ),
            None if self.kind == StatementKind::Reading => check.refuse(
                "/criterion",
                "required",
                "cần nêu tiêu chí được thống nhất cách hiểu",
                "name the criterion whose reading is agreed",
            ),
            _ => {}
        }
        check.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::Regimes;

    #[test]
    fn a_reading_names_its_criterion_and_nobody_records_a_rescoring() {
        let regimes = Regimes::embedded().unwrap();
        let sheet = regimes
            .get("26-2026")
            .and_then(|regime| regime.product_set(1)?.sheet());
        let draft = |kind, criterion: Option<&str>, statement: &str| StatementDraft {
            kind,
            criterion: criterion.map(ToOwned::to_owned),
            statement: statement.to_owned(),
        };
        for (draft, expected) in [
            (draft(StatementKind::Explanation, None, "Có hợp đồng."), vec![]),
            (
                draft(StatementKind::Reading, Some("A.1.1"), "Tính theo tỉnh."),
                vec![],
            ),
            (
                draft(StatementKind::Reading, None, "Tính theo tỉnh."),
                vec!["/criterion required"],
            ),
            (
                draft(StatementKind::Explanation, Some("Z.9"), " "),
                vec!["/statement required", "/criterion unknown_criterion"],
            ),
            (
                draft(StatementKind::Rescoring, None, "Sai sót."),
                vec!["/kind comes_with_the_turn"],
            ),
        ] {
            let broken: Vec<String> = draft
                .check(sheet)
                .iter()
                .map(|one| format!("{} {}", one.pointer, one.code))
                .collect();
            assert_eq!(broken, expected, "{draft:?}");
        }
    }
}
