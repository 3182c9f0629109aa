//! Why a producer or product cannot be named or changed: it is not there, it is no more, or another record stands for it.

pub(crate) use shared::database::recognitions::past::unknown_product;

use api_http::problem::{ApiResult, Code, Problem};
use chrono::NaiveDate;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// There is no producer like the one named at `pointer`, or not for this caller.
pub(crate) fn unknown_producer(pointer: &str) -> Violation {
    Violation::new(
        pointer,
        "unknown_producer",
        "không có chủ thể này",
        "there is no such producer",
    )
}

/// Passes where the record is no twin that was merged into another.
///
/// # Errors
/// 409 naming the other.
pub(crate) fn require_unmerged(merged_into: Option<Uuid>) -> ApiResult<()> {
    match merged_into {
        None => Ok(()),
        Some(other) => Err(Problem::new(Code::Conflict).detail(
            format!("Bản ghi đã được nhập vào {other}; hãy làm việc với bản ghi đó."),
            format!("The record was merged into {other}; go on with that one."),
        )),
    }
}

/// Why a product that was merged into another cannot be named at `pointer`.
pub(crate) fn merged_product(pointer: impl Into<String>, merged_into: Option<Uuid>) -> Option<Violation> {
    merged_into.map(|other| {
        Violation::new(
            pointer,
            "product_merged",
            format!("Sản phẩm đã được nhập vào {other}."),
            format!("The product was merged into {other}."),
        )
    })
}

/// Why a producer that is closed or was merged cannot be named at `pointer`.
pub(crate) fn gone(
    pointer: &str,
    closed_on: Option<NaiveDate>,
    merged_into: Option<Uuid>,
) -> Option<Violation> {
    let refuse = |code, vi: String, en: String| Some(Violation::new(pointer, code, vi, en));
    match (merged_into, closed_on) {
        (Some(other), _) => refuse(
            "producer_merged",
            format!("Chủ thể đã được nhập vào {other}."),
            format!("The producer was merged into {other}."),
        ),
        (None, Some(day)) => refuse(
            "producer_closed",
            format!("Chủ thể đã ngừng hoạt động từ ngày {day}."),
            format!("The producer is closed since {day}."),
        ),
        (None, None) => None,
    }
}
