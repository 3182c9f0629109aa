//! Telephone numbers and tax codes, which workbooks rob of their first 0.

use crate::cell::{PaperCell, Written};
use crate::remark::Reason;

/// A telephone number (điện thoại); one without its first 0 gets it back.
pub(crate) fn phone(cell: &PaperCell) -> Option<String> {
    let text = cell.text()?;
    let text = text.trim_matches(['\'', '.', ' ']);
    let lost = text.bytes().all(|digit| digit.is_ascii_digit())
        && match (text.len(), text.as_bytes().first()) {
            // Mobile numbers have ten digits, those of landlines with their area eleven.
            (9, Some(first)) => matches!(first, b'3' | b'5' | b'7'..=b'9'),
            (10, Some(first)) => *first == b'2',
            _ => false,
        };
    Some(if lost { format!("0{text}") } else { text.to_owned() })
}

/// A tax code (mã số thuế); as a number it has lost the zeros at its beginning, and gets them back where one reading is possible.
pub(crate) fn tax_code(cell: &PaperCell, reasons: &mut Vec<Reason>) -> Option<String> {
    let text = cell.text()?;
    let text: String = text.trim_matches(['\'', ' ']).split([' ', '.']).collect();
    let digits = text.bytes().all(|digit| digit.is_ascii_digit());
    let number = matches!(cell.written, Written::Number(_));
    let whole = match text.len() {
        9 if digits => format!("0{text}"),
        // Personal numbers begin with 0, codes of branches need not: their first ten digits tell by the last of them.
        11 if digits => format!("0{text}"),
        12 if digits && number && is_checked(&format!("0{text}")) => format!("0{text}"),
        _ => return Some(text),
    };
    if whole.len() == 10 && !is_checked(&whole) {
        reasons.push(Reason::warning(
            "doubtful_tax_code",
            format!("đã thêm số 0 ở đầu thành {whole}, nhưng chữ số kiểm tra không khớp"),
            format!("a zero was put in front, {whole}, but its check digit does not fit"),
        ));
    }
    Some(whole)
}

/// Whether the tenth digit is the check digit of the nine before it.
fn is_checked(code: &str) -> bool {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let mut digits = code.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = WEIGHTS
        .iter()
        .zip(digits.by_ref())
        .map(|(weight, digit)| weight * digit)
        .sum();
    digits.next() == 10_u32.checked_sub(sum % 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> PaperCell {
        PaperCell::new(Written::Text(text.to_owned()))
    }

    fn number(text: &str) -> PaperCell {
        PaperCell::new(Written::Number(text.to_owned()))
    }

    #[test]
    fn the_first_zero_of_a_telephone_number_comes_back() {
        assert_eq!(phone(&number("900000002")).as_deref(), Some("0900000002"));
        assert_eq!(phone(&number("2113838123")).as_deref(), Some("02113838123"));
        for same in ["0900000001", "0211 3838 123", "19001009", "+84 900 000 002"] {
            assert_eq!(phone(&cell(same)).as_deref(), Some(same));
        }
    }

    #[test]
    fn the_first_zero_of_a_tax_code_comes_back() {
        let mut reasons = Vec::new();
        assert_eq!(
            tax_code(&number("100109106"), &mut reasons).as_deref(),
            Some("0100109106")
        );
        assert_eq!(
            tax_code(&number("100109106001"), &mut reasons).as_deref(),
            Some("0100109106001")
        );
        assert_eq!(
            tax_code(&number("26185000123"), &mut reasons).as_deref(),
            Some("026185000123")
        );
        for same in ["2500123456", "0100109106-001", "026185000123"] {
            assert_eq!(tax_code(&cell(same), &mut reasons).as_deref(), Some(same));
        }
        assert_eq!(reasons, []);
        assert_eq!(
            tax_code(&number("100109107"), &mut reasons).as_deref(),
            Some("0100109107")
        );
        assert_eq!(reasons[0].own_rule(), "doubtful_tax_code");
    }
}
