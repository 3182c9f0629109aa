//! The texts that cells share, in one piece of memory.

use crate::bounds::{Bounded, PaperBound, SHARED_TEXTS};
use crate::file::Unreadable;
use crate::xml::{Events, push_text};
use quick_xml::events::Event;
use std::io::BufRead;

/// The texts in their order.
#[derive(Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    pub(super) fn read<R: BufRead>(reader: Bounded<R>) -> Result<Self, Unreadable> {
        let mut events = Events::new(reader);
        let mut strings = Self::default();
        let (mut within, mut phonetic) = (false, false);
        loop {
            match events.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    b"t" => within = !phonetic,
                    b"rPh" => phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    b"t" => within = false,
                    b"rPh" => phonetic = false,
                    b"si" => strings.end()?,
                    _ => {}
                },
                Event::Empty(element) if element.local_name().as_ref() == b"si" => strings.end()?,
                Event::Eof => return Ok(strings),
                event if within => {
                    push_text(&mut strings.text, &event)?;
                    PaperBound::Shared.hold(strings.text.len())?;
                }
                _ => {}
            }
        }
    }

    fn end(&mut self) -> Result<(), Unreadable> {
        let end = u32::try_from(self.text.len()).ok();
        let end = end.filter(|_| self.ends.len() < SHARED_TEXTS);
        self.ends
            .push(end.ok_or(Unreadable::TooLarge(PaperBound::Shared))?);
        Ok(())
    }

    /// The text number `number`.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(number)?).ok()?;
        let start = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or_default();
        self.text.get(usize::try_from(start).ok()?..end)
    }
}
