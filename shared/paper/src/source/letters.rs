//! The bytes of a text as UTF-8, with `\n` at the end of each line.

use crate::file::{PaperFile, Unreadable};
use crate::script::Script;
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use std::io::{self, BufRead, BufReader, Read};

/// Bytes that are looked at to find out what letters a text has.
const SAMPLE: usize = 64 * 1024;
const CHUNK: usize = 16 * 1024;

/// How the bytes of a text are to be read.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    encoding: &'static Encoding,
    /// How its letters are meant; none: each cell is looked at.
    pub(super) script: Option<Script>,
}

impl Lettering {
    /// Unicode by its mark or because all bytes fit; otherwise what makes most words Vietnamese.
    pub(super) fn of(file: &dyn PaperFile) -> Result<Self, Unreadable> {
        let mut reader = BufReader::new(file.open()?);
        let unicode = |encoding| Self {
            encoding,
            script: None,
        };
        let start = reader.fill_buf()?;
        if let Some((encoding, _)) = Encoding::for_bom(start) {
            return Ok(unicode(encoding));
        }
        let zeros = |odd: usize| {
            start
                .iter()
                .skip(odd)
                .step_by(2)
                .filter(|byte| **byte == 0)
                .count()
        };
        if zeros(1) > start.len() / 8 {
            return Ok(unicode(UTF_16LE));
        }
        if zeros(0) > start.len() / 8 {
            return Ok(unicode(UTF_16BE));
        }
        let (mut line, mut sample, mut valid) = (Vec::new(), Vec::new(), true);
        while reader.by_ref().take(1 << 20).read_until(b'\n', &mut line)? > 0 {
            valid &= std::str::from_utf8(&line).is_ok();
            if !line.is_ascii() && sample.len() < SAMPLE {
                sample.append(&mut line);
            }
            line.clear();
        }
        if valid {
            return Ok(unicode(UTF_8));
        }
        Ok(Self::by_words(&sample))
    }

    fn by_words(sample: &[u8]) -> Self {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(sample);
        let script = Script::of(&text);
        let (vietnamese, _) = WINDOWS_1258.decode_without_bom_handling(sample);
        let better = Script::Unicode.balance(&vietnamese) > script.balance(&text);
        Self {
            encoding: if better { WINDOWS_1258 } else { WINDOWS_1252 },
            script: Some(if better { Script::Unicode } else { script }),
        }
    }

    /// The text of `reader` in UTF-8.
    pub(super) fn read<R: Read>(self, reader: R) -> Utf8Text<R> {
        Utf8Text {
            reader,
            decoder: self.encoding.new_decoder_with_bom_removal(),
            input: vec![0; CHUNK],
            output: Vec::new(),
            given: 0,
            after_return: false,
            broken: true,
            ended: false,
        }
    }
}

/// A reader whose bytes are UTF-8 and whose lines all end with `\n`.
pub(super) struct Utf8Text<R> {
    reader: R,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    given: usize,
    after_return: bool,
    /// Whether the last line has its line break.
    broken: bool,
    ended: bool,
}

impl<R: Read> Utf8Text<R> {
    fn refill(&mut self) -> io::Result<()> {
        let length = self.reader.read(&mut self.input)?;
        self.ended = length == 0;
        let mut text = String::with_capacity(CHUNK * 4);
        let input = self.input.get(..length).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(length).unwrap_or(CHUNK * 4);
        text.reserve(room);
        let _ = self.decoder.decode_to_string(input, &mut text, self.ended);
        self.output.clear();
        self.given = 0;
        for byte in text.bytes() {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' => self.output.push(b'\n'),
                byte => self.output.push(byte),
            }
            self.after_return = byte == b'\r';
        }
        if let Some(last) = self.output.last() {
            self.broken = *last == b'\n';
        }
        if self.ended && !self.broken {
            self.output.push(b'\n');
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let mut rest = self.output.get(self.given..).unwrap_or_default();
        let length = rest.read(buffer)?;
        self.given += length;
        Ok(length)
    }
}
