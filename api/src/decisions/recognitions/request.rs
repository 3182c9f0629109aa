//! What clients send about recognitions of the past.

use crate::registry::refusal::{merged_product, unknown_product};
use api_http::problem::{ApiResult, Problem, text_length};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::database::products::Product;
use shared::database::recognitions::past::PastRecord;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::{RecognitionAuthority, Regimes};
use shared::domain::outside_keys::OutsideKey;
use shared::domain::recognition::{PaperContext, RecognitionPaper};
use shared::domain::units::{Generation, Level, UnitRef};
use shared::domain::violation::Violation;
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The most recognitions of one call.
const MOST: usize = 1000;
/// The longest text, in characters.
const LONGEST: usize = 200;

/// Recognitions of the past.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PastRecognitions {
    /// Each with its product.
    #[schema(min_items = 1, max_items = 1000)]
    recognitions: Vec<PastRecognitionInput>,
}

/// A recognition as its paper states it. What is left out is not known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PastRecognitionInput {
    /// The product, registered before.
    product_id: Option<Uuid>,
    /// Or a key under which another system knows it.
    pub(super) product_key: Option<OutsideKey>,
    /// The key under which another system knows this recognition.
    pub(super) key: Option<OutsideKey>,
    /// 3 to 5.
    #[schema(minimum = 3, maximum = 5)]
    stars: u8,
    /// Five stars of a province that the ministry had not decided; false where left out.
    #[serde(default)]
    potential: bool,
    /// First, upgrade or renewal; where left out, as the product's history tells it.
    kind: Option<ApplicationKind>,
    /// The regime of the rating; by default the one in force on the day.
    #[schema(example = "1048-2019")]
    regime: Option<String>,
    /// The programme's year; by default that of the day, for January to March the year before. Needed where no day is known.
    #[schema(minimum = 2018, maximum = 2100)]
    programme_year: Option<i16>,
    /// `district`, `province` or `ministry`.
    authority: RecognitionAuthority,
    /// Its unit, in the boundaries of its time; by default the one in which the product's place lay on the day.
    authority_unit: Option<OfficeInput>,
    /// As written.
    #[schema(example = "385/QĐ-UBND", max_length = 200, pattern = r"\S")]
    decision_number: Option<String>,
    /// Date of the decision.
    decided_on: Option<NaiveDate>,
    /// Who signed it.
    #[schema(max_length = 200, pattern = r"\S")]
    signer: Option<String>,
    /// Number printed on the certificate.
    #[schema(max_length = 200, pattern = r"\S")]
    certificate_number: Option<String>,
    /// First day, where it is not the date of the decision.
    valid_from: Option<NaiveDate>,
    /// Last day as printed; by default the corresponding day of the 36th month.
    valid_to: Option<NaiveDate>,
    /// Where it was read.
    #[schema(
        example = "Danh sách OCOP huyện Sông Lô, 2021",
        max_length = 200,
        pattern = r"\S"
    )]
    source: Option<String>,
}

/// A district, or a province of either side of the reform.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeInput {
    /// Side of the reform of 1 July 2025 on which the code is meant.
    generation: Generation,
    /// Code of 2 digits for a province, 3 for a district.
    #[schema(example = "26", pattern = r"^[0-9]{2,3}$")]
    code: String,
}

impl PastRecognitions {
    /// The papers, as many as one call may have.
    ///
    /// # Errors
    /// 422 for none and for too many.
    pub(super) fn checked(&self) -> ApiResult<&[PastRecognitionInput]> {
        if (1..=MOST).contains(&self.recognitions.len()) {
            return Ok(&self.recognitions);
        }
        Err(Problem::violation(Violation::new(
            "/recognitions",
            "invalid_length",
            format!("Cần 1–{MOST} công nhận."),
            format!("1–{MOST} recognitions are needed."),
        )))
    }
}

impl PastRecognitionInput {
    /// The product that it names, where the keys of the caller's reach, `keyed`, lead to one.
    pub(super) fn product(&self, keyed: &HashMap<OutsideKey, Uuid>) -> Option<Uuid> {
        let by_key = || self.product_key.as_ref().and_then(|key| keyed.get(key)).copied();
        self.product_id.or_else(by_key)
    }

    /// The paper, held against the rules; `product` is the one named, where it is in reach.
    ///
    /// # Errors
    /// All broken rules, at pointers below `at`.
    pub(super) fn check(
        &self,
        at: &str,
        product: Option<&Product>,
        regimes: &Regimes,
        today: NaiveDate,
    ) -> Result<PastRecord, Vec<Violation>> {
        let mut violations = self.texts(at);
        let keys = [("product_key", &self.product_key), ("key", &self.key)];
        for (field, key) in keys
            .into_iter()
            .filter_map(|(field, key)| Some((field, key.as_ref()?)))
        {
            violations.extend(key.check(&format!("{at}/{field}")));
        }
        if self.product_id.is_some() == self.product_key.is_some() {
            violations.push(one_product(at));
        }
        let Some(product) = product else {
            let keyed = self.product_key.is_some();
            let field = if keyed { "product_key" } else { "product_id" };
            violations.push(unknown_product(format!("{at}/{field}")));
            return Err(violations);
        };
        violations.extend(merged_product(format!("{at}/product_id"), product.merged_into));
        let place = product.place();
        let context = PaperContext {
            place: &place,
            product_set: product.product_set,
            regimes,
            today,
        };
        let checked = self.paper().check(at, context);
        let checked = checked.map_err(|broken| [std::mem::take(&mut violations), broken].concat())?;
        if !violations.is_empty() {
            return Err(violations);
        }
        Ok(PastRecord {
            product_id: product.id,
            recognition: checked.recognition,
            regime: checked.regime,
            group: checked.group,
            office: checked.office,
            decision_number: trimmed(self.decision_number.as_ref()),
            decided_on: self.decided_on,
            signer: trimmed(self.signer.as_ref()),
            certificate_number: trimmed(self.certificate_number.as_ref()),
            source: trimmed(self.source.as_ref()),
            dates: None,
        })
    }

    fn paper(&self) -> RecognitionPaper {
        RecognitionPaper {
            stars: self.stars,
            potential: self.potential,
            kind: self.kind,
            regime: self.regime.clone(),
            programme_year: self.programme_year,
            authority: self.authority,
            authority_unit: self.authority_unit.as_ref().map(OfficeInput::unit),
            decided_on: self.decided_on,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }

    fn texts(&self, at: &str) -> Vec<Violation> {
        [
            ("decision_number", &self.decision_number),
            ("signer", &self.signer),
            ("certificate_number", &self.certificate_number),
            ("source", &self.source),
        ]
        .into_iter()
        .filter_map(|(field, text)| text_length(&format!("{at}/{field}"), text.as_ref()?, LONGEST))
        .collect()
    }
}

impl OfficeInput {
    fn unit(&self) -> UnitRef {
        let level = if self.code.len() == 2 {
            Level::Province
        } else {
            Level::District
        };
        UnitRef::new(self.generation, level, &self.code)
    }
}

pub(super) fn trimmed(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
}

fn one_product(at: &str) -> Violation {
    Violation::new(
        format!("{at}/product_id"),
        "one_product",
        "Cần đúng một trong product_id và product_key.",
        "Exactly one of product_id and product_key is needed.",
    )
}

/// Which recognitions a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RecognitionQuery {
    /// Those of this product.
    pub(super) product_id: Option<Uuid>,
    /// Of this programme year.
    #[param(minimum = 2018, maximum = 2100)]
    pub(super) programme_year: Option<i16>,
    /// Of this authority.
    pub(super) authority: Option<RecognitionAuthority>,
    /// Code of a unit in which the products lie.
    pub(super) unit: Option<String>,
    /// Its level.
    pub(super) level: Option<Level>,
    /// Its generation; `current` by default.
    pub(super) generation: Option<Generation>,
}
