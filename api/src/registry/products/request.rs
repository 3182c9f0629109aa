//! What clients send about products.

use crate::places::{CommuneInput, resolve_commune};
use api_http::extract::Patch;
use api_http::problem::{ApiResult, Problem, refuse};
use serde::Deserialize;
use shared::database::producers::Producer;
use shared::database::products::Product;
use shared::domain::producers::ProducerKind;
use shared::domain::products::ProductDraft;
use shared::domain::units::{Generation, Level, Place};
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which products a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProductQuery {
    /// Those of this producer.
    pub(super) producer_id: Option<Uuid>,
    /// Those of this product set, 1 to 26.
    #[param(minimum = 1, maximum = 26)]
    pub(super) product_set: Option<i16>,
    /// Code of the unit they are made in.
    pub(super) unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    pub(super) level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    pub(super) generation: Option<Generation>,
    /// Part of the name, with or without diacritics.
    pub(super) q: Option<String>,
}

/// A product to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProduct {
    /// Who makes it.
    pub(super) producer_id: Uuid,
    /// Name on the label.
    #[schema(example = "Ổi Đôn Nhân", max_length = 200, pattern = r"\S")]
    name: String,
    /// Product set.
    #[schema(example = 1, minimum = 1, maximum = 26)]
    product_set: i16,
    /// What it is.
    #[schema(max_length = 5000)]
    description: Option<String>,
    /// Commune it is made in; the producer's where left out.
    commune: Option<CommuneInput>,
    /// The same, shorter.
    commune_code: Option<String>,
    /// Generation of `commune_code`; `current` by default.
    commune_generation: Option<Generation>,
}

/// A change of a product: fields left out stay, null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductChange {
    /// New name.
    #[schema(max_length = 200, pattern = r"\S")]
    name: Option<String>,
    /// New description.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
}

impl NewProduct {
    /// The record and its place, for `producer` where there is one.
    pub(super) fn check(self, producer: Option<&Producer>) -> ApiResult<(ProductDraft, Place)> {
        let draft = ProductDraft {
            name: self.name.trim().to_owned(),
            product_set: self.product_set,
            description: self.description,
        };
        let mut violations = draft.check(producer.map(|producer| producer.kind));
        let given = resolve_commune(self.commune, self.commune_code, self.commune_generation)?;
        let place = given.unwrap_or_else(|violation| {
            violations.push(violation);
            None
        });
        refuse(violations)?;
        let place = place.or_else(|| producer.map(Producer::place));
        Ok((draft, place.ok_or_else(unknown_producer)?))
    }
}

impl ProductChange {
    /// The record after the change of `product`, made by a producer of `kind`.
    pub(super) fn check(self, product: &Product, kind: ProducerKind) -> ApiResult<ProductDraft> {
        let current = product.draft();
        let draft = ProductDraft {
            name: self.name.map_or(current.name, |name| name.trim().to_owned()),
            description: self.description.apply(current.description),
            ..current
        };
        refuse(draft.check(Some(kind)))?;
        Ok(draft)
    }
}

/// A producer out of reach is as unknown as one that does not exist.
pub(crate) fn unknown_producer() -> Problem {
    Problem::violation(Violation::new(
        "/producer_id",
        "unknown_producer",
        "không có chủ thể này",
        "there is no such producer",
    ))
}
