//! A table as a workbook of Excel: one sheet with title, headings that stay, and figures as numbers.

use super::csv::headings;
use api_http::problem::{ApiResult, Problem};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableEntry};

/// Rows of a sheet: those of the title, an empty one, and the headings.
const HEADINGS: u32 = 2;
/// The widest column, in pixels: names of product sets are sentences.
const WIDEST: u32 = 400;

/// The workbook. The same table gives the same bytes: nothing in it says when it was made.
pub(super) fn write(table: &StatisticsTable, labels: &Labels<'_>) -> ApiResult<Vec<u8>> {
    workbook(table, labels).map_err(|error| Problem::internal(&error))
}

fn workbook(table: &StatisticsTable, labels: &Labels<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(&table.title)
        .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?);
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    sheet.set_name(labels.say("Số liệu", "Figures"))?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, &table.title, &bold)?;
    let heading = bold.set_text_wrap().set_align(FormatAlign::Top);
    let headings = headings(table, labels);
    for (text, column) in headings.iter().zip(0..) {
        sheet.write_string_with_format(HEADINGS, column, text, &heading)?;
    }
    let formats: Vec<Format> = table
        .measures
        .iter()
        .map(|measure| Format::new().set_num_format(number_format(measure.decimals)))
        .collect();
    let mut row = HEADINGS;
    for one in &table.rows {
        row += 1;
        line(sheet, row, table, (&one.at, &one.entries), &formats)?;
    }
    if let Some(totals) = &table.totals {
        row += 1;
        let whole = vec![labels.whole(); table.dimensions.len()];
        line(sheet, row, table, (&whole, totals), &formats)?;
    }
    sheet.set_autofit_max_width(WIDEST);
    sheet.autofit();
    sheet.set_freeze_panes(HEADINGS + 1, 0)?;
    // A sheet is no wider than four dimensions and their measures.
    let last = u16::try_from(headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(HEADINGS, 0, row, last)?;
    workbook.save_to_buffer()
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    table: &StatisticsTable,
    (at, entries): (&[Category], &[TableEntry]),
    formats: &[Format],
) -> Result<(), XlsxError> {
    let mut column = 0;
    for (dimension, category) in table.dimensions.iter().zip(at) {
        if dimension.role != DimensionRole::Time {
            sheet.write_string(row, column, &category.code)?;
            column += 1;
        }
        sheet.write_string(row, column, &category.label)?;
        column += 1;
    }
    for (entry, format) in entries.iter().zip(formats) {
        // Excel knows no other numbers than floats; it is given what is printed, nothing is reckoned with.
        if let Some(Ok(number)) = entry.printed().map(|printed| printed.parse::<f64>()) {
            sheet.write_number_with_format(row, column, number, format)?;
        }
        column += 1;
    }
    Ok(())
}

/// Digits in groups of three, and as many after the point as the measure has.
fn number_format(decimals: u8) -> String {
    let fraction: String = (0..decimals).map(|_| '0').collect();
    if fraction.is_empty() {
        "#,##0".to_owned()
    } else {
        format!("#,##0.{fraction}")
    }
}
