//! What a product's record says, before or after a change, and its rules.

use super::PRODUCT_SETS;
use crate::producers::{FieldCheck, ProducerKind};
use crate::violation::Violation;

/// Most characters of a name.
const NAME_LENGTH: usize = 200;
/// Most characters of a description.
const DESCRIPTION_LENGTH: usize = 5000;

/// The part of a product's record that people fill in; producer and commune are looked up apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductDraft {
    /// Name on the label, at most 200 characters.
    pub name: String,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// What it is, at most 5,000 characters.
    pub description: Option<String>,
}

impl ProductDraft {
    /// Every rule that the record breaks for a producer of `kind`, where that is known.
    #[must_use]
    pub fn check(&self, kind: Option<ProducerKind>) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        check.required("/name", &self.name);
        check.line("/name", &self.name, NAME_LENGTH);
        if let Some(description) = &self.description {
            check.text("/description", description, DESCRIPTION_LENGTH);
        }
        if !PRODUCT_SETS.contains(&self.product_set) {
            check.refuse(
                "/product_set",
                "unknown_product_set",
                "bộ sản phẩm phải từ 1 đến 26",
                "a product set is numbered from 1 to 26",
            );
        } else if kind.is_some_and(|kind| !kind.may_make(self.product_set)) {
            check.refuse(
                "/product_set",
                "producer_kind_not_allowed",
                "hội, hiệp hội và trung tâm, ban quản lý chỉ được đăng ký bộ sản phẩm 26",
                "associations and management centres may register product set 26 only",
            );
        }
        check.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(draft: &ProductDraft, kind: Option<ProducerKind>) -> Vec<(String, &'static str)> {
        draft
            .check(kind)
            .into_iter()
            .map(|violation| (violation.pointer, violation.code))
            .collect()
    }

    #[test]
    fn every_broken_rule_is_told() {
        let draft = ProductDraft {
            name: String::new(),
            product_set: 27,
            description: Some("x".repeat(5001)),
        };
        let expected = [
            ("/name", "required"),
            ("/description", "too_long"),
            ("/product_set", "unknown_product_set"),
        ];
        assert_eq!(
            codes(&draft, None),
            expected.map(|(pointer, code)| (pointer.to_owned(), code))
        );
    }

    #[test]
    fn an_association_is_refused_outside_set_26() {
        let mut draft = ProductDraft {
            name: "Ổi Đôn Nhân".to_owned(),
            product_set: 1,
            description: None,
        };
        let refused = [("/product_set".to_owned(), "producer_kind_not_allowed")];
        assert_eq!(codes(&draft, Some(ProducerKind::Association)), refused);
        assert_eq!(codes(&draft, Some(ProducerKind::Household)), []);
        draft.product_set = 26;
        assert_eq!(codes(&draft, Some(ProducerKind::Association)), []);
    }
}
