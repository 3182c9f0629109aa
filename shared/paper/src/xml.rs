//! What all parts of a workbook need of XML.

use crate::file::Unreadable;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::BufRead;

/// The attribute `name`, whatever its prefix; none where it is not there or cannot be read.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// The same as a whole number.
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

/// Gives every element that begins, and whether it is empty, to `each`.
pub(crate) fn each_element<R: BufRead>(
    reader: R,
    each: &mut dyn FnMut(&BytesStart<'_>),
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) | Event::Empty(element) => each(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}
