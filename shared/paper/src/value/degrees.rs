//! Degrees of longitude and latitude (kinh độ, vĩ độ).

use crate::cell::PaperCell;
use crate::remark::Reason;

/// Degrees from -180 to 180, with a point or a comma.
pub(crate) fn degrees(cell: &PaperCell, reasons: &mut Vec<Reason>) -> Option<f64> {
    let text = cell.text()?;
    let read = text.replace(',', ".").trim_end_matches('°').parse::<f64>().ok();
    let read = read.filter(|degrees| (-180.0..=180.0).contains(degrees));
    if read.is_none() {
        reasons.push(Reason::error(
            "bad_degrees",
            "phải là số độ thập phân, như «105,8342»",
            "must be decimal degrees such as 105.8342",
        ));
    }
    read
}
