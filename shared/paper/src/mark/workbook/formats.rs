//! The cell formats of a workbook with three colours more: each format once more in each of them.

use super::copy::{copy_events, with_attributes, without};
use crate::bounds::{Bounded, PaperBound};
use crate::file::Unreadable;
use crate::remark::Severity;
use crate::xml::each_element;
use quick_xml::events::Event;
use std::io::{BufRead, Write};

/// Fills of errors, warnings and questions: red, yellow, blue.
const COLOURS: [&str; 3] = ["FFFFC7CE", "FFFFEB9C", "FFBDD7EE"];
/// Most cell formats that a workbook may have.
const MOST: usize = 64_000;

/// Which formats marked cells get.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    /// How many formats there were.
    formats: usize,
    /// How many of them come again in each colour: all, or the first alone where that would be too many.
    copied: usize,
}

impl Palette {
    /// No formats, no colours.
    pub(super) const fn none() -> Self {
        Self {
            formats: 0,
            copied: 0,
        }
    }

    pub(super) fn of<R: BufRead>(styles: Bounded<R>, formats: usize) -> Result<Self, Unreadable> {
        let mut fills = false;
        each_element(styles, &mut |element| {
            fills |= element.local_name().as_ref() == b"fills";
        })?;
        let copied = if formats * 4 > MOST { 1 } else { formats };
        Ok(if fills && formats > 0 {
            Self { formats, copied }
        } else {
            Self::none()
        })
    }

    pub(super) const fn is_used(self) -> bool {
        self.formats > 0
    }

    /// The number of the format `base` in the colour of `severity`.
    pub(super) fn format(self, base: usize, severity: Severity) -> usize {
        let colour = match severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Question => 2,
        };
        let base = if base < self.copied { base } else { 0 };
        self.formats + colour * self.copied + base
    }
}

/// Copies the formats `reader` to `out` with the colours and the formats in them.
pub(super) fn write<R: BufRead, W: Write>(
    reader: Bounded<R>,
    palette: Palette,
    out: W,
) -> Result<(), Unreadable> {
    let (mut fills, mut within, mut formats) = (0_usize, false, Vec::new());
    copy_events(reader, out, &mut |event, writer| {
        match event {
            Event::Start(element) if matches!(element.local_name().as_ref(), b"fills" | b"cellXfs") => {
                within = element.local_name().as_ref() == b"cellXfs";
                if let Some(uncounted) = without(element, "count") {
                    writer.write_event(Event::Start(uncounted))?;
                    return Ok(false);
                }
            }
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == b"fill" => {
                fills += 1;
            }
            Event::End(element) if element.local_name().as_ref() == b"fills" => {
                let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
                let prefix = name.strip_suffix("fills").unwrap_or_default();
                for colour in COLOURS {
                    let fill = format!(
                        "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"{colour}\"/></{prefix}patternFill></{prefix}fill>"
                    );
                    writer.get_mut().write_all(fill.as_bytes())?;
                }
            }
            Event::End(element) if element.local_name().as_ref() == b"cellXfs" => {
                within = false;
                for colour in 0..COLOURS.len() {
                    for event in first_formats(&formats, palette.copied) {
                        writer.write_event(coloured(event, fills + colour))?;
                    }
                }
            }
            _ => {}
        }
        if within && !matches!(event, Event::Start(element) if element.local_name().as_ref() == b"cellXfs") {
            PaperBound::Formats.hold(formats.len() + 1)?;
            formats.push(event.clone().into_owned());
        }
        Ok(true)
    })
}

/// The events of the first `copied` formats.
fn first_formats<'a>(
    events: &'a [Event<'static>],
    copied: usize,
) -> impl Iterator<Item = &'a Event<'static>> {
    let mut begun = 0;
    events.iter().take_while(move |event| {
        let begins = matches!(event, Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == b"xf");
        begun += usize::from(begins);
        begun <= copied
    })
}

fn coloured(event: &Event<'static>, fill: usize) -> Event<'static> {
    let values = [("fillId", fill.to_string()), ("applyFill", "1".to_owned())];
    match event {
        Event::Start(element) if element.local_name().as_ref() == b"xf" => {
            Event::Start(with_attributes(element, &values))
        }
        Event::Empty(element) if element.local_name().as_ref() == b"xf" => {
            Event::Empty(with_attributes(element, &values))
        }
        other => other.clone(),
    }
}
