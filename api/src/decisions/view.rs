//! A decision as JSON.

use crate::places::{UnitSummary, office_unit};
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::decisions::{Decision, DecisionItem, ItemRecord};
use shared::domain::certificate::{DecisionKind, PrintedCode};
use shared::domain::criteria::RecognitionAuthority;
use utoipa::ToSchema;
use uuid::Uuid;

/// A decision with the products it names, as far as the caller sees them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionView {
    /// Its id.
    id: Uuid,
    /// What it does.
    kind: DecisionKind,
    /// As written.
    #[schema(example = "385/QĐ-UBND")]
    number: String,
    /// Its date.
    decided_on: NaiveDate,
    /// `district`, `province` or `ministry`.
    authority: RecognitionAuthority,
    /// The unit that decided, in the boundaries of its time; null for the ministry.
    authority_unit: Option<UnitSummary>,
    /// Code of the province, in today's boundaries; null for the ministry.
    #[schema(example = "25")]
    province_code: Option<String>,
    /// Who signed it; null where that is not known of a recorded decision.
    signer: Option<String>,
    /// The scan.
    file_id: Option<Uuid>,
    /// The programme's year.
    programme_year: i16,
    /// Why, where it says so.
    reason: Option<String>,
    /// What it names.
    items: Vec<DecisionItemView>,
    /// Made elsewhere and recorded here.
    recorded: bool,
    /// When it was recorded.
    created_at: DateTime<Utc>,
}

/// A product in a decision.
#[derive(Debug, Serialize, ToSchema)]
struct DecisionItemView {
    /// The dossier decided.
    dossier_id: Option<Uuid>,
    /// The product.
    product: DecidedProduct,
    /// 3 to 5.
    stars: i16,
    /// Proposed to the ministry for five stars: a status, no certificate yet.
    potential: bool,
    /// A renewal decided later than 45 days after its dossier was complete.
    late: bool,
    /// The certificate issued, revoked or corrected.
    certificate: Option<DecidedCertificate>,
}

/// The product that a decision names or a recognition is of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DecidedProduct {
    /// Its id.
    pub(super) id: Uuid,
    /// Its code.
    #[schema(example = "25.08782.001.2026")]
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
}

/// The certificate of an item.
#[derive(Debug, Serialize, ToSchema)]
struct DecidedCertificate {
    /// Its id.
    id: Uuid,
    /// Its number; a recorded certificate may have none.
    #[schema(example = "0001/2026/OCOP-25")]
    number: Option<String>,
    /// Its printed code.
    #[schema(example = "7K3M-9QXT-2WHB-5CDE")]
    code: String,
}

impl DecisionView {
    /// `decision` with those of `items` that are its own.
    ///
    /// # Errors
    /// 500 where the register of units cannot be read.
    pub(crate) fn of(decision: Decision, items: &[ItemRecord]) -> ApiResult<Self> {
        let own = items
            .iter()
            .filter(|(item, _, _)| item.decision_id == decision.id);
        Ok(Self {
            items: own.map(DecisionItemView::of).collect(),
            id: decision.id,
            kind: decision.kind,
            authority_unit: office_unit(&decision.office_word(), decision.decided_on)?,
            number: decision.number,
            decided_on: decision.decided_on,
            authority: decision.authority,
            province_code: decision.province_code,
            signer: decision.signer,
            file_id: decision.file_id,
            programme_year: decision.programme_year,
            reason: decision.reason,
            recorded: decision.recorded,
            created_at: decision.created_at,
        })
    }
}

impl DecisionItemView {
    fn of((item, (code, name), certificate): &ItemRecord) -> Self {
        Self {
            dossier_id: item.dossier_id,
            product: DecidedProduct {
                id: item.product_id,
                code: code.clone(),
                name: name.clone(),
            },
            stars: item.stars,
            potential: item.potential,
            late: item.late,
            certificate: certificate_of(item, certificate.as_ref()),
        }
    }
}

fn certificate_of(
    item: &DecisionItem,
    names: Option<&(Option<String>, String)>,
) -> Option<DecidedCertificate> {
    let (id, (number, code)) = item.certificate_id.zip(names)?;
    Some(DecidedCertificate {
        id,
        number: number.clone(),
        code: code
            .parse()
            .map_or_else(|_| code.clone(), |code: PrintedCode| code.to_string()),
    })
}
