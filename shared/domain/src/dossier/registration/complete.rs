//! What a form 01 must say before the dossier is handed in.

use super::Registration;
use crate::application_kind::ApplicationKind;
use crate::dossier::missing;
use crate::violation::Violation;

/// Whether a form says what it must, the field below `/registration`, and its names.
type RequiredField = (bool, &'static str, &'static str, &'static str);

fn said(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

impl Registration {
    /// A broken rule, with pointers below `/registration`, for every field without which a dossier of `kind` is not handed in.
    #[must_use]
    pub fn missing(&self, kind: ApplicationKind) -> Vec<Violation> {
        let changes = (kind != ApplicationKind::First).then(|| self.changes_field());
        let fields = self.applicant_fields().into_iter().chain(self.product_fields());
        fields
            .chain(self.declaration_fields())
            .chain(changes)
            .filter(|(is_said, ..)| !is_said)
            .map(|(_, field, vi, en)| missing(&format!("/registration/{field}"), vi, en))
            .collect()
    }

    /// Who applies.
    fn applicant_fields(&self) -> [RequiredField; 4] {
        [
            (
                said(self.producer_name.as_deref()),
                "producer_name",
                "tên chủ thể",
                "the producer's name",
            ),
            (
                said(self.representative.as_deref()),
                "representative",
                "người đại diện",
                "the representative",
            ),
            (said(self.address.as_deref()), "address", "địa chỉ", "the address"),
            (
                said(self.phone.as_deref()),
                "phone",
                "điện thoại",
                "the telephone number",
            ),
        ]
    }

    /// What it makes, how, and where it sells it.
    fn product_fields(&self) -> [RequiredField; 7] {
        [
            (
                said(self.product_name.as_deref()),
                "product_name",
                "tên sản phẩm",
                "the product's name",
            ),
            (
                said(self.description.as_deref()),
                "description",
                "mô tả sản phẩm",
                "the product's description",
            ),
            (
                self.capacity.is_some(),
                "capacity",
                "quy mô sản xuất",
                "the production capacity",
            ),
            (
                self.producing_since.is_some(),
                "producing_since",
                "năm bắt đầu sản xuất",
                "the year in which production began",
            ),
            (
                self.local_material_percent.is_some(),
                "local_material_percent",
                "tỷ lệ nguyên liệu địa phương",
                "the share of local material",
            ),
            (self.labour.is_some(), "labour", "lao động", "the labour"),
            (
                !self.distribution.is_empty(),
                "distribution",
                "kênh phân phối",
                "the distribution",
            ),
        ]
    }

    /// What it vouches for.
    fn declaration_fields(&self) -> [RequiredField; 2] {
        [
            (
                self.declarations.truthful,
                "declarations/truthful",
                "cam kết trung thực",
                "the declaration that all is true",
            ),
            (
                self.declarations.law_abiding,
                "declarations/law_abiding",
                "cam kết tuân thủ pháp luật",
                "the declaration that the law is kept",
            ),
        ]
    }

    /// What upgrades and renewals say besides.
    fn changes_field(&self) -> RequiredField {
        let changed = self
            .changes
            .as_ref()
            .is_some_and(|changes| changes.fields().iter().any(|(_, text)| said(*text)));
        (
            changed,
            "changes",
            "thay đổi so với sản phẩm đã được công nhận",
            "what changed since the product was recognised",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::{Labour, RenewalChanges};

    fn pointers(violations: &[Violation]) -> Vec<&str> {
        violations.iter().map(|one| one.pointer.as_str()).collect()
    }

    #[test]
    fn an_empty_form_misses_everything_and_what_is_recognised_its_changes_too() {
        let form = Registration::default();
        assert_eq!(form.check(ApplicationKind::First), []);
        assert_eq!(form.missing(ApplicationKind::First).len(), 13);
        for kind in [ApplicationKind::Upgrade, ApplicationKind::Renewal] {
            let missing = form.missing(kind);
            assert_eq!(
                pointers(&missing).last(),
                Some(&"/registration/changes"),
                "{kind}"
            );
        }
    }

    #[test]
    fn what_a_form_may_not_say_is_told_by_pointer() {
        let form = Registration {
            phone: Some("none".to_owned()),
            local_material_percent: Some(101),
            labour: Some(Labour {
                total: 3,
                local: 4,
                women: 0,
                ethnic_minority: 0,
            }),
            changes: Some(RenewalChanges::default()),
            ..Registration::default()
        };
        assert_eq!(
            pointers(&form.check(ApplicationKind::First)),
            ["/phone", "/local_material_percent", "/labour/local", "/changes"]
        );
        for kind in [ApplicationKind::Upgrade, ApplicationKind::Renewal] {
            assert_eq!(pointers(&form.check(kind)).len(), 3, "{kind}");
        }
    }
}
