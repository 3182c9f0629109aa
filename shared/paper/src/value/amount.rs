//! Whole numbers and words for nothing.

use crate::cell::{PaperCell, Written};
use domain::spelling;

/// True where a text says that there is nothing: a stroke, "không", "chưa có".
pub(crate) fn is_nothing(text: &str) -> bool {
    // The longest of the words has twelve bytes.
    text.len() <= 16
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && matches!(
            spelling::bare(text).as_str(),
            "" | "khong" | "khongco" | "chua" | "chuaco" | "khongro" | "na" | "null"
        )
}

/// A whole number, written with or without `.0`.
pub(crate) fn whole(cell: &PaperCell) -> Option<i64> {
    match &cell.written {
        Written::Number(text) | Written::Text(text) => {
            let text = text.trim();
            let (digits, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
            digits
                .parse()
                .ok()
                .filter(|_| rest.bytes().all(|digit| digit == b'0'))
        }
        _ => None,
    }
}
