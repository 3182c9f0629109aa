//! What clients send about producers.

use crate::places::{CommuneInput, resolve_commune};
use api_http::extract::Patch;
use api_http::problem::{ApiResult, Problem};
use serde::Deserialize;
use shared::database::producers::Producer;
use shared::domain::producers::{Gender, ProducerDraft, ProducerKind, Representative};
use shared::domain::units::{Generation, Level, Place};
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};

/// Which producers a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProducerQuery {
    /// Code of the unit they lie in.
    pub(super) unit: Option<String>,
    /// Level of `unit`; without it 2, 3 and 5 digits tell.
    pub(super) level: Option<Level>,
    /// Generation of `unit`; `current` by default.
    pub(super) generation: Option<Generation>,
    /// One kind.
    pub(super) kind: Option<ProducerKind>,
    /// Part of the name, with or without diacritics.
    pub(super) q: Option<String>,
}

/// A producer to register.
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
    #[schema(
        pattern = r"^(?:[0-9]{10}|[0-9]{12}|[0-9]{13}|[0-9]{10}-[0-9]{3})$",
        example = "0123456789"
    )]
    tax_code: Option<String>,
    /// Postal address below the commune.
    #[schema(max_length = 500)]
    address: Option<String>,
    /// Telephone number of 8 to 15 digits.
    #[schema(pattern = r"^\+?(?:[ .()-]*[0-9]){8,15}[ .()-]*$", example = "0912 345 678")]
    phone: Option<String>,
    /// E-mail address.
    #[schema(
        max_length = 254,
        pattern = r"^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$",
        example = "htx@example.vn"
    )]
    email: Option<String>,
    /// Legal representative.
    representative: Option<RepresentativeInput>,
}

/// Legal representative of a producer.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepresentativeInput {
    /// Full name.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
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
    /// The record and its place.
    pub(super) fn check(self) -> ApiResult<(ProducerDraft, Place)> {
        let draft = ProducerDraft {
            name: self.name.trim().to_owned(),
            kind: self.kind,
            tax_code: self.tax_code,
            address: self.address,
            phone: self.phone,
            email: self.email,
            representative: self
                .representative
                .unwrap_or_default()
                .apply(Representative::default()),
        };
        let place = resolve_commune(self.commune, self.commune_code, self.commune_generation)?;
        checked(draft, place, None, Vec::new())
    }
}

impl ProducerChange {
    /// The record and its place after the change of `producer`.
    pub(super) fn check(self, producer: &Producer) -> ApiResult<(ProducerDraft, Place)> {
        let current = producer.draft();
        let mut violations = Vec::new();
        let kind = self.kind.unwrap_or(current.kind);
        // Its products may be of any set; those of the kinds for tourism may not.
        if kind != current.kind && kind.is_for_tourism_only() {
            violations.push(Violation::new(
                "/kind",
                "kind_for_tourism_only",
                "hội, hiệp hội và trung tâm, ban quản lý chỉ dành cho bộ sản phẩm 26: hãy đăng ký chủ thể mới",
                "associations and management centres are for product set 26 only: register a new producer",
            ));
        }
        let representative = match self.representative {
            Patch::Keep => current.representative,
            Patch::Clear => Representative::default(),
            Patch::Set(change) => change.apply(current.representative),
        };
        let draft = ProducerDraft {
            name: self.name.map_or(current.name, |name| name.trim().to_owned()),
            kind,
            tax_code: self.tax_code.apply(current.tax_code),
            address: self.address.apply(current.address),
            phone: self.phone.apply(current.phone),
            email: self.email.apply(current.email),
            representative,
        };
        let place = resolve_commune(self.commune, self.commune_code, self.commune_generation)?;
        checked(draft, place, Some(producer.place()), violations)
    }
}

/// The draft with its place, which is `default` where the client named none.
fn checked(
    draft: ProducerDraft,
    place: Result<Option<Place>, Violation>,
    default: Option<Place>,
    mut violations: Vec<Violation>,
) -> ApiResult<(ProducerDraft, Place)> {
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
