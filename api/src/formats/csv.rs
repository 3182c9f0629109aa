//! A table as comma-separated values.

use api_http::problem::{ApiResult, Problem};
use csv::{Terminator, WriterBuilder};
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableEntry};

/// Tells Excel that the file is UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One line of headings, a line for each row, at the end one for the whole; dimensions by code and name, times by code alone.
pub(super) fn write(table: &StatisticsTable, labels: &Labels<'_>) -> ApiResult<Vec<u8>> {
    let mut lines = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let mut line = |fields: Vec<String>| {
        lines
            .write_record(fields)
            .map_err(|error| Problem::internal(&error))
    };
    line(headings(table, labels))?;
    for row in &table.rows {
        line(fields(table, &row.at, &row.entries))?;
    }
    if let Some(totals) = &table.totals {
        let whole = vec![labels.whole(); table.dimensions.len()];
        line(fields(table, &whole, totals))?;
    }
    lines
        .into_inner()
        .map_err(|error| Problem::internal(&error.error()))
}

/// The names of the columns, with the units of what has one.
pub(super) fn headings(table: &StatisticsTable, labels: &Labels<'_>) -> Vec<String> {
    let mut headings = Vec::new();
    for dimension in &table.dimensions {
        if dimension.role != DimensionRole::Time {
            let code = labels.say("mã", "code");
            headings.push(format!("{} ({code})", dimension.label));
        }
        headings.push(dimension.label.clone());
    }
    for measure in &table.measures {
        headings.push(match &measure.unit {
            Some(unit) => format!("{} ({unit})", measure.label),
            None => measure.label.clone(),
        });
    }
    headings
}

fn fields(table: &StatisticsTable, at: &[Category], entries: &[TableEntry]) -> Vec<String> {
    let mut fields = Vec::new();
    for (dimension, category) in table.dimensions.iter().zip(at) {
        if dimension.role != DimensionRole::Time {
            fields.push(harmless(&category.code));
        }
        fields.push(harmless(&category.label));
    }
    fields.extend(entries.iter().map(|entry| entry.printed().unwrap_or_default()));
    fields
}

/// Spreadsheets run a text that begins like a formula: an apostrophe before it says that it is a text. Names come from
/// outside; figures are ours and may be negative.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_begins_like_a_formula_is_none() {
        for formula in ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("Ổi Đôn Nhân"), "Ổi Đôn Nhân");
    }
}
