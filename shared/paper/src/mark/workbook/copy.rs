//! Copies of XML in which some events are others.

use crate::file::Unreadable;
use crate::xml::attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::io::{BufRead, Write};

/// What is done with an event before it is copied: true where it is to be copied.
pub(super) type Step<'a, W> = dyn FnMut(&Event<'_>, &mut Writer<W>) -> Result<bool, Unreadable> + 'a;

/// Copies XML event by event.
pub(super) fn copy_events<R: BufRead, W: Write>(
    reader: R,
    out: W,
    step: &mut Step<'_, W>,
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_reader(reader);
    let mut writer = Writer::new(out);
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer)?;
        if event == Event::Eof {
            return Ok(());
        }
        if step(&event, &mut writer)? {
            writer.write_event(event.borrow())?;
        }
        buffer.clear();
    }
}

/// `element` with other values of some attributes.
pub(super) fn with_attributes(element: &BytesStart<'_>, values: &[(&str, String)]) -> BytesStart<'static> {
    let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
    let mut changed = BytesStart::new(name);
    for old in element.attributes().flatten() {
        if !values.iter().any(|(name, _)| old.key.as_ref() == name.as_bytes()) {
            changed.push_attribute(old);
        }
    }
    for (name, value) in values {
        changed.push_attribute((*name, value.as_str()));
    }
    changed
}

/// `element` without an attribute: a count that is no longer true; none where it does not have it.
pub(super) fn without(element: &BytesStart<'_>, name: &str) -> Option<BytesStart<'static>> {
    attribute(element, name)?;
    let own = String::from_utf8_lossy(element.name().as_ref()).into_owned();
    let mut changed = BytesStart::new(own);
    for old in element
        .attributes()
        .flatten()
        .filter(|old| old.key.as_ref() != name.as_bytes())
    {
        changed.push_attribute(old);
    }
    Some(changed)
}
