//! Outside keys (mã ở hệ thống khác): under which other systems know our records.

use crate::access::Scope;
use crate::text_enum;
use crate::violation::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters of a system's name.
const SYSTEM_LENGTH: usize = 50;
/// Most characters of an id.
const ID_LENGTH: usize = 200;

text_enum! {
    /// What has outside keys.
    pub enum KeySubject {
        /// A producer (chủ thể).
        Producer = "producer",
        /// A product (sản phẩm).
        Product = "product",
        /// A dossier (hồ sơ).
        Dossier = "dossier",
        /// A recognition (công nhận).
        Recognition = "recognition",
    }
}

/// A key under which another system knows a record (mã ở hệ thống khác).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutsideKey {
    /// The other system, as its operators call it: small letters, digits, `.`, `_` and `-`.
    #[schema(
        example = "ocop-phu-tho",
        max_length = 50,
        pattern = r"^[a-z0-9][a-z0-9._-]*$"
    )]
    pub system: String,
    /// What it calls the record: no blanks, and no dot at the beginning.
    #[schema(
        example = "SP-1024",
        max_length = 200,
        pattern = r"^[^.\s\x00-\x1f\x7f][^\s\x00-\x1f\x7f]*$"
    )]
    pub id: String,
}

impl OutsideKey {
    /// Every rule that the key breaks; pointers begin with `pointer`.
    #[must_use]
    pub fn check(&self, pointer: &str) -> Vec<Violation> {
        let system = |sign: char| matches!(sign, 'a'..='z' | '0'..='9' | '.' | '_' | '-');
        let id = |sign: char| !sign.is_whitespace() && !sign.is_control();
        let mut violations = Vec::new();
        if !fits(&self.system, SYSTEM_LENGTH, system) || self.system.starts_with(['.', '_', '-']) {
            violations.push(Violation::new(
                format!("{pointer}/system"),
                "invalid_system",
                format!("tên hệ thống: 1–{SYSTEM_LENGTH} chữ thường không dấu, chữ số, dấu chấm, gạch dưới hoặc gạch nối"),
                format!("a system: 1–{SYSTEM_LENGTH} small letters, digits, dots, underscores or hyphens"),
            ));
        }
        if !fits(&self.id, ID_LENGTH, id) || self.id.starts_with('.') {
            violations.push(Violation::new(
                format!("{pointer}/id"),
                "invalid_id",
                format!("mã: 1–{ID_LENGTH} ký tự không có khoảng trắng, không bắt đầu bằng dấu chấm"),
                format!("an id: 1–{ID_LENGTH} characters without blanks, not beginning with a dot"),
            ));
        }
        violations
    }
}

fn fits(text: &str, longest: usize, allowed: impl Fn(char) -> bool) -> bool {
    (1..=longest).contains(&text.chars().count()) && text.chars().all(allowed)
}

/// Whose the keys are that a caller of this reach gives and finds: all callers of the same unit, producer or nation share them,
/// and nobody else's keys are looked at. None for those who change nothing.
#[must_use]
pub fn key_owner(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Nation => Some("nation".to_owned()),
        Scope::Province(code) => Some(format!("province:{code}")),
        Scope::Commune(code) => Some(format!("commune:{code}")),
        Scope::Producer(id) => Some(format!("producer:{id}")),
        Scope::Seat(_) | Scope::Nothing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_words_that_a_path_can_carry() {
        let key = |system: &str, id: &str| OutsideKey {
            system: system.to_owned(),
            id: id.to_owned(),
        };
        for (given, wrong) in [
            (key("ocop-25.v2", "SP/12:Đ%"), None),
            (key("", "1"), Some("/keys/0/system")),
            (key("-a", "1"), Some("/keys/0/system")),
            (key("OCOP", "1"), Some("/keys/0/system")),
            (key("a", ""), Some("/keys/0/id")),
            (key("a", "1 2"), Some("/keys/0/id")),
            (key("a", ".."), Some("/keys/0/id")),
            (key("a", &"x".repeat(201)), Some("/keys/0/id")),
        ] {
            let told = given.check("/keys/0");
            assert_eq!(told.first().map(|one| one.pointer.as_str()), wrong, "{given:?}");
        }
    }
}
