//! The report of a file (báo cáo kiểm tra) as JSON, written as the rows come.

use crate::file::{PaperFile, Unreadable};
use crate::reading::{PaperSummary, SkippedLine, read};
use crate::remark::{OpenQuestion, Remark, Severity};
use crate::settings::PaperSettings;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::ControlFlow;

/// What stands behind the remarks.
#[derive(Serialize)]
struct Counts<'a> {
    sheet: Option<&'a str>,
    heading_row: u32,
    rows: u64,
    ready: u64,
    products: u64,
    producers: u64,
    severities: &'a BTreeMap<Severity, u64>,
    rules: &'a BTreeMap<&'static str, u64>,
    columns: Vec<ReadColumn<'a>>,
    questions: &'a [OpenQuestion],
    skipped: &'a [SkippedLine],
}

#[derive(Serialize)]
struct ReadColumn<'a> {
    letter: String,
    heading: &'a str,
    field: Option<&'static str>,
    recognition: Option<usize>,
}

/// Writes `{"remarks": […], "summary": {…}}` to `out`, remark by remark.
///
/// # Errors
/// [`Unreadable`] where the file is no list, or `out` takes no more.
pub fn write_report(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
    out: &mut dyn Write,
) -> Result<PaperSummary, Unreadable> {
    let mut failed = None;
    let mut first = true;
    out.write_all(b"{\"remarks\":[").map_err(|error| output(&error))?;
    let summary = read(file, settings, &mut |entry| match entry
        .remarks
        .iter()
        .try_for_each(|remark| write_remark(remark, &mut first, out))
    {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    if let Some(error) = failed {
        return Err(output(&error));
    }
    out.write_all(b"\n],\"summary\":")
        .map_err(|error| output(&error))?;
    serde_json::to_writer(&mut *out, &counts(&summary)).map_err(|error| output(&error.into()))?;
    out.write_all(b"}\n").map_err(|error| output(&error))?;
    Ok(summary)
}

fn write_remark(remark: &Remark, first: &mut bool, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(if std::mem::take(first) { b"\n" } else { b",\n" })?;
    serde_json::to_writer(out, remark)?;
    Ok(())
}

fn counts(summary: &PaperSummary) -> Counts<'_> {
    let columns = summary.columns.iter().map(|column| ReadColumn {
        letter: crate::cell::letters(column.number),
        heading: &column.heading,
        field: column.field.map(crate::column::PaperField::as_str),
        recognition: column
            .field
            .filter(|field| field.is_of_recognition())
            .map(|_| column.turn + 1),
    });
    Counts {
        sheet: summary.sheet.as_deref(),
        heading_row: summary.heading_row,
        rows: summary.rows,
        ready: summary.ready,
        products: summary.products,
        producers: summary.producers,
        severities: &summary.severities,
        rules: &summary.rules,
        columns: columns.collect(),
        questions: &summary.questions,
        skipped: &summary.skipped,
    }
}

fn output(error: &io::Error) -> Unreadable {
    Unreadable::Output(error.to_string())
}
