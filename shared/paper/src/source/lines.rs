//! JSON lines (NDJSON): an object a line, its members as columns; the names of all members are found in a pass of their own.

use super::letters::{Lettering, Utf8Text};
use crate::bounds::{CELL, NAME, PIECE, PaperBound, ROWS, too_long};
use crate::cell::{PaperCell, SheetLine, Written};
use crate::file::{LineSink, PaperFile, ReadSeek, Unreadable};
use crate::script::{Script, clean};
use domain::language::Text;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

/// Most members that objects have together.
const MEMBERS: usize = 500;

/// JSON lines whose members are known.
pub(crate) struct ObjectLines<'a> {
    file: &'a dyn PaperFile,
    lettering: Lettering,
    /// The names of members in the order in which they first come.
    names: Vec<String>,
    places: HashMap<String, usize>,
}

/// Takes the object of each line, or why it is none, by the number of the line; may stop the reading.
type ObjectSink<'a> = dyn FnMut(u32, Result<&Value, Text>) -> std::ops::ControlFlow<()> + 'a;

impl<'a> ObjectLines<'a> {
    pub(super) fn open(file: &'a dyn PaperFile) -> Result<Self, Unreadable> {
        let mut lines = Self {
            file,
            lettering: Lettering::of(file)?,
            names: Vec::new(),
            places: HashMap::new(),
        };
        let mut names = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        lines.each_object(&mut |_, object| {
            if let Ok(object) = object {
                flatten("", object, &mut |name, _| {
                    if !places.contains_key(name) && names.len() < MEMBERS {
                        places.insert(name.to_owned(), names.len());
                        names.push(name.to_owned());
                    }
                });
            }
            std::ops::ControlFlow::Continue(())
        })?;
        (lines.names, lines.places) = (names, places);
        Ok(lines)
    }

    /// The names of members as line 0, then a line an object.
    pub(super) fn each_line(&self, sink: &mut LineSink<'_>) -> Result<(), Unreadable> {
        let names = self
            .names
            .iter()
            .map(|name| PaperCell::new(Written::Text(name.clone())));
        let heading = SheetLine {
            cells: names.collect(),
            ..SheetLine::default()
        };
        if sink(heading).is_break() {
            return Ok(());
        }
        self.each_object(&mut |number, object| sink(self.line(number, object)))
    }

    fn line(&self, number: u32, object: Result<&Value, Text>) -> SheetLine {
        let mut cells = vec![PaperCell::default(); self.names.len()];
        match object {
            Err(unreadable) => SheetLine {
                number,
                cells,
                unreadable: Some(unreadable),
            },
            Ok(object) => {
                flatten("", object, &mut |name, value| {
                    if let Some(cell) = self.places.get(name).and_then(|place| cells.get_mut(*place)) {
                        *cell = PaperCell::new(written(value));
                    }
                });
                SheetLine {
                    number,
                    cells,
                    ..SheetLine::default()
                }
            }
        }
    }

    fn each_object(&self, sink: &mut ObjectSink<'_>) -> Result<(), Unreadable> {
        let mut lines = self.text()?;
        while let Some(line) = lines.next()? {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let object = object_of(&line);
            if sink(lines.number, object.as_ref().map_err(Clone::clone)).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Its lines as they are written.
    pub(crate) fn text(&self) -> Result<TextLines<'a>, Unreadable> {
        let reader = BufReader::new(self.lettering.read(self.file.open()?));
        Ok(TextLines { reader, number: 0 })
    }
}

/// The lines of a text, one after the other.
pub(crate) struct TextLines<'a> {
    reader: BufReader<Utf8Text<Box<dyn ReadSeek + 'a>>>,
    /// Number of the last one.
    pub(crate) number: u32,
}

impl TextLines<'_> {
    /// The next one with its line break, of a very long one its beginning; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, Unreadable> {
        let mut line = Vec::new();
        if self.reader.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.ends_with(b"\n") {
            self.reader.skip_until(b'\n')?;
        }
        self.number += 1;
        if self.number > ROWS {
            return Err(Unreadable::TooLarge(PaperBound::Rows));
        }
        Ok(Some(line))
    }
}

/// The object of a line, or why it is none.
fn object_of(line: &[u8]) -> Result<Value, Text> {
    if !line.ends_with(b"\n") {
        return Err(too_long());
    }
    let value: Value = serde_json::from_slice(line)
        .map_err(|error| Text::new(format!("không phải JSON: {error}"), error.to_string()))?;
    let mut longest = 0;
    flatten("", &value, &mut |_, value| {
        longest = longest.max(value.as_str().map_or(0, str::len));
    });
    match value {
        _ if longest > CELL => Err(too_long()),
        Value::Object(_) => Ok(value),
        _ => Err(Text::new("không phải là một đối tượng JSON", "no object")),
    }
}

/// Every plain value of `value` with the names that lead to it, array items by their number from 1.
fn flatten(path: &str, value: &Value, each: &mut dyn FnMut(&str, &Value)) {
    // Nobody calls a column so; the names of many members below it would be as long.
    if path.len() > NAME {
        return;
    }
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                flatten(&below(name), value, each);
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                flatten(&below(&(number + 1).to_string()), value, each);
            }
        }
        plain => each(path, plain),
    }
}

fn written(value: &Value) -> Written {
    match value {
        Value::String(text) => {
            let text = clean(text, Script::of(text));
            if text.is_empty() {
                Written::Blank
            } else {
                Written::Text(text)
            }
        }
        Value::Number(number) => Written::Number(number.to_string()),
        Value::Bool(truth) => Written::Text(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Written::Blank,
    }
}
