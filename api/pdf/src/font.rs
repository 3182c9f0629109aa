//! The faces of the typeface: what a text measures in them, and which of its letters they have.

use super::content::{DocumentError, Face};
use krilla::text::Font;
use ttf_parser::Face as Metrics;
use unicode_normalization::UnicodeNormalization;

static REGULAR: &[u8] = include_bytes!("../fonts/LiberationSerif-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/LiberationSerif-Bold.ttf");
static ITALIC: &[u8] = include_bytes!("../fonts/LiberationSerif-Italic.ttf");

/// Stands for a letter that the typeface lacks.
const MISSING: char = '?';

/// All faces.
pub(super) struct Fonts {
    regular: FontFace,
    bold: FontFace,
    italic: FontFace,
}

/// One face: for drawing and for measuring.
pub(super) struct FontFace {
    pub(super) font: Font,
    metrics: Metrics<'static>,
}

impl Fonts {
    /// Reads the faces inside the program.
    ///
    /// # Errors
    /// [`DocumentError::Font`].
    pub(super) fn load() -> Result<Self, DocumentError> {
        Ok(Self {
            regular: FontFace::of(REGULAR)?,
            bold: FontFace::of(BOLD)?,
            italic: FontFace::of(ITALIC)?,
        })
    }

    /// One of them.
    pub(super) fn get(&self, face: Face) -> &FontFace {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
            Face::Italic => &self.italic,
        }
    }
}

impl FontFace {
    fn of(bytes: &'static [u8]) -> Result<Self, DocumentError> {
        Ok(Self {
            font: Font::new(bytes.into(), 0).ok_or(DocumentError::Font)?,
            metrics: Metrics::parse(bytes, 0).map_err(|_| DocumentError::Font)?,
        })
    }

    /// `text` as the face can show it: composed letters, a sign for those it lacks.
    pub(super) fn shown(&self, text: &str) -> String {
        text.nfc()
            .filter(|letter| *letter != '\u{feff}')
            .map(|letter| match letter {
                '\t' => ' ',
                '\n' => '\n',
                '\u{e000}'..='\u{f8ff}' => MISSING,
                _ if letter.is_control() => ' ',
                _ if self.metrics.glyph_index(letter).is_none() => MISSING,
                _ => letter,
            })
            .collect()
    }

    /// Width of `text` in letters of `size` (any unit; the width is in the same).
    pub(super) fn width(&self, text: &str, size: i32) -> i32 {
        let units: i64 = text
            .chars()
            .filter_map(|letter| self.metrics.glyph_index(letter))
            .filter_map(|glyph| self.metrics.glyph_hor_advance(glyph))
            .map(i64::from)
            .sum();
        let width = units * i64::from(size) / i64::from(self.metrics.units_per_em().max(1));
        i32::try_from(width).unwrap_or(i32::MAX)
    }
}
