//! What a list adds to a record of the register.

use crate::producers::{ProducerDraft, Representative, name_key};
use crate::products::ProductDraft;
use crate::spelling;

/// A field of a record that the register and a list can say differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftField {
    /// Name of a producer or product.
    Name,
    /// Kind of a producer.
    Kind,
    /// Tax code.
    TaxCode,
    /// Address.
    Address,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Name of the legal representative.
    Representative,
    /// Sex of the legal representative.
    Gender,
    /// Product set.
    ProductSet,
    /// Description of a product.
    Description,
}

/// A record with what a list adds to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling<T> {
    /// The record afterwards.
    pub draft: T,
    /// Whether anything was added.
    pub adds: bool,
    /// What the list says differently: the register stays as it is.
    pub differs: Vec<DraftField>,
}

impl ProducerDraft {
    /// The record with what `said` knows and it does not.
    #[must_use]
    pub fn filled(&self, said: &Self) -> Filling<Self> {
        let mut differs = Vec::new();
        if name_key(&self.name) != name_key(&said.name) {
            differs.push(DraftField::Name);
        }
        if self.kind != said.kind {
            differs.push(DraftField::Kind);
        }
        let mut text =
            |field, known: &Option<String>, said: &Option<String>| fill(field, known, said, &mut differs);
        let draft = Self {
            name: self.name.clone(),
            kind: self.kind,
            tax_code: text(DraftField::TaxCode, &self.tax_code, &said.tax_code),
            address: text(DraftField::Address, &self.address, &said.address),
            phone: text(DraftField::Phone, &self.phone, &said.phone),
            email: text(DraftField::Email, &self.email, &said.email),
            representative: Representative {
                name: text(
                    DraftField::Representative,
                    &self.representative.name,
                    &said.representative.name,
                ),
                gender: self.representative.gender.or(said.representative.gender),
                ..self.representative.clone()
            },
        };
        if self.representative.gender.is_some()
            && said.representative.gender.is_some()
            && self.representative.gender != said.representative.gender
        {
            differs.push(DraftField::Gender);
        }
        Filling {
            adds: draft != *self,
            draft,
            differs,
        }
    }
}

impl ProductDraft {
    /// The record with what `said` knows and it does not.
    #[must_use]
    pub fn filled(&self, said: &Self) -> Filling<Self> {
        let mut differs = Vec::new();
        if spelling::key(&self.name) != spelling::key(&said.name) {
            differs.push(DraftField::Name);
        }
        if self.product_set != said.product_set {
            differs.push(DraftField::ProductSet);
        }
        let description = fill(
            DraftField::Description,
            &self.description,
            &said.description,
            &mut differs,
        );
        let draft = Self {
            description,
            ..self.clone()
        };
        Filling {
            adds: draft != *self,
            draft,
            differs,
        }
    }
}

/// What is known, else what is said. Signs and blanks make no difference.
fn fill(
    field: DraftField,
    known: &Option<String>,
    said: &Option<String>,
    differs: &mut Vec<DraftField>,
) -> Option<String> {
    if let (Some(known), Some(said)) = (known, said)
        && spelling::key(known) != spelling::key(said)
    {
        differs.push(field);
    }
    known.clone().or_else(|| said.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::producers::{Gender, ProducerKind};

    fn draft(name: &str) -> ProducerDraft {
        ProducerDraft {
            name: name.to_owned(),
            kind: ProducerKind::Cooperative,
            tax_code: None,
            address: None,
            phone: Some("0901234567".to_owned()),
            email: None,
            representative: Representative::default(),
        }
    }

    #[test]
    fn what_is_known_stays_and_what_is_missing_comes() {
        let said = ProducerDraft {
            kind: ProducerKind::Household,
            tax_code: Some("2500123456".to_owned()),
            phone: Some("0907654321".to_owned()),
            representative: Representative {
                gender: Some(Gender::Female),
                ..Representative::default()
            },
            ..draft("HTX Hòa Bình")
        };
        let filled = draft("HTX Hoà Bình").filled(&said);
        assert!(filled.adds);
        assert_eq!(filled.draft.tax_code, said.tax_code);
        assert_eq!(filled.draft.phone.as_deref(), Some("0901234567"));
        assert_eq!(filled.draft.representative.gender, Some(Gender::Female));
        assert_eq!(filled.differs, [DraftField::Kind, DraftField::Phone]);
        let again = filled.draft.filled(&said);
        assert!(!again.adds);
        assert_eq!(again.draft, filled.draft);
    }

    #[test]
    fn a_product_keeps_its_set() {
        let known = ProductDraft {
            name: "Chè".to_owned(),
            product_set: 8,
            description: None,
        };
        let said = ProductDraft {
            name: "Chè xanh".to_owned(),
            product_set: 9,
            description: Some("Búp".to_owned()),
        };
        let filled = known.filled(&said);
        assert_eq!(filled.differs, [DraftField::Name, DraftField::ProductSet]);
        assert_eq!((filled.draft.product_set, filled.draft.name.as_str()), (8, "Chè"));
        assert_eq!(filled.draft.description.as_deref(), Some("Búp"));
    }
}
