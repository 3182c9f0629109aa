//! What clients send about products.

use crate::places::{CommuneInput, require_reach, resolve_commune, resolve_unit};
use crate::registry::refusal::{gone, unknown_producer};
use crate::registry::search::{asked, order_word, within};
use api_http::extract::Patch;
use api_http::problem::{ApiResult, Problem, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use shared::clock::Clock;
use shared::database::producers::Producer;
use shared::database::products::{HeldFilter, NewProductRow, Product, ProductFilter, ProductOrder};
use shared::domain::access::Scope;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::producers::ProducerKind;
use shared::domain::products::{ProductDraft, ProductStatus};
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
    producer_id: Option<Uuid>,
    /// Those of this product set, 1 to 26.
    #[param(minimum = 1, maximum = 26)]
    product_set: Option<i16>,
    /// Code of the unit they are made in.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
    /// The product code.
    #[param(example = "25.08782.001.2026")]
    code: Option<String>,
    /// The number of a certificate of it.
    certificate_number: Option<String>,
    /// The tax code of its producer, with or without the hyphen of a branch.
    tax_code: Option<String>,
    /// Those that hold so many stars today, potential ones included.
    #[param(minimum = 3, maximum = 5)]
    stars: Option<i16>,
    /// Those that stand so today.
    #[param(inline)]
    status: Option<ProductStatus>,
    /// Those whose stars hold today and end within so many days.
    #[param(minimum = 0, maximum = 1200)]
    ends_within: Option<i16>,
    /// Those that were changed, or what they hold, at this moment or later.
    changed_since: Option<DateTime<Utc>>,
    /// Words of the name and of the producer's name, in any spelling; the best findings first where `sort` is left out.
    #[param(example = "mat ong", pattern = "[0-9A-Za-z]")]
    q: Option<String>,
    /// The order, that of registration where it is left out.
    #[param(inline)]
    pub(super) sort: Option<ProductOrder>,
}

impl ProductQuery {
    /// What the database is asked on the day `today`.
    ///
    /// # Errors
    /// 400 for an unknown unit, and for a search without a letter or digit.
    pub(super) fn filter(&self, today: NaiveDate) -> ApiResult<ProductFilter> {
        Ok(ProductFilter {
            code: self.code.clone(),
            certificate_number: self.certificate_number.clone(),
            tax_code: self.tax_code.clone(),
            producer_id: self.producer_id,
            product_set: self.product_set,
            unit: resolve_unit(self.unit.clone(), self.level, self.generation)?,
            held: HeldFilter {
                stars: self.stars,
                status: self.status,
                ends_until: within(today, self.ends_within),
                day: today,
            },
            changed_since: self.changed_since,
            search: self.q.as_deref().map(asked).transpose()?,
        })
    }

    /// The word of the order in cursors.
    pub(super) fn order(&self) -> &'static str {
        let sort = self.sort.map(ProductOrder::as_str);
        order_word(sort, self.q.is_some(), ProductOrder::Registered.as_str())
    }
}

/// A product to register, or to change under its outside keys: then what is left out stays and null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProduct {
    /// Who makes it; or `producer_key`.
    pub(super) producer_id: Option<Uuid>,
    /// The same by an outside key of the producer.
    pub(super) producer_key: Option<OutsideKey>,
    /// Name on the label.
    #[schema(example = "Ổi Đôn Nhân", max_length = 200, pattern = r"\S")]
    name: String,
    /// Product set.
    #[schema(example = 1, minimum = 1, maximum = 26)]
    product_set: i16,
    /// What it is.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 5000)]
    description: Patch<String>,
    /// Commune it is made in; the producer's where left out.
    commune: Option<CommuneInput>,
    /// The same, shorter.
    commune_code: Option<String>,
    /// Generation of `commune_code`; `current` by default.
    commune_generation: Option<Generation>,
    /// Outside keys, of which none is another product's.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(super) keys: Vec<OutsideKey>,
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
    /// The outside keys of the caller's own from now on; those of others stay.
    #[schema(max_items = 20)]
    pub(super) keys: Option<Vec<OutsideKey>>,
}

impl NewProduct {
    /// The record and its place, for `producer` where there is one.
    fn check(&self, producer: Option<&Producer>) -> ApiResult<(ProductDraft, Place)> {
        let draft = self.draft(None);
        let mut violations = draft.check(producer.map(|producer| producer.kind));
        let place = self.place(&mut violations)?;
        refuse(violations)?;
        let place = place.or_else(|| producer.map(Producer::place));
        Ok((draft, place.ok_or_else(|| self.unknown_producer())?))
    }

    /// The row with the id `id` of a new product of `producer`, in reach of `scope`.
    pub(super) fn row(
        &self,
        scope: &Scope,
        producer: Option<&Producer>,
        id: Uuid,
        clock: &Clock,
    ) -> ApiResult<NewProductRow> {
        let (draft, place) = self.check(producer)?;
        let producer = producer.ok_or_else(|| self.unknown_producer())?;
        let gone = gone(self.producer_pointer(), producer.closed_on, producer.merged_into);
        refuse(gone.into_iter().collect())?;
        require_reach(scope, &place, Some(producer.id))?;
        Ok(NewProductRow {
            id,
            producer_id: producer.id,
            draft,
            place,
            registered_on: clock.today(),
            demonstration: false,
            created_at: clock.now(),
        })
    }

    /// The record after the change of `product`, whose producer is of `kind` and stays, as set and commune do. `named` is the producer
    /// that is named here.
    pub(super) fn check_change(
        &self,
        product: &Product,
        kind: ProducerKind,
        named: Option<Uuid>,
    ) -> ApiResult<ProductDraft> {
        let draft = self.draft(product.description.clone());
        let mut violations = draft.check(Some(kind));
        let stays = |pointer: &str| {
            Violation::new(
                pointer,
                "not_changed_here",
                "chủ thể, bộ sản phẩm và xã của sản phẩm đã đăng ký không đổi bằng lệnh này",
                "producer, set and commune of a registered product are not changed by this",
            )
        };
        let producer_named = self.producer_id.is_some() || self.producer_key.is_some();
        if producer_named && named != Some(product.producer_id) {
            violations.push(stays(self.producer_pointer()));
        }
        if self.product_set != product.product_set {
            violations.push(stays("/product_set"));
        }
        let place = self.place(&mut violations)?;
        if place.is_some_and(|place| !product.place().is_at(&place)) {
            violations.push(stays(if self.commune.is_some() {
                "/commune"
            } else {
                "/commune_code"
            }));
        }
        refuse(violations)?;
        Ok(draft)
    }

    fn draft(&self, description: Option<String>) -> ProductDraft {
        ProductDraft {
            name: self.name.trim().to_owned(),
            product_set: self.product_set,
            description: self.description.clone().apply(description),
        }
    }

    /// The commune that it names; a broken rule of it joins `violations`.
    fn place(&self, violations: &mut Vec<Violation>) -> ApiResult<Option<Place>> {
        let given = resolve_commune(
            self.commune.clone(),
            self.commune_code.clone(),
            self.commune_generation,
        )?;
        Ok(given.unwrap_or_else(|violation| {
            violations.push(violation);
            None
        }))
    }

    fn producer_pointer(&self) -> &'static str {
        if self.producer_key.is_some() {
            "/producer_key"
        } else {
            "/producer_id"
        }
    }

    /// A producer out of reach is as unknown as one that does not exist.
    fn unknown_producer(&self) -> Problem {
        match (self.producer_id, &self.producer_key) {
            (None, None) => Problem::violation(Violation::new(
                "/producer_id",
                "required",
                "cần producer_id hoặc producer_key",
                "producer_id or producer_key is required",
            )),
            (Some(_), Some(_)) => Problem::violation(Violation::new(
                "/producer_key",
                "one_of",
                "chỉ dùng producer_id hoặc producer_key, không dùng cả hai",
                "use producer_id or producer_key, not both",
            )),
            _ => Problem::violation(unknown_producer(self.producer_pointer())),
        }
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
