//! Corrections of records (chỉnh sửa hồ sơ): what was always wrong, and what has changed on a day.
//!
//! The two are told apart because figures of former days must stay right. An error holds for every day: all figures show the right
//! value. A change has its day: figures up to the day before stay as they were. What was printed is never touched by either.

use crate::recognition::unit_word;
use crate::text_enum;
use crate::units::{self, Place};
use crate::violation::Violation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 1000;

text_enum! {
    /// What has corrections.
    pub enum CorrectionSubject {
        /// A producer (chủ thể).
        Producer = "producer",
        /// A product (sản phẩm).
        Product = "product",
        /// A recognition (công nhận).
        Recognition = "recognition",
    }
}

text_enum! {
    /// Whether a value was always wrong or has become another.
    pub enum CorrectionNature {
        /// It was always wrong: figures of every day show the right one.
        Error = "error",
        /// It became another on a day: figures of the days before stay.
        Change = "change",
    }
}

text_enum! {
    /// What was done to a record.
    pub enum CorrectionKind {
        /// A value that was always wrong was put right.
        Error = "error",
        /// A value became another on a day.
        Change = "change",
        /// The producer was closed.
        Closing = "closing",
        /// The closing of the producer was taken back.
        Reopening = "reopening",
        /// The record was found to be the same as another, which stands for both now.
        Merge = "merge",
    }
}

text_enum! {
    /// What of a record is corrected.
    pub enum CorrectedField {
        /// Name of a producer.
        Name = "name",
        /// Kind of a producer.
        Kind = "kind",
        /// Commune of a producer or product.
        Commune = "commune",
        /// Set of a product.
        ProductSet = "product_set",
        /// Producer of a product.
        Producer = "producer",
        /// Day on which a producer was closed.
        ClosedOn = "closed_on",
        /// Why it was.
        ClosingReason = "closing_reason",
        /// The record that stands for this one.
        MergedInto = "merged_into",
        /// Number of the decision of a recognition.
        DecisionNumber = "decision_number",
        /// Number printed on the certificate of a recognition.
        CertificateNumber = "certificate_number",
        /// First day of a recognition.
        ValidFrom = "valid_from",
        /// Last day of a recognition.
        ValidTo = "valid_to",
    }
}

text_enum! {
    /// Why a producer is no more.
    pub enum ClosingReason {
        /// Dissolved (giải thể).
        Dissolved = "dissolved",
        /// Bankrupt (phá sản).
        Bankrupt = "bankrupt",
        /// It does not wish to go on (không còn nhu cầu tham gia).
        NoWish = "no_wish",
        /// It has left the place (chuyển đi nơi khác).
        MovedAway = "moved_away",
        /// The person behind it has died (chủ hộ qua đời).
        Died = "died",
        /// Another reason, told in words.
        Other = "other",
    }
}

/// One value of a record before and after a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    /// Which one.
    pub field: CorrectedField,
    /// What it was; null where nothing was recorded. A commune is told as `current-08782` or `legacy-08782`.
    #[schema(example = "1")]
    pub from: Option<String>,
    /// What it is now; null where nothing is recorded any more.
    #[schema(example = "3")]
    pub to: Option<String>,
}

impl FieldChange {
    /// The change of `field`; none where the value stays.
    #[must_use]
    pub fn of(field: CorrectedField, from: Option<String>, to: Option<String>) -> Option<Self> {
        (from != to).then_some(Self { field, from, to })
    }
}

impl From<CorrectionNature> for CorrectionKind {
    fn from(nature: CorrectionNature) -> Self {
        match nature {
            CorrectionNature::Error => Self::Error,
            CorrectionNature::Change => Self::Change,
        }
    }
}

impl CorrectionNature {
    /// The rules of the day from which a correction counts: a change has one, not in the future and not before an earlier change of
    /// the same value, of the day `last`; an error has none.
    #[must_use]
    pub fn check_day(
        self,
        day: Option<NaiveDate>,
        last: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Option<Violation> {
        let refuse = |code, vi: String, en: String| Some(Violation::new("/effective_on", code, vi, en));
        match (self, day) {
            (Self::Error, None) => None,
            (Self::Error, Some(_)) => refuse(
                "not_of_an_error",
                "Sai sót (error) có từ đầu, không có ngày hiệu lực.".to_owned(),
                "An error was always wrong; it has no day.".to_owned(),
            ),
            (Self::Change, None) => refuse(
                "required",
                "Thay đổi (change) cần ngày hiệu lực.".to_owned(),
                "A change needs its day.".to_owned(),
            ),
            (Self::Change, Some(day)) => match last.filter(|last| day < *last) {
                _ if day > today => Some(Violation::in_the_future("/effective_on")),
                Some(last) => refuse(
                    "before_earlier_change",
                    format!("Đã ghi nhận một thay đổi của ngày {last}."),
                    format!("A change of {last} is on record."),
                ),
                None => None,
            },
        }
    }

    /// The first day on which the new value counts; none: on every day. An error is one of the value since its `last` change.
    #[must_use]
    pub const fn counted_from(self, day: Option<NaiveDate>, last: Option<NaiveDate>) -> Option<NaiveDate> {
        match self {
            Self::Error => last,
            Self::Change => day,
        }
    }
}

/// How the commune of `place` is told.
#[must_use]
pub fn place_word(place: &Place) -> String {
    unit_word(&place.given())
}

/// The place of a word that [`place_word`] wrote; of a commune that was split the default part.
#[must_use]
pub fn place_of_word(word: &str) -> Option<Place> {
    let (generation, code) = word.split_once('-')?;
    units::registry().ok()?.place(generation.parse().ok()?, code)
}

/// The correction changes nothing.
#[must_use]
pub fn nothing_to_correct() -> Violation {
    Violation::new(
        "",
        "nothing_to_correct",
        "Cần nêu ít nhất một nội dung khác với hồ sơ hiện có.",
        "At least one value that differs from the record is needed.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    fn code(
        nature: CorrectionNature,
        on: Option<NaiveDate>,
        last: Option<NaiveDate>,
    ) -> Option<&'static str> {
        let today = day("2026-12-01").unwrap();
        nature.check_day(on, last, today).map(|violation| violation.code)
    }

    #[test]
    fn a_change_has_its_day_and_an_error_none() {
        use CorrectionNature::{Change, Error};
        assert_eq!(code(Error, None, day("2026-03-01")), None);
        assert_eq!(code(Error, day("2026-03-01"), None), Some("not_of_an_error"));
        assert_eq!(code(Change, None, None), Some("required"));
        assert_eq!(code(Change, day("2026-12-01"), None), None);
        assert_eq!(code(Change, day("2026-12-02"), None), Some("in_the_future"));
        let last = day("2026-03-01");
        assert_eq!(
            code(Change, day("2026-02-28"), last),
            Some("before_earlier_change")
        );
        assert_eq!(code(Change, day("2026-03-01"), last), None);
    }

    #[test]
    fn a_place_is_told_and_found_again() {
        let registry = units::registry().unwrap();
        for generation in units::Generation::ALL {
            let place = registry.place(*generation, "08782").unwrap();
            assert_eq!(place_of_word(&place_word(&place)), Some(place));
        }
        assert_eq!(place_of_word("08782"), None);
    }

    #[test]
    fn an_error_counts_since_the_last_change_of_its_value() {
        let (last, on) = (day("2026-03-01"), day("2026-06-01"));
        assert_eq!(CorrectionNature::Error.counted_from(None, None), None);
        assert_eq!(CorrectionNature::Error.counted_from(None, last), last);
        assert_eq!(CorrectionNature::Change.counted_from(on, last), on);
    }
}
