//! JSON lines with a further member.

use crate::file::{PaperFile, Unreadable};
use crate::listed::ListedEntry;
use crate::reading::{FurtherRemarks, PaperSummary, read_with};
use crate::settings::PaperSettings;
use crate::source::{ObjectLines, TextLines};
use std::io::Write;
use std::ops::ControlFlow;

/// The name of the further member.
const MEMBER: &str = "remarks";

pub(super) fn mark<W: Write>(
    lines: &ObjectLines<'_>,
    file: &dyn PaperFile,
    (settings, more): (&PaperSettings<'_>, &mut FurtherRemarks<'_>),
    mut out: W,
) -> Result<PaperSummary, Unreadable> {
    let mut copied = lines.text()?;
    let mut failed = None;
    let summary = read_with(
        file,
        settings,
        more,
        &mut |entry| match copy(&mut copied, Some(&entry), &mut out) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        },
    )?;
    if let Some(error) = failed {
        return Err(error);
    }
    copy(&mut copied, None, &mut out)?;
    Ok(summary)
}

/// Copies lines up to that of `entry`, which gets its remarks; all that are left where there is none.
fn copy(
    lines: &mut TextLines<'_>,
    entry: Option<&ListedEntry>,
    out: &mut dyn Write,
) -> Result<(), Unreadable> {
    let last = entry.map_or(u32::MAX, |entry| entry.row);
    while lines.number < last {
        let Some(line) = lines.next()? else {
            return Ok(());
        };
        let remarks = entry.filter(|entry| entry.row == lines.number && !entry.remarks.is_empty());
        match (remarks, line.trim_ascii_end().strip_suffix(b"}")) {
            (Some(entry), Some(object)) => {
                let before: &[u8] = if object.trim_ascii_end().ends_with(b"{") {
                    b""
                } else {
                    b","
                };
                out.write_all(&[object, before].concat())?;
                write!(out, "\"{MEMBER}\":")?;
                serde_json::to_writer(&mut *out, &entry.remarks)
                    .map_err(|error| Unreadable::Output(error.to_string()))?;
                out.write_all(b"}\n")?;
            }
            _ if line.ends_with(b"\n") => out.write_all(&line)?,
            _ => out.write_all(&[line.as_slice(), b"\n"].concat())?,
        }
    }
    Ok(())
}
