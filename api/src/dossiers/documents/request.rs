//! What clients send about documents.

use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::database::dossier_documents::DossierDocument;
use shared::database::dossiers::Dossier;
use shared::database::evidence_requests::{EvidenceRequestItem, EvidenceRequestRecord};
use shared::database::files::FileRecord;
use shared::domain::criteria::Regimes;
use shared::domain::dossier::DocumentKind;
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Most characters of a title.
const TITLE_LENGTH: usize = 200;
/// Most documents that a dossier holds: a page of the largest size shows them all.
const MOST_DOCUMENTS: i64 = 500;

/// A document to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDocument {
    /// The uploaded file.
    pub(super) file_id: Uuid,
    /// What it is; `evidence` where a criterion is named, otherwise `other`.
    kind: Option<DocumentKind>,
    /// The criterion it is evidence for.
    #[schema(example = "A.1.1")]
    criterion: Option<String>,
    /// What it shows.
    #[schema(max_length = 200, pattern = r"\S")]
    title: String,
    /// Number of the item in the open request for evidence; needed once the dossier is handed in.
    #[schema(minimum = 1, maximum = 32_767)]
    item: Option<i16>,
}

/// Which documents a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DocumentQuery {
    /// True: those that were removed too.
    #[serde(default)]
    pub(super) removed: bool,
}

impl NewDocument {
    /// The file, where the document may be added to `dossier`, which holds `count` of them and may have an `open` request.
    pub(super) fn check(
        &self,
        regimes: &Regimes,
        dossier: &Dossier,
        open: Option<&EvidenceRequestRecord>,
        file: Option<FileRecord>,
        count: i64,
    ) -> ApiResult<FileRecord> {
        let mut violations = Vec::new();
        if !(1..=TITLE_LENGTH).contains(&self.title.trim().chars().count()) {
            violations.push(Violation::new(
                "/title",
                "invalid_length",
                format!("Tên tài liệu: 1–{TITLE_LENGTH} ký tự."),
                format!("The title: 1–{TITLE_LENGTH} characters."),
            ));
        }
        if count >= MOST_DOCUMENTS {
            violations.push(Violation::new(
                "",
                "too_many",
                format!("Hồ sơ đã có {MOST_DOCUMENTS} tài liệu, nhiều nhất cho phép."),
                format!("The dossier holds {MOST_DOCUMENTS} documents, the most it can."),
            ));
        }
        violations.extend(self.broken_item(open));
        violations.extend(self.broken_criterion(regimes, dossier, open));
        match file {
            Some(file) if violations.is_empty() => Ok(file),
            Some(_) => Err(violations.into()),
            None => {
                violations.push(Violation::new(
                    "/file_id",
                    "unknown_file",
                    "Không có tệp này trong phạm vi của bạn.",
                    "There is no such file within your reach.",
                ));
                Err(Problem::from(violations))
            }
        }
    }

    /// What is wrong with the item that it names.
    fn broken_item(&self, open: Option<&EvidenceRequestRecord>) -> Option<Violation> {
        match (self.item, open) {
            (None, None) => None,
            (None, Some(_)) => Some(Violation::new(
                "/item",
                "required",
                "Cần số mục trong yêu cầu bổ sung đang mở.",
                "The number of the item in the open request is needed.",
            )),
            (Some(_), _) if self.item_of(open).is_some() => None,
            (Some(_), _) => Some(Violation::new(
                "/item",
                "unknown_item",
                "Không có mục này trong yêu cầu bổ sung đang mở.",
                "No open request for evidence has this item.",
            )),
        }
    }

    /// What is wrong with its criterion: evidence has one of the sheet, other documents have none.
    fn broken_criterion(
        &self,
        regimes: &Regimes,
        dossier: &Dossier,
        open: Option<&EvidenceRequestRecord>,
    ) -> Option<Violation> {
        let criterion = self.criterion(open);
        if criterion.is_some() != (self.kind(criterion.is_some()) == DocumentKind::Evidence) {
            return Some(Violation::new(
                "/criterion",
                "criterion_of_evidence",
                "Tài liệu `evidence` cần criterion; các loại khác không có.",
                "A document of the kind `evidence` needs a criterion, the others have none.",
            ));
        }
        let unknown = criterion.filter(|code| !has_criterion(regimes, dossier, code))?;
        Some(unknown_criterion("/criterion", &unknown))
    }

    /// The row to write, after [`NewDocument::check`].
    pub(super) fn document(
        &self,
        dossier: &Dossier,
        open: Option<&EvidenceRequestRecord>,
        added_by: String,
        now: DateTime<Utc>,
    ) -> DossierDocument {
        let criterion = self.criterion(open);
        let item = self.item_of(open);
        DossierDocument {
            id: Uuid::now_v7(),
            dossier_id: dossier.id,
            file_id: self.file_id,
            kind: self.kind(criterion.is_some()),
            criterion,
            title: self.title.trim().to_owned(),
            request_id: item.map(|item| item.request_id),
            request_item: item.map(|item| item.number),
            added_by,
            added_at: now,
            removed_by: None,
            removed_at: None,
        }
    }

    /// The criterion named, or that of the item where neither it nor another kind is.
    fn criterion(&self, open: Option<&EvidenceRequestRecord>) -> Option<String> {
        let of_item = || match self.kind {
            None | Some(DocumentKind::Evidence) => self.item_of(open)?.criterion.clone(),
            Some(_) => None,
        };
        self.criterion.clone().or_else(of_item)
    }

    fn kind(&self, has_criterion: bool) -> DocumentKind {
        self.kind.unwrap_or(if has_criterion {
            DocumentKind::Evidence
        } else {
            DocumentKind::Other
        })
    }

    fn item_of<'a>(&self, open: Option<&'a EvidenceRequestRecord>) -> Option<&'a EvidenceRequestItem> {
        let items = open.map(|(_, items)| items)?;
        items.iter().find(|item| Some(item.number) == self.item)
    }
}

/// Whether the dossier's sheet has the criterion `code`, a parent included.
pub(in crate::dossiers) fn has_criterion(regimes: &Regimes, dossier: &Dossier, code: &str) -> bool {
    let set = regimes.product_set(&dossier.regime, dossier.set());
    set.is_some_and(|set| set.criteria().any(|criterion| criterion.code == code))
}

/// A criterion that the sheet lacks.
pub(in crate::dossiers) fn unknown_criterion(pointer: &str, code: &str) -> Violation {
    Violation::new(
        pointer,
        "unknown_criterion",
        format!("Bảng chấm không có tiêu chí \"{code}\"."),
        format!("The sheet has no criterion \"{code}\"."),
    )
}
