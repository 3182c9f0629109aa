//! The texts that cells share, in one piece of memory.

use crate::file::Unreadable;
use crate::xml::push_text;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::BufRead;

/// Most bytes that the texts of a workbook may have together.
const MOST: usize = 96 * 1024 * 1024;

/// The texts in their order.
#[derive(Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    pub(super) fn read<R: BufRead>(reader: R) -> Result<Self, Unreadable> {
        let mut reader = Reader::from_reader(reader);
        let mut strings = Self::default();
        let (mut buffer, mut within, mut phonetic) = (Vec::new(), false, false);
        loop {
            match reader.read_event_into(&mut buffer)? {
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
                event if within => push_text(&mut strings.text, &event)?,
                _ => {}
            }
            buffer.clear();
        }
    }

    fn end(&mut self) -> Result<(), Unreadable> {
        let end = u32::try_from(self.text.len()).ok();
        let end = end.filter(|_| self.text.len() <= MOST);
        self.ends.push(end.ok_or(Unreadable::TooLarge(MOST))?);
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
