//! What clients send about producers.

use crate::places::{CommuneInput, resolve_commune, resolve_unit};
use crate::registry::search::{asked, order_word, within};
use api_http::extract::Patch;
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use shared::database::producers::{Producer, ProducerFilter, ProducerOrder};
use shared::database::products::HeldFilter;
use shared::domain::outside_keys::OutsideKey;
use shared::domain::producers::{Gender, ProducerDraft, ProducerKind, Representative};
use shared::domain::products::ProductStatus;
use shared::domain::units::{Generation, Level, Place};
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};

/// Which producers a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProducerQuery {
    /// Code of the unit they lie in.
    unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    generation: Option<Generation>,
    /// One kind.
    kind: Option<ProducerKind>,
    /// The tax code, with or without the hyphen of a branch.
    tax_code: Option<String>,
    /// Those that were changed at this moment or later.
    changed_since: Option<DateTime<Utc>>,
    /// True: those that are closed; false: those that are not.
    closed: Option<bool>,
    /// Those with a product of this set, 1 to 26.
    #[param(minimum = 1, maximum = 26)]
    product_set: Option<i16>,
    /// Those with a product that holds so many stars today, potential ones included.
    #[param(minimum = 3, maximum = 5)]
    stars: Option<i16>,
    /// Those with a product that stands so today.
    #[param(inline)]
    status: Option<ProductStatus>,
    /// Those with a product whose stars hold today and end within so many days.
    #[param(minimum = 0, maximum = 1200)]
    ends_within: Option<i16>,
    /// Words of the name, in any spelling; the best findings first where `sort` is left out.
    #[param(example = "song lo", pattern = "[0-9A-Za-z]")]
    q: Option<String>,
    /// The order, that of registration where it is left out.
    #[param(inline)]
    pub(super) sort: Option<ProducerOrder>,
}

impl ProducerQuery {
    /// What the database is asked on the day `today`.
    ///
    /// # Errors
    /// 400 for an unknown unit, and for a search without a letter or digit.
    pub(super) fn filter(&self, today: NaiveDate) -> ApiResult<ProducerFilter> {
        Ok(ProducerFilter {
            unit: resolve_unit(self.unit.clone(), self.level, self.generation)?,
            kind: self.kind,
            tax_code: self.tax_code.clone(),
            changed_since: self.changed_since,
            closed: self.closed,
            search: self.q.as_deref().map(asked).transpose()?,
            product_set: self.product_set,
            held: HeldFilter {
                stars: self.stars,
                status: self.status,
                ends_until: within(today, self.ends_within),
                day: today,
            },
        })
    }

    /// The word of the order in cursors.
    pub(super) fn order(&self) -> &'static str {
        let sort = self.sort.map(ProducerOrder::as_str);
        order_word(sort, self.q.is_some(), ProducerOrder::Registered.as_str())
    }
}

/// A producer to register, or to change under its outside keys: then what is left out stays and null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProducer {
    /// Name as on its registration.
    #[schema(example = "Hợp tác xã Sông Lô Xanh", max_length = 200, pattern = r"\S")]
    name: String,
    /// Kind of producer; `association` and `management_centre` for product set 26 only.
    kind: ProducerKind,
    /// Commune it lies in.
    commune: Option<CommuneInput>,
    /// The same, shorter.
    #[schema(example = "08782")]
    commune_code: Option<String>,
    /// Generation of `commune_code`; `current` by default.
    commune_generation: Option<Generation>,
    /// Tax code of 10 or 13 digits, or the personal number of 12.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = r"^(?:[0-9]{10}|[0-9]{12}|[0-9]{13}|[0-9]{10}-[0-9]{3})$", example = "0123456789")]
    tax_code: Patch<String>,
    /// Postal address below the commune.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    address: Patch<String>,
    /// Telephone number of 8 to 15 digits.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = r"^\+?(?:[ .()-]*[0-9]){8,15}[ .()-]*$", example = "0912 345 678")]
    phone: Patch<String>,
    /// E-mail address.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, pattern = r"^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$", example = "htx@example.vn")]
    email: Patch<String>,
    /// Legal representative.
    #[serde(default)]
    #[schema(value_type = Option<RepresentativeInput>)]
    representative: Patch<RepresentativeInput>,
    /// Outside keys, of which none is another producer's.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(super) keys: Vec<OutsideKey>,
}

/// Legal representative of a producer.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepresentativeInput {
    /// Full name.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200, pattern = r"\S")]
    name: Patch<String>,
    /// Sex.
    #[serde(default)]
    #[schema(value_type = Option<Gender>)]
    gender: Patch<Gender>,
    /// Belongs to an ethnic minority.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    ethnic_minority: Patch<bool>,
    /// Has a disability.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    disability: Patch<bool>,
}

/// A change of a producer: fields left out stay, null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProducerChange {
    /// New name.
    #[schema(max_length = 200, pattern = r"\S")]
    name: Option<String>,
    /// New kind.
    kind: Option<ProducerKind>,
    /// New commune.
    commune: Option<CommuneInput>,
    /// The same, shorter.
    commune_code: Option<String>,
    /// Generation of `commune_code`; `current` by default.
    commune_generation: Option<Generation>,
    /// New tax code.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = r"^(?:[0-9]{10}|[0-9]{12}|[0-9]{13}|[0-9]{10}-[0-9]{3})$", example = "0123456789")]
    tax_code: Patch<String>,
    /// New address.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    address: Patch<String>,
    /// New telephone number.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = r"^\+?(?:[ .()-]*[0-9]){8,15}[ .()-]*$", example = "0912 345 678")]
    phone: Patch<String>,
    /// New e-mail address.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, pattern = r"^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$", example = "htx@example.vn")]
    email: Patch<String>,
    /// New data of the legal representative; its fields left out stay.
    #[serde(default)]
    #[schema(value_type = Option<RepresentativeInput>)]
    representative: Patch<RepresentativeInput>,
    /// The outside keys of the caller's own from now on; those of others stay.
    #[schema(max_items = 20)]
    pub(super) keys: Option<Vec<OutsideKey>>,
}

impl RepresentativeInput {
    fn apply(self, current: Representative) -> Representative {
        Representative {
            name: self.name.apply(current.name),
            gender: self.gender.apply(current.gender),
            ethnic_minority: self.ethnic_minority.apply(current.ethnic_minority),
            disability: self.disability.apply(current.disability),
        }
    }
}

impl NewProducer {
    /// The record and its place; of the producer `current` where it is registered already. A commune in which it lies leaves its place
    /// as it was given.
    pub(super) fn check(&self, current: Option<&Producer>) -> ApiResult<(ProducerDraft, Place)> {
        let place = resolve_commune(
            self.commune.clone(),
            self.commune_code.clone(),
            self.commune_generation,
        )?;
        let lies_there =
            |place: Option<Place>| place.filter(|place| !current.is_some_and(|it| it.place().is_at(place)));
        let before = current.map_or_else(|| self.nothing_yet(), Producer::draft);
        self.change()
            .checked(before, place.map(lies_there), current.map(Producer::place))
    }

    /// What it says, as a change.
    fn change(&self) -> ProducerChange {
        ProducerChange {
            name: Some(self.name.clone()),
            kind: Some(self.kind),
            commune: None,
            commune_code: None,
            commune_generation: None,
            tax_code: self.tax_code.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            representative: self.representative.clone(),
            keys: None,
        }
    }

    /// A producer of its name and kind of which nothing else is known.
    fn nothing_yet(&self) -> ProducerDraft {
        ProducerDraft {
            name: self.name.clone(),
            kind: self.kind,
            tax_code: None,
            address: None,
            phone: None,
            email: None,
            representative: Representative::default(),
        }
    }
}

/// Why a producer of the kind `before` cannot become one of the kind `after`: its products may be of any set, those of the kinds
/// for tourism may not.
pub(super) fn kind_refusal(before: ProducerKind, after: ProducerKind) -> Option<Violation> {
    (after != before && after.is_for_tourism_only()).then(|| {
        Violation::new(
            "/kind",
            "kind_for_tourism_only",
            "hội, hiệp hội và trung tâm, ban quản lý chỉ dành cho bộ sản phẩm 26: hãy đăng ký chủ thể mới",
            "associations and management centres are for product set 26 only: register a new producer",
        )
    })
}

impl ProducerChange {
    /// The record and its place after the change of `producer`.
    pub(super) fn check(mut self, producer: &Producer) -> ApiResult<(ProducerDraft, Place)> {
        let place = resolve_commune(
            self.commune.take(),
            self.commune_code.take(),
            self.commune_generation,
        )?;
        self.checked(producer.draft(), place, Some(producer.place()))
    }

    /// The record after the change of `before`, with its `place`, which is `default` where the client named none.
    fn checked(
        self,
        before: ProducerDraft,
        place: Result<Option<Place>, Violation>,
        default: Option<Place>,
    ) -> ApiResult<(ProducerDraft, Place)> {
        let kind = self.kind.unwrap_or(before.kind);
        let mut violations: Vec<Violation> = kind_refusal(before.kind, kind).into_iter().collect();
        let draft = ProducerDraft {
            name: self.name.map_or(before.name, |name| name.trim().to_owned()),
            kind,
            tax_code: self.tax_code.apply(before.tax_code),
            address: self.address.apply(before.address),
            phone: self.phone.apply(before.phone),
            email: self.email.apply(before.email),
            representative: match self.representative {
                Patch::Keep => before.representative,
                Patch::Clear => Representative::default(),
                Patch::Set(change) => change.apply(before.representative),
            },
        };
        violations.extend(draft.check());
        match place.map(|place| place.or(default)) {
            Ok(Some(place)) if violations.is_empty() => return Ok((draft, place)),
            Ok(Some(_)) => {}
            Ok(None) => violations.push(Violation::new(
                "/commune_code",
                "required",
                "cần commune_code hoặc commune",
                "commune_code or commune is required",
            )),
            Err(violation) => violations.push(violation),
        }
        Err(Problem::from(violations))
    }
}
