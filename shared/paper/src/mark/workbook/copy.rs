//! Copies of XML in which some events are others.

use crate::bounds::Bounded;
use crate::file::Unreadable;
use crate::xml::{Events, attribute, attributes};
use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, Write};

/// What is done with an event before it is copied: true where it is to be copied.
pub(super) type Step<'a, W> = dyn FnMut(&Event<'_>, &mut Writer<W>) -> Result<bool, Unreadable> + 'a;

/// Copies XML event by event.
pub(super) fn copy_events<R: BufRead, W: Write>(
    reader: Bounded<R>,
    out: W,
    step: &mut Step<'_, W>,
) -> Result<(), Unreadable> {
    let mut events = Events::new(reader);
    let mut writer = Writer::new(out);
    loop {
        let event = events.next()?;
        if event == Event::Eof {
            return Ok(());
        }
        if step(&event, &mut writer)? {
            writer.write_event(event.borrow())?;
        }
    }
}

/// `element` with other values of some attributes.
pub(super) fn with_attributes(element: &BytesStart<'_>, values: &[(&str, String)]) -> BytesStart<'static> {
    let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
    let mut changed = BytesStart::new(name);
    for old in attributes(element) {
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
    for old in attributes(element).filter(|old| old.key.as_ref() != name.as_bytes()) {
        changed.push_attribute(old);
    }
    Some(changed)
}
