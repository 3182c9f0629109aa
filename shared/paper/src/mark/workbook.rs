//! A workbook with its faults in colour, and a sheet that says them. All other parts are copied as they are packed.

mod cells;
mod copy;
mod formats;
mod sheet;

use crate::archive::Archive;
use crate::bounds::Bounded;
use crate::file::{PaperFile, Unreadable};
use crate::reading::{FurtherRemarks, PaperSummary, locate};
use crate::settings::PaperSettings;
use crate::source::{Source, Workbook, relations_path};
use crate::xml::attribute;
use copy::copy_events;
use formats::Palette;
use quick_xml::events::Event;
use std::io::{BufRead, Seek, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The path of the further sheet, and its relation.
const PATH: &str = "xl/worksheets/ocop-remarks.xml";
const RELATION: &str = "rIdOcopRemarks";
const TYPES: &str = "[Content_Types].xml";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) fn mark<W: Write + Seek>(
    workbook: &Workbook<'_>,
    file: &dyn PaperFile,
    (settings, more): (&PaperSettings<'_>, &mut FurtherRemarks<'_>),
    out: W,
) -> Result<PaperSummary, Unreadable> {
    let marked = marked_part(workbook, file, settings)?;
    let mut archive = workbook.archive()?;
    let palette = match &workbook.parts.styles {
        Some(path) => Palette::of(workbook.part(&mut archive, path)?, workbook.formats())?,
        None => Palette::none(),
    };
    let mut copy = ZipWriter::new(out);
    // The table of contents comes first, by which programs know a workbook; then the remarks, as their rows are read once.
    if archive.index_for_name(TYPES).is_some() {
        copy_changed(workbook, &mut archive, &mut copy, TYPES)?;
    }
    start(&mut copy, PATH)?;
    let (marks, summary) = sheet::write(file, settings, more, &mut copy)?;
    for number in 0..archive.len() {
        let name = archive.by_index_raw(number)?.name()?.into_owned();
        // What an earlier marking put in gives way to this one.
        if name == PATH || name == TYPES {
            continue;
        }
        if Some(name.as_str()) == marked {
            start(&mut copy, &name)?;
            cells::write(workbook.part(&mut archive, &name)?, &marks, palette, &mut copy)?;
        } else if Some(&name) == workbook.parts.styles.as_ref() && palette.is_used() {
            start(&mut copy, &name)?;
            formats::write(workbook.part(&mut archive, &name)?, palette, &mut copy)?;
        } else if !copy_changed(workbook, &mut archive, &mut copy, &name)? {
            copy.raw_copy_file(archive.by_index_raw(number)?)?;
        }
    }
    copy.finish()?;
    Ok(summary)
}

/// Copies a part that has to name the further sheet; false where `name` is none of them.
fn copy_changed<'a, W: Write + Seek>(
    workbook: &Workbook<'a>,
    archive: &mut Archive<'a>,
    copy: &mut ZipWriter<W>,
    name: &str,
) -> Result<bool, Unreadable> {
    let relations = relations_path(&workbook.parts.workbook);
    let mut add = |within: &str, element: &dyn Fn(&str, u32) -> String| {
        start(copy, name)?;
        add(workbook.part(archive, name)?, copy, within, element)
    };
    if name == workbook.parts.workbook {
        let title = title(workbook);
        add("sheets", &|prefix, last| {
            let id = last + 1;
            format!(
                "<{prefix}sheet xmlns:ocop=\"{RELATIONSHIPS}\" name=\"{title}\" sheetId=\"{id}\" ocop:id=\"{RELATION}\"/>"
            )
        })?;
    } else if name == relations {
        add("Relationships", &|prefix, _| {
            format!(
                "<{prefix}Relationship Id=\"{RELATION}\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"/{PATH}\"/>"
            )
        })?;
    } else if name == TYPES {
        add("Types", &|prefix, _| {
            format!(
                "<{prefix}Override PartName=\"/{PATH}\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            )
        })?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// The path of the sheet that has the list.
fn marked_part<'a>(
    workbook: &'a Workbook<'_>,
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
) -> Result<Option<&'a str>, Unreadable> {
    let (sheet, _) = locate(&Source::open(file)?, settings)?;
    Ok(workbook.parts.sheets.get(sheet).map(|sheet| sheet.path.as_str()))
}

fn start<W: Write + Seek>(copy: &mut ZipWriter<W>, name: &str) -> Result<(), Unreadable> {
    Ok(copy.start_file(name, SimpleFileOptions::default())?)
}

/// A name that no sheet has.
fn title(workbook: &Workbook<'_>) -> String {
    let taken = |name: &String| workbook.parts.sheets.iter().any(|sheet| sheet.name == *name);
    let numbered = (2..).map(|number| format!("Nhận xét {number}"));
    let mut names = std::iter::once("Nhận xét".to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

/// Copies a part and puts one element more at the end of the element `within`; `element` makes it from the prefix of names and the
/// highest `sheetId`.
fn add<R: BufRead, W: Write + Seek>(
    part: Bounded<R>,
    copy: &mut ZipWriter<W>,
    within: &str,
    element: &dyn Fn(&str, u32) -> String,
) -> Result<(), Unreadable> {
    let (mut highest, mut there) = (0, false);
    copy_events(part, copy, &mut |event, writer| {
        if let Event::Start(one) | Event::Empty(one) = event {
            highest = highest.max(crate::xml::number(one, "sheetId").unwrap_or_default());
            let says = |name: &str, value: &str| {
                attribute(one, name).is_some_and(|own| own.trim_start_matches('/') == value)
            };
            there |= says("id", RELATION) || says("Id", RELATION) || says("PartName", PATH);
        }
        if let Event::End(end) = event
            && end.local_name().as_ref() == within.as_bytes()
            && !there
        {
            let name = String::from_utf8_lossy(end.name().as_ref()).into_owned();
            let prefix = name.strip_suffix(within).unwrap_or_default();
            writer.get_mut().write_all(element(prefix, highest).as_bytes())?;
        }
        Ok(true)
    })
}
