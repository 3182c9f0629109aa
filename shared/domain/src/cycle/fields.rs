//! Rules of fields that several kinds of records have.

use crate::money::Dong;
use crate::producers::FieldCheck;
use crate::products::PRODUCT_SETS;
use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;
use uuid::Uuid;

/// Most characters of a name or title.
const NAME_LENGTH: usize = 300;
/// Most characters of a longer text.
const TEXT_LENGTH: usize = 5000;
/// Most entries of a list inside a record.
const ENTRIES: usize = 200;
/// Years of the programme: it began with Decision 490/QĐ-TTg of 2018.
pub(super) const YEARS: RangeInclusive<i16> = 2018..=2100;
/// The largest count of people, products or jobs.
const MOST: u32 = 100_000_000;

/// Collects the broken rules of one record.
#[derive(Debug, Default)]
pub(super) struct RecordCheck(FieldCheck);

impl RecordCheck {
    /// A name: something in one line.
    pub(super) fn name(&mut self, pointer: &str, value: &str) {
        self.0.required(pointer, value);
        self.0.line(pointer, value, NAME_LENGTH);
    }

    /// A text that may be empty.
    pub(super) fn text(&mut self, pointer: &str, value: Option<&str>) {
        self.0.text(pointer, value.unwrap_or_default(), TEXT_LENGTH);
    }

    pub(super) fn year(&mut self, pointer: &str, year: i16) {
        if !YEARS.contains(&year) {
            let (first, last) = (YEARS.start(), YEARS.end());
            self.refuse(
                pointer,
                "year_out_of_range",
                format!("năm phải từ {first} đến {last}"),
                format!("the year must be from {first} to {last}"),
            );
        }
    }

    pub(super) fn day(&mut self, pointer: &str, day: NaiveDate) {
        self.year(pointer, year_of(day).unwrap_or_default());
    }

    /// A period whose end, if it has one, does not lie before its beginning.
    pub(super) fn period(&mut self, pointer: &str, from: NaiveDate, to: Option<NaiveDate>) {
        if to.is_some_and(|to| to < from) {
            self.refuse(
                pointer,
                "ends_before_it_begins",
                "ngày kết thúc không được trước ngày bắt đầu",
                "the end must not lie before the beginning",
            );
        }
    }

    pub(super) fn product_set(&mut self, pointer: &str, set: i16) {
        if !PRODUCT_SETS.contains(&set) {
            self.refuse(
                pointer,
                "unknown_product_set",
                "bộ sản phẩm phải từ 1 đến 26",
                "a product set is numbered from 1 to 26",
            );
        }
    }

    pub(super) fn money(&mut self, pointer: &str, amount: Dong) {
        if !amount.is_amount() {
            let most = Dong::MOST.0;
            self.refuse(
                pointer,
                "amount_out_of_range",
                format!("số tiền phải từ 0 đến {most} đồng"),
                format!("the amount must be from 0 to {most} đồng"),
            );
        }
    }

    pub(super) fn count(&mut self, pointer: &str, count: u32) {
        self.at_most(pointer, count, MOST);
    }

    /// A part of `whole`.
    pub(super) fn at_most(&mut self, pointer: &str, count: u32, whole: u32) {
        if count > whole {
            self.refuse(
                pointer,
                "too_many",
                format!("không được lớn hơn {whole}"),
                format!("must not be more than {whole}"),
            );
        }
    }

    pub(super) fn entries(&mut self, pointer: &str, number: usize) {
        if number > ENTRIES {
            self.refuse(
                pointer,
                "too_many",
                format!("không được quá {ENTRIES} mục"),
                format!("must not have more than {ENTRIES} entries"),
            );
        }
    }

    /// The ids of files, in a list of its own.
    pub(super) fn files(&mut self, ids: &[Uuid]) {
        self.entries("/files", ids.len());
        self.once(&at("/files", ids));
    }

    /// Each id once.
    pub(super) fn once(&mut self, ids: &[(String, Uuid)]) {
        let mut seen = std::collections::HashSet::new();
        for (pointer, id) in ids {
            if !seen.insert(id) {
                self.refuse(
                    pointer,
                    "given_twice",
                    "đã có trong danh sách",
                    "is in the list already",
                );
            }
        }
    }

    /// Exactly one of two references.
    pub(super) fn one_of(&mut self, first: (&str, Option<Uuid>), second: (&str, Option<Uuid>)) {
        if first.1.is_some() == second.1.is_some() {
            let ((one, _), (other, _)) = (first, second);
            self.refuse(
                one,
                "one_of_two",
                format!("cần đúng một trong {one} và {other}"),
                format!("exactly one of {one} and {other} is needed"),
            );
        }
    }

    pub(super) fn refuse(
        &mut self,
        pointer: &str,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.0.refuse(pointer, code, vi, en);
    }

    pub(super) fn finish(self) -> Vec<crate::violation::Violation> {
        self.0.finish()
    }
}

/// The year of `day`, where it is one of the programme's range of numbers.
pub(super) fn year_of(day: NaiveDate) -> Option<i16> {
    i16::try_from(day.year()).ok()
}

/// Ids of a list at `pointer`, each with its own.
pub(super) fn at(pointer: &str, ids: &[Uuid]) -> Vec<(String, Uuid)> {
    ids.iter()
        .enumerate()
        .map(|(index, id)| (format!("{pointer}/{index}"), *id))
        .collect()
}
