//! The report of a file (báo cáo kiểm tra) as JSON, written as the rows come.

use crate::file::{PaperFile, Unreadable};
use crate::list_summary::ListSummary;
use crate::reading::{FurtherRemarks, PaperSummary, read_with};
use crate::remark::Remark;
use crate::settings::PaperSettings;
use std::io::{self, Write};
use std::ops::ControlFlow;

/// Writes `{"remarks": […], "summary": {…}}` to `out`, remark by remark; what `more` says of a row stands behind what the file gives, and
/// counts as that does.
///
/// # Errors
/// [`Unreadable`] where the file is no list, or `out` takes no more.
pub fn write_report(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
    more: &mut FurtherRemarks<'_>,
    out: &mut dyn Write,
) -> Result<PaperSummary, Unreadable> {
    let mut failed = None;
    let mut first = true;
    out.write_all(b"{\"remarks\":[").map_err(|error| output(&error))?;
    let summary = read_with(file, settings, more, &mut |entry| match entry
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
    serde_json::to_writer(&mut *out, &ListSummary::from(&summary)).map_err(|error| output(&error.into()))?;
    out.write_all(b"}\n").map_err(|error| output(&error))?;
    Ok(summary)
}

fn write_remark(remark: &Remark, first: &mut bool, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(if std::mem::take(first) { b"\n" } else { b",\n" })?;
    serde_json::to_writer(out, remark)?;
    Ok(())
}

fn output(error: &io::Error) -> Unreadable {
    Unreadable::Output(error.to_string())
}
