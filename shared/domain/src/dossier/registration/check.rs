//! What a form 01 may not say, in a draft either.

use super::{
    Labour, MaterialArea, Registration, RenewalChanges, SalesChannel, StandardCertificate, YearRevenue,
};
use crate::application_kind::ApplicationKind;
use crate::producers::FieldCheck;
use crate::violation::Violation;
use std::collections::HashSet;

/// Most characters of a name.
const NAME_LENGTH: usize = 200;
/// Most characters of an address or another line.
const LINE_LENGTH: usize = 500;
/// Most characters of a unit.
const UNIT_LENGTH: usize = 50;
/// Most characters of a number of a certificate.
const NUMBER_LENGTH: usize = 100;
/// Most characters of a text.
const TEXT_LENGTH: usize = 5000;
/// Most entries of a list.
const LIST_LENGTH: usize = 100;
/// Years that a form can mean.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

impl Registration {
    /// Every rule that the form breaks, for an application of `kind`.
    #[must_use]
    pub fn check(&self, kind: ApplicationKind) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        for (pointer, value, most) in [
            ("/producer_name", &self.producer_name, NAME_LENGTH),
            ("/representative", &self.representative, NAME_LENGTH),
            ("/address", &self.address, LINE_LENGTH),
            ("/product_name", &self.product_name, NAME_LENGTH),
        ] {
            if let Some(value) = value {
                check.line(pointer, value, most);
            }
        }
        text(&mut check, "/description", self.description.as_deref());
        if let Some(phone) = &self.phone {
            check.phone("/phone", phone);
        }
        if let Some(email) = &self.email {
            check.email("/email", email);
        }
        if let Some(capacity) = &self.capacity {
            check.required("/capacity/unit", &capacity.unit);
            check.line("/capacity/unit", &capacity.unit, UNIT_LENGTH);
        }
        if let Some(year) = self.producing_since {
            check_year(&mut check, "/producing_since", year);
        }
        percent(&mut check, "/local_material_percent", self.local_material_percent);
        if let Some(labour) = &self.labour {
            check_labour(&mut check, labour);
        }
        self.check_lengths(&mut check);
        check_material_areas(&mut check, &self.material_areas);
        check_revenue(&mut check, &self.revenue);
        check_distribution(&mut check, &self.distribution);
        check_certificates(&mut check, &self.certificates);
        check_changes(&mut check, self.changes.as_ref(), kind);
        check.finish()
    }

    fn check_lengths(&self, check: &mut FieldCheck) {
        for (pointer, length) in [
            ("/material_areas", self.material_areas.len()),
            ("/revenue", self.revenue.len()),
            ("/distribution", self.distribution.len()),
            ("/certificates", self.certificates.len()),
        ] {
            if length > LIST_LENGTH {
                check.refuse(
                    pointer,
                    "too_many",
                    format!("tối đa {LIST_LENGTH} mục"),
                    format!("at most {LIST_LENGTH} entries"),
                );
            }
        }
    }
}

fn check_material_areas(check: &mut FieldCheck, material_areas: &[MaterialArea]) {
    for (index, area) in material_areas.iter().enumerate() {
        let pointer = format!("/material_areas/{index}/place");
        check.required(&pointer, &area.place);
        check.line(&pointer, &area.place, NAME_LENGTH);
        if let Some(material) = &area.material {
            check.line(
                &format!("/material_areas/{index}/material"),
                material,
                LINE_LENGTH,
            );
        }
    }
}

fn check_revenue(check: &mut FieldCheck, revenue: &[YearRevenue]) {
    let mut years = HashSet::new();
    for (index, revenue) in revenue.iter().enumerate() {
        let pointer = format!("/revenue/{index}/year");
        check_year(check, &pointer, revenue.year);
        if !years.insert(revenue.year) {
            check.refuse(
                &pointer,
                "duplicate_year",
                "năm này đã có",
                "this year is there twice",
            );
        }
    }
}

fn check_distribution(check: &mut FieldCheck, distribution: &[SalesChannel]) {
    for (index, channel) in distribution.iter().enumerate() {
        percent(check, &format!("/distribution/{index}/percent"), channel.percent);
        if let Some(name) = &channel.name {
            check.line(&format!("/distribution/{index}/name"), name, LINE_LENGTH);
        }
    }
}

fn check_certificates(check: &mut FieldCheck, certificates: &[StandardCertificate]) {
    for (index, certificate) in certificates.iter().enumerate() {
        let pointer = format!("/certificates/{index}/name");
        check.required(&pointer, &certificate.name);
        check.line(&pointer, &certificate.name, NAME_LENGTH);
        if let Some(number) = &certificate.number {
            check.line(&format!("/certificates/{index}/number"), number, NUMBER_LENGTH);
        }
        if certificate
            .issued_on
            .zip(certificate.valid_to)
            .is_some_and(|(from, to)| to < from)
        {
            check.refuse(
                &format!("/certificates/{index}/valid_to"),
                "days_out_of_order",
                "ngày hết hạn không được trước ngày cấp",
                "the last day must not be before the day of issue",
            );
        }
    }
}

fn check_labour(check: &mut FieldCheck, labour: &Labour) {
    for (pointer, part) in [
        ("/labour/local", labour.local),
        ("/labour/women", labour.women),
        ("/labour/ethnic_minority", labour.ethnic_minority),
    ] {
        if part > labour.total {
            check.refuse(
                pointer,
                "more_than_total",
                "không được lớn hơn tổng số lao động",
                "must not be more than the total",
            );
        }
    }
}

fn check_changes(check: &mut FieldCheck, changes: Option<&RenewalChanges>, kind: ApplicationKind) {
    let Some(changes) = changes else { return };
    if kind == ApplicationKind::First {
        check.refuse(
            "/changes",
            "nothing_recognised",
            "hồ sơ lần đầu không khai thay đổi: sản phẩm chưa được công nhận",
            "a first evaluation says no changes: nothing was recognised yet",
        );
    }
    for (field, value) in changes.fields() {
        text(check, &format!("/changes/{field}"), value);
    }
}

fn check_year(check: &mut FieldCheck, pointer: &str, year: i32) {
    if !YEARS.contains(&year) {
        check.refuse(
            pointer,
            "year_out_of_range",
            "năm phải từ 1900 đến 2199",
            "the year must be from 1900 to 2199",
        );
    }
}

fn percent(check: &mut FieldCheck, pointer: &str, value: Option<u8>) {
    if value.is_some_and(|value| value > 100) {
        check.refuse(pointer, "percent", "phải từ 0 đến 100", "must be from 0 to 100");
    }
}

fn text(check: &mut FieldCheck, pointer: &str, value: Option<&str>) {
    if let Some(value) = value {
        check.text(pointer, value, TEXT_LENGTH);
    }
}

impl RenewalChanges {
    /// Its texts with their names.
    pub(super) fn fields(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("production", self.production.as_deref()),
            ("quality", self.quality.as_deref()),
            ("market", self.market.as_deref()),
            ("organisation", self.organisation.as_deref()),
        ]
    }
}
