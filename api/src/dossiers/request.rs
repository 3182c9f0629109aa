//! What clients send about dossiers as a whole.

use crate::places::resolve_unit;
use api_http::extract::day_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::database::dossiers::DossierFilter;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::units::{Generation, Level};
use shared::domain::violation::Violation;
use shared::domain::workflow::DossierState;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A dossier to begin.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDossier {
    /// The product; or `product_key`.
    pub(super) product_id: Option<Uuid>,
    /// The same by an outside key of the product.
    pub(super) product_key: Option<OutsideKey>,
    /// First, upgrade or renewal.
    pub(super) kind: ApplicationKind,
    /// A former dossier of the product: its forms and documents are copied.
    pub(super) copied_from: Option<Uuid>,
    /// The same for the last dossier of the product.
    #[serde(default)]
    pub(super) copy_last: bool,
    /// Outside keys, of which none is another dossier's.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(super) keys: Vec<OutsideKey>,
}

impl NewDossier {
    /// Where it names its product.
    pub(super) fn product_pointer(&self) -> &'static str {
        if self.product_key.is_some() {
            "/product_key"
        } else {
            "/product_id"
        }
    }
}

/// Which dossiers a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DossierQuery {
    /// Those in this state.
    state: Option<DossierState>,
    /// Those of this kind.
    kind: Option<ApplicationKind>,
    /// Those of this product.
    product_id: Option<Uuid>,
    /// Those of this producer.
    producer_id: Option<Uuid>,
    /// Code of the unit the products are made in.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
    /// True: those on their way of which a last day, of the state or of the decision, has passed.
    #[serde(default)]
    overdue: bool,
    /// Those on their way of which such a day lies before this one.
    due_before: Option<NaiveDate>,
}

impl DossierQuery {
    /// What the database is asked on the day `today`.
    ///
    /// # Errors
    /// 400 for an unknown unit, a day out of range, and two rules for the last day at once.
    pub(super) fn filter(&self, today: NaiveDate) -> ApiResult<DossierFilter> {
        if self.overdue && self.due_before.is_some() {
            return Err(Problem::query(Violation::new(
                "/due_before",
                "one_of",
                "Chỉ dùng overdue hoặc due_before.",
                "Use overdue or due_before, not both.",
            )));
        }
        let due_before = self.due_before.map(|day| day_in_range("/due_before", day));
        Ok(DossierFilter {
            state: self.state,
            kind: self.kind,
            product_id: self.product_id,
            producer_id: self.producer_id,
            unit: resolve_unit(self.unit.clone(), self.level, self.generation)?,
            due_before: due_before.transpose()?.or(self.overdue.then_some(today)),
        })
    }
}
