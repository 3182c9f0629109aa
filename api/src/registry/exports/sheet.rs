//! Lines as a workbook of Excel.

use super::field::Field;
use api_http::problem::{ApiResult, Problem};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The workbook: one sheet, its headings stay. The same lines give the same bytes.
pub(super) fn write(headings: &[String], lines: &[Vec<Field>]) -> ApiResult<Vec<u8>> {
    workbook(headings, lines).map_err(|error| Problem::internal(&error))
}

fn workbook(headings: &[String], lines: &[Vec<Field>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    for (heading, column) in headings.iter().zip(0..) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (line, row) in lines.iter().zip(1..) {
        for (field, column) in line.iter().zip(0..) {
            match field {
                Field::Nothing => {}
                Field::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                // Excel knows no other numbers than floats; it is given what is printed, nothing is reckoned with.
                Field::Number(number) => match number.parse::<f64>() {
                    Ok(number) => {
                        sheet.write_number(row, column, number)?;
                    }
                    Err(_) => {
                        sheet.write_string(row, column, number)?;
                    }
                },
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}
