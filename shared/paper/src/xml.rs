//! What all parts of a workbook need of XML.

use crate::bounds::{Bounded, PaperBound};
use crate::file::Unreadable;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::BufRead;

/// The events of a part, one in memory at a time.
pub(crate) struct Events<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    /// Elements that are open.
    depth: usize,
}

impl<R: BufRead> Events<R> {
    pub(crate) fn new(reader: Bounded<R>) -> Self {
        Self {
            reader: Reader::from_reader(reader),
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next event; [`Event::Eof`] at the end.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, Unreadable> {
        self.buffer.clear();
        self.reader.get_mut().renew();
        let event = self.reader.read_event_into(&mut self.buffer)?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        PaperBound::Depth.hold(self.depth)?;
        Ok(event)
    }
}

/// The attribute `name`, whatever its prefix; none where it is not there or cannot be read.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute =
        attributes(element).find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// All attributes that can be read; that none comes twice is not looked at, as a tag may have thousands.
pub(crate) fn attributes<'a>(element: &'a BytesStart<'_>) -> impl Iterator<Item = Attribute<'a>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.flatten()
}

/// The attribute `name` as a whole number.
pub(crate) fn number<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(element, name)?.parse().ok()
}

/// Appends what an event says to `text`; nothing where it is no text.
pub(crate) fn push_text(text: &mut String, event: &Event<'_>) -> Result<(), Unreadable> {
    let encoding = |error: quick_xml::encoding::EncodingError| Unreadable::Damaged(error.to_string());
    match event {
        Event::Text(piece) => text.push_str(&piece.decode().map_err(encoding)?),
        Event::CData(piece) => text.push_str(&piece.decode().map_err(encoding)?),
        Event::GeneralRef(reference) => text.extend(referred(reference)),
        _ => {}
    }
    Ok(())
}

fn referred(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    match reference.decode().ok()?.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Gives every element that begins to `each`.
pub(crate) fn each_element<R: BufRead>(
    reader: Bounded<R>,
    each: &mut dyn FnMut(&BytesStart<'_>),
) -> Result<(), Unreadable> {
    let mut events = Events::new(reader);
    loop {
        match events.next()? {
            Event::Start(element) | Event::Empty(element) => each(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
