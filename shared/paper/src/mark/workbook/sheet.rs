//! The further sheet: a line a remark, written as the rows come.

use super::cells::Marks;
use crate::file::{PaperFile, Unreadable};
use crate::reading::{FurtherRemarks, PaperSummary, read_with};
use crate::remark::{Remark, Severity};
use crate::settings::PaperSettings;
use quick_xml::escape::escape;
use std::io::{self, Write};
use std::ops::ControlFlow;

const HEADINGS: [&str; 8] = [
    "Dòng",
    "Cột",
    "Tiêu đề",
    "Giá trị",
    "Mức độ",
    "Quy tắc",
    "Nội dung",
    "Gợi ý trả lời",
];
/// Lines that a sheet can have.
const LINES: u32 = 1_048_576;
/// Most characters of a cell that are written; a sheet takes 32,767.
const LONGEST: usize = 2_000;

/// Reads the file and writes what is said of it; gives where that is.
pub(super) fn write(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
    more: &mut FurtherRemarks<'_>,
    out: &mut dyn Write,
) -> Result<(Marks, PaperSummary), Unreadable> {
    out.write_all(
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
        )
        .as_bytes(),
    )?;
    line(HEADINGS.map(str::to_owned), out)?;
    let (mut failed, mut lines, mut marks) = (None, 1, Marks::default());
    let summary = read_with(file, settings, more, &mut |entry| {
        marks.add(&entry.remarks);
        for remark in &entry.remarks {
            lines += 1;
            let written = if lines <= LINES {
                line(texts(remark), out)
            } else {
                Ok(())
            };
            if let Err(error) = written {
                failed = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = failed {
        return Err(Unreadable::Output(error.to_string()));
    }
    out.write_all(b"</sheetData></worksheet>")?;
    Ok((marks, summary))
}

fn texts(remark: &Remark) -> [String; 8] {
    let column = remark.column.as_ref();
    let offered = remark
        .question
        .iter()
        .flat_map(|question| question.candidates.iter());
    let offered: Vec<String> = offered
        .map(|one| format!("{} = {}", one.value, one.label))
        .collect();
    let severity = match remark.severity {
        Severity::Error => "Lỗi",
        Severity::Warning => "Cảnh báo",
        Severity::Question => "Câu hỏi",
    };
    [
        remark.row.to_string(),
        column.map(|column| column.letter.clone()).unwrap_or_default(),
        column.map(|column| column.heading.clone()).unwrap_or_default(),
        remark.value.clone().unwrap_or_default(),
        severity.to_owned(),
        remark.rule.clone().into_owned(),
        remark.message.vi.clone(),
        offered.join("; "),
    ]
}

/// A line of texts; the number of a row is a number.
fn line(texts: [String; 8], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<row>")?;
    for text in texts {
        if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) && text.len() < 8 {
            write!(out, "<c><v>{text}</v></c>")?;
            continue;
        }
        // Control characters cannot stand in XML.
        let text: String = text
            .chars()
            .filter(|letter| !letter.is_control())
            .take(LONGEST)
            .collect();
        write!(
            out,
            "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            escape(text.as_str())
        )?;
    }
    out.write_all(b"</row>")
}
