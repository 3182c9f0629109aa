//! Why papers cannot be recorded, at the field that says so.

use super::plan::NoRecord;
use crate::domain::recognition::NoPlacement;
use crate::domain::violation::Violation;

impl NoRecord {
    /// The broken rule; `paper` is the pointer to the paper.
    #[must_use]
    pub fn violation(&self, paper: &str) -> Violation {
        let at = |field: &str| format!("{paper}/{field}");
        match self {
            Self::NoProduct => unknown_product(at("product_id")),
            Self::NoPlacement(reason) => no_placement(paper, *reason),
            Self::DecisionOfAnotherDay(day) => Violation::new(
                at("decided_on"),
                "decision_of_another_day",
                format!("Quyết định mang số này của cùng cơ quan trong năm đó đã ghi ngày {day}."),
                format!("The office's decision of that number and year is on record with the date {day}."),
            ),
            Self::DecisionMadeHere => Violation::new(
                at("decision_number"),
                "decision_made_here",
                "Quyết định mang số này được lập trên hệ thống này; sản phẩm của nó là sản phẩm của các hồ sơ.",
                "The decision of this number was made here; its products are those of its dossiers.",
            ),
            Self::RecordedOtherwise(id) => Violation::new(
                paper,
                "recorded_otherwise",
                format!("Công nhận này đã có ({id}) với số quyết định, cơ quan hoặc ngày hết hạn khác."),
                format!("The recognition is on record ({id}) with another decision, authority or last day."),
            ),
        }
    }
}

/// The product at `pointer` is not there, or not for this caller.
#[must_use]
pub fn unknown_product(pointer: impl Into<String>) -> Violation {
    Violation::new(
        pointer,
        "unknown_product",
        "Không có sản phẩm này trong phạm vi của bạn.",
        "There is no such product in your reach.",
    )
}

fn no_placement(paper: &str, reason: NoPlacement) -> Violation {
    let at = |field: &str| format!("{paper}/{field}");
    match reason {
        NoPlacement::DaysOutOfOrder => Violation::new(
            at("valid_to"),
            "days_out_of_order",
            "Ngày cuối không được trước ngày đầu.",
            "The last day must not be before the first.",
        ),
        NoPlacement::OutOfRange => Violation::new(
            at("decided_on"),
            "date_out_of_range",
            "Ngày nằm ngoài lịch.",
            "The date lies outside the calendar.",
        ),
        NoPlacement::AnotherOfTheDay { stars } => Violation::new(
            at("stars"),
            "another_of_the_day",
            format!("Sản phẩm đã có một công nhận {stars} sao cùng ngày."),
            format!("A recognition of {stars} stars of the same day is on record for the product."),
        ),
        NoPlacement::HeldAsMuch { stars } => Violation::new(
            at("stars"),
            "holds_as_much",
            format!(
                "Ngày đó sản phẩm đang có {stars} sao; đánh giá lần đầu hoặc nâng hạng phải cao hơn, chỉ đánh giá lại mới bằng hoặc thấp hơn."
            ),
            format!(
                "The product held {stars} stars on that day; a first evaluation or an upgrade must give more, only a renewal may give the same or less."
            ),
        ),
        NoPlacement::Crosses(day) => Violation::new(
            at("decided_on"),
            "before_another_change",
            format!("Công nhận mà sản phẩm có vào ngày đó đã bị thu hồi ngày {day}."),
            format!("What the product held on that day was taken back on {day}."),
        ),
    }
}
