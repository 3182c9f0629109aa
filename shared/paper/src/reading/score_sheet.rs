//! The score sheet in a row: an option a criterion, by the codes in the headings.

use super::row::RowCells;
use crate::column::PaperField;
use crate::listed::ListedSheet;
use crate::remark::Reason;
use crate::settings::PaperSettings;
use crate::value::{is_nothing, whole};
use domain::criteria::{CriteriaSheet, Regime};
use domain::products::PRODUCT_SETS;

/// Reads the sheet of a row; every remark is said of its cell.
pub(super) fn read(cells: &mut RowCells<'_>, settings: &PaperSettings<'_>) -> ListedSheet {
    let mut sheet = ListedSheet {
        key: cells.text(PaperField::Key),
        dossier: cells.text(PaperField::Dossier),
        product_code: cells.text(PaperField::ProductCode),
        product: cells.text(PaperField::Product),
        product_set: cells.value(PaperField::ProductSet, 0, |cell, reasons| {
            let set = whole(cell)
                .and_then(|set| i16::try_from(set).ok())
                .filter(|set| PRODUCT_SETS.contains(set));
            if set.is_none() {
                reasons.push(Reason::error(
                    "unknown_product_set",
                    "bộ sản phẩm phải từ 1 đến 26",
                    "a product set is numbered from 1 to 26",
                ));
            }
            set
        }),
        assessor: cells.text(PaperField::Assessor),
        answers: Vec::new(),
    };
    if sheet.dossier.is_none()
        && sheet.product_code.is_none()
        && sheet.product.is_none()
        && sheet.key.is_none()
    {
        let reason = Reason::error(
            "required",
            "phải có mã hồ sơ hoặc mã sản phẩm",
            "the dossier or the product must be named",
        );
        cells.say(PaperField::Dossier, reason);
    }
    let criteria = criteria(&sheet, settings);
    for column in cells
        .layout()
        .columns
        .iter()
        .filter(|column| column.criterion.is_some())
    {
        let (Some(code), Some(cell)) = (&column.criterion, cells.at(column.number)) else {
            continue;
        };
        if cell.text().is_none_or(|text| is_nothing(&text)) {
            continue;
        }
        match option(whole(cell), code, criteria) {
            Ok(0) => {}
            Ok(option) => sheet.answers.push((code.clone(), option)),
            Err(reason) => cells.say_at(column, reason),
        }
    }
    sheet
}

/// The sheet by which the answers are checked; none while the product set is not known.
fn criteria<'a>(sheet: &ListedSheet, settings: &PaperSettings<'a>) -> Option<&'a CriteriaSheet> {
    let regime: Option<&Regime> = match &settings.regime {
        Some(id) => settings.regimes.get(id),
        None => settings
            .regimes
            .iter()
            .filter(|regime| !regime.recorded_only)
            .last(),
    };
    let set = u32::try_from(sheet.product_set?).ok()?;
    regime?.product_set(set)?.sheet()
}

fn option(written: Option<i64>, code: &str, criteria: Option<&CriteriaSheet>) -> Result<u8, Reason> {
    let number = written.and_then(|number| u8::try_from(number).ok());
    let Some(criteria) = criteria else {
        return number.ok_or_else(|| bad(code, None));
    };
    let Some(leaf) = criteria
        .position(code, 0)
        .and_then(|at| criteria.leaves().get(at))
    else {
        return Err(Reason::error(
            "unknown_criterion",
            format!("bộ sản phẩm không có tiêu chí {code}"),
            format!("the product set has no criterion {code}"),
        ));
    };
    number
        .filter(|number| usize::from(*number) < leaf.points.len())
        .ok_or_else(|| bad(code, Some(leaf.points.len() - 1)))
}

fn bad(code: &str, most: Option<usize>) -> Reason {
    let most = most
        .map(|most| most.to_string())
        .unwrap_or_else(|| "…".to_owned());
    Reason::error(
        "unknown_option",
        format!("phải là số thứ tự mức đánh giá của {code}, từ 0 đến {most}"),
        format!("must be the number of an option of {code}, 0 to {most}"),
    )
}
