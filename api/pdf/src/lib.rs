//! Documents on paper as PDF: text, tables and codes on A4, in a typeface that has Vietnamese.
//!
//! Values in, bytes out: no clock and no files, so the same document is the same bytes. The PDF is PDF/A-2u, made to be
//! kept: fonts inside, every letter can be read back.

mod code;
mod content;
mod draw;
mod font;
mod layout;

pub use content::{Block, DocumentError, Paragraph, PdfDocument, PdfTable};

impl PdfDocument {
    /// The document as PDF.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn to_pdf(&self) -> Result<Vec<u8>, DocumentError> {
        let fonts = font::Fonts::load()?;
        let pages = layout::pages(&fonts, &self.blocks)?;
        draw::pdf(&fonts, self, &pages)
    }
}

#[cfg(test)]
mod tests;
