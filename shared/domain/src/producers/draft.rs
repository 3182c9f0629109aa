//! What a producer's record says, before or after a change, and its rules.

use super::fields::FieldCheck;
use super::kind::{Gender, ProducerKind};
use crate::violation::Violation;

/// Most characters of a name.
const NAME_LENGTH: usize = 200;
/// Most characters of an address.
const ADDRESS_LENGTH: usize = 500;

/// The part of a producer's record that people fill in; the commune is looked up apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProducerDraft {
    /// Name as on its registration, at most 200 characters.
    pub name: String,
    /// Kind of producer.
    pub kind: ProducerKind,
    /// Tax code of 10 or 13 digits, or the personal number of 12.
    pub tax_code: Option<String>,
    /// Postal address below the commune, at most 500 characters.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Who acts for it in law.
    pub representative: Representative,
}

/// Legal representative (người đại diện theo pháp luật); statistics and criterion A.3.2 ask for the last three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Representative {
    /// Full name, at most 200 characters.
    pub name: Option<String>,
    /// Sex.
    pub gender: Option<Gender>,
    /// Belongs to an ethnic minority.
    pub ethnic_minority: Option<bool>,
    /// Has a disability.
    pub disability: Option<bool>,
}

impl ProducerDraft {
    /// Every rule that the record breaks, with pointers into the request.
    #[must_use]
    pub fn check(&self) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        check.required("/name", &self.name);
        check.line("/name", &self.name, NAME_LENGTH);
        if let Some(code) = &self.tax_code {
            check.tax_code("/tax_code", code);
        }
        if let Some(address) = &self.address {
            check.line("/address", address, ADDRESS_LENGTH);
        }
        if let Some(phone) = &self.phone {
            check.phone("/phone", phone);
        }
        if let Some(email) = &self.email {
            check.email("/email", email);
        }
        if let Some(name) = &self.representative.name {
            check.required("/representative/name", name);
            check.line("/representative/name", name, NAME_LENGTH);
        }
        check.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_rule_is_told_with_its_field_in_both_languages() {
        let draft = ProducerDraft {
            name: " ".to_owned(),
            kind: ProducerKind::Farm,
            tax_code: Some("12".to_owned()),
            address: Some("x".repeat(501)),
            phone: Some("none".to_owned()),
            email: Some("none".to_owned()),
            representative: Representative {
                name: Some(String::new()),
                ..Representative::default()
            },
        };
        let violations = draft.check();
        let pointers: Vec<&str> = violations
            .iter()
            .map(|violation| violation.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/name",
                "/tax_code",
                "/address",
                "/phone",
                "/email",
                "/representative/name"
            ]
        );
        assert!(
            violations
                .iter()
                .all(|one| !one.message.vi.is_empty() && one.message.vi != one.message.en)
        );
    }

    #[test]
    fn name_and_kind_are_enough() {
        let draft = ProducerDraft {
            name: "Hợp tác xã Sông Lô Xanh".to_owned(),
            kind: ProducerKind::Cooperative,
            tax_code: None,
            address: None,
            phone: None,
            email: None,
            representative: Representative::default(),
        };
        assert_eq!(draft.check(), []);
    }
}
