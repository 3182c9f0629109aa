//! What the register says of a row.

use paper::{PaperColumn, PaperField, Reason, Remark, Severity};
use shared::database::imports::remarks::{ImportRemark, ImportStage};
use shared::database::{JsonText, StoreError, StoreResult};
use shared::domain::imports::DraftField;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Remarks that the report of an import keeps: who has more begins with these. All are counted.
const MOST: i32 = 100_000;

/// What the register says of a row (nhận xét khi đối chiếu).
#[derive(Clone, Debug)]
pub(super) struct RegisterRemark {
    /// Number of the row in the file.
    pub(super) row: u32,
    /// What it is about, and which of the recognitions of the row, from 0.
    place: (PaperField, usize),
    /// What is said; an error leaves the row out.
    pub(super) reason: Reason,
}

impl RegisterRemark {
    /// What is said of a field of a row.
    pub(super) const fn new(row: u32, field: PaperField, reason: Reason) -> Self {
        Self {
            row,
            place: (field, 0),
            reason,
        }
    }

    /// A broken rule of the record that the row makes; its pointer names the field.
    pub(super) fn of(violation: Violation, row: u32, turn: usize) -> Self {
        let name = violation.pointer.rsplit('/').next().unwrap_or_default();
        Self {
            row,
            place: (field_of(name), turn),
            reason: Reason::error(violation.code, violation.message.vi, violation.message.en),
        }
    }

    /// The row says otherwise than the register, which stays as it is.
    pub(super) fn differs(row: u32, field: DraftField) -> Self {
        let reason = Reason::warning(
            "differs_from_register",
            "khác với dữ liệu đã có; dữ liệu đã có được giữ nguyên",
            "differs from the register, which stays as it is",
        );
        Self::new(row, column_of(field), reason)
    }

    /// Whether the row is left out.
    pub(super) fn is_error(&self) -> bool {
        self.reason.severity() == Severity::Error
    }
}

fn field_of(name: &str) -> PaperField {
    match name {
        "decided_on" | "valid_from" => PaperField::DecidedOn,
        "valid_to" => PaperField::End,
        "stars" | "potential" => PaperField::Stars,
        "programme_year" | "regime" => PaperField::Year,
        "decision_number" => PaperField::Decision,
        "authority" | "authority_unit" => PaperField::Authority,
        "certificate_number" => PaperField::Certificate,
        "product_set" => PaperField::ProductSet,
        "description" => PaperField::Description,
        "id" | "system" | "keys" => PaperField::Key,
        _ => PaperField::Product,
    }
}

const fn column_of(field: DraftField) -> PaperField {
    match field {
        DraftField::Name => PaperField::Producer,
        DraftField::Kind => PaperField::Kind,
        DraftField::TaxCode => PaperField::TaxCode,
        DraftField::Address => PaperField::Address,
        DraftField::Phone => PaperField::Phone,
        DraftField::Email => PaperField::Email,
        DraftField::Representative => PaperField::Representative,
        DraftField::Gender => PaperField::Gender,
        DraftField::ProductSet => PaperField::ProductSet,
        DraftField::Description => PaperField::Description,
    }
}

/// The remarks as the report and the marked copy show them.
pub(super) fn told(remarks: &[RegisterRemark], columns: &[PaperColumn]) -> Vec<Remark> {
    remarks
        .iter()
        .map(|said| Remark::of_field(said.row, columns, said.place, None, said.reason.clone()))
        .collect()
}

/// Remarks on their way into the report, numbered in the order of rows.
pub(super) struct ImportRemarks {
    import: Uuid,
    stage: ImportStage,
    last: i32,
}

impl ImportRemarks {
    /// Those of a stage of `import`, after the number `last`.
    pub(super) const fn new(import: Uuid, stage: ImportStage, last: i32) -> Self {
        Self { import, stage, last }
    }

    /// What the file itself and the register say of a chunk of rows.
    pub(super) fn of_chunk(
        &mut self,
        of_file: Vec<&Remark>,
        of_register: &[Remark],
    ) -> StoreResult<Vec<ImportRemark>> {
        let mut all: Vec<&Remark> = of_file.into_iter().chain(of_register).collect();
        all.sort_by_key(|remark| remark.row);
        self.numbered(&all)
    }

    /// What the register says of a chunk of rows.
    pub(super) fn of_register(&mut self, remarks: &[Remark]) -> StoreResult<Vec<ImportRemark>> {
        let errors: Vec<&Remark> = remarks
            .iter()
            .filter(|remark| remark.severity == Severity::Error)
            .collect();
        self.numbered(&errors)
    }

    fn numbered(&mut self, remarks: &[&Remark]) -> StoreResult<Vec<ImportRemark>> {
        let mut kept = Vec::with_capacity(remarks.len());
        for remark in remarks {
            if self.last >= MOST {
                break;
            }
            self.last += 1;
            kept.push(ImportRemark {
                import_id: self.import,
                number: self.last,
                stage: self.stage,
                row_number: i32::try_from(remark.row).unwrap_or(i32::MAX),
                severity: remark.severity.to_string(),
                rule: remark.rule.to_string(),
                remark: JsonText::of(remark).map_err(|error| StoreError::Internal(error.to_string()))?,
            });
        }
        Ok(kept)
    }
}
