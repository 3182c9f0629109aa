//! Blocks become lines and rules at places of pages. In twips (a twentieth of a point) from the top left corner, whole
//! numbers all the way.

use super::code::code;
use super::content::{Align, Block, DocumentError, Face, Paragraph, PdfTable};
use super::font::Fonts;

/// Twips of a point.
pub(super) const TWIPS: i32 = 20;
/// A4, 210 by 297 mm.
pub(super) const WIDTH: i32 = 11_906;
/// See [`WIDTH`].
pub(super) const HEIGHT: i32 = 16_838;
/// Margins as Decree 30/2020/NĐ-CP wants them: left 30 to 35 mm, the others 20 mm.
const LEFT: i32 = 1_701;
const RIGHT: i32 = 1_134;
const TOP: i32 = 1_134;
const BOTTOM: i32 = 1_134;
/// Between text and the line around its cell.
const PADDING: i32 = 80;
/// Thickness of a line around a cell.
const RULE: i32 = 8;
/// Side of a code: 30 mm.
const CODE: i32 = 1_701;
/// Space after a paragraph.
const AFTER: i32 = 80;

/// Something at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Text whose base line begins there.
    Text {
        x: i32,
        y: i32,
        face: Face,
        size: i32,
        text: String,
    },
    /// A dark rectangle.
    Box { x: i32, y: i32, width: i32, height: i32 },
}

/// The marks of one page.
pub(super) type PdfPage = Vec<Mark>;

/// Lays `blocks` out; more than one page is numbered.
///
/// # Errors
/// [`DocumentError::Code`].
pub(super) fn pages(fonts: &Fonts, blocks: &[Block]) -> Result<Vec<PdfPage>, DocumentError> {
    let mut layout = Layout {
        fonts,
        pages: vec![PdfPage::new()],
        y: TOP,
    };
    for block in blocks {
        match block {
            Block::Text(paragraph) => layout.paragraph(paragraph),
            Block::Table(table) => layout.table(table),
            Block::Code(content) => layout.code(content)?,
            Block::Space(points) => layout.y += i32::from(*points) * TWIPS,
        }
    }
    layout.number();
    Ok(layout.pages)
}

struct Layout<'a> {
    fonts: &'a Fonts,
    pages: Vec<PdfPage>,
    y: i32,
}

/// Lines of a paragraph or cell.
struct TextLines<'a> {
    paragraph: &'a Paragraph,
    lines: Vec<String>,
}

impl TextLines<'_> {
    fn size(&self) -> i32 {
        i32::from(self.paragraph.size) * TWIPS
    }

    /// From base line to base line.
    fn leading(&self) -> i32 {
        self.size() * 6 / 5
    }

    fn height(&self) -> i32 {
        self.leading() * i32::try_from(self.lines.len()).unwrap_or(i32::MAX)
    }
}

impl Layout<'_> {
    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn next_page(&mut self) {
        self.pages.push(PdfPage::new());
        self.y = TOP;
    }

    fn room(&self) -> i32 {
        HEIGHT - BOTTOM - self.y
    }

    /// One line of `like` between `x` and `x + width`, its upper edge at `y`.
    fn line(&mut self, like: &Paragraph, text: String, (x, width): (i32, i32), y: i32) {
        if text.is_empty() {
            return;
        }
        let size = i32::from(like.size) * TWIPS;
        let spare = width - self.fonts.get(like.face).width(text.trim_end(), size);
        let x = match like.align {
            Align::Left => x,
            Align::Centre => x + spare / 2,
        };
        self.put(Mark::Text {
            x,
            y: y + size,
            face: like.face,
            size,
            text,
        });
    }

    fn lines<'p>(&self, paragraph: &'p Paragraph, width: i32) -> TextLines<'p> {
        let font = self.fonts.get(paragraph.face);
        let size = i32::from(paragraph.size) * TWIPS;
        let shown = font.shown(&paragraph.text);
        let mut lines = Vec::new();
        let mut parts = shown.split('\n').peekable();
        while let Some(part) = parts.next() {
            let mut line = String::new();
            for word in part.split_whitespace() {
                let longer = match line.as_str() {
                    "" => word.to_owned(),
                    begun => format!("{begun} {word}"),
                };
                if font.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    // With the blank after its last word, so that who reads the PDF back keeps the words apart.
                    line.push(' ');
                    lines.push(std::mem::take(&mut line));
                }
                // A word that is wider than the column breaks anywhere.
                for letter in word.chars() {
                    let mut longer = line.clone();
                    longer.push(letter);
                    if font.width(&longer, size) > width && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(letter);
                }
            }
            if parts.peek().is_some() && !line.is_empty() {
                line.push(' ');
            }
            lines.push(line);
        }
        TextLines { paragraph, lines }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let span = (LEFT, WIDTH - LEFT - RIGHT);
        let lines = self.lines(paragraph, span.1);
        let leading = lines.leading();
        for text in lines.lines {
            if self.room() < leading {
                self.next_page();
            }
            self.line(paragraph, text, span, self.y);
            self.y += leading;
        }
        self.y += AFTER;
    }

    fn table(&mut self, table: &PdfTable) {
        let spans = spans(&table.columns);
        let head = (!table.head.is_empty()).then_some(&table.head);
        if let Some(head) = head {
            self.row(head, &spans, table.ruled, None);
        }
        for row in &table.rows {
            self.row(row, &spans, table.ruled, head);
        }
        self.y += AFTER;
    }

    /// A row; where it finds no room it begins on the next page, and where it is longer than a page it goes on there.
    fn row(&mut self, cells: &[Paragraph], spans: &[(i32, i32)], ruled: bool, head: Option<&Vec<Paragraph>>) {
        let padding = if ruled { PADDING } else { 0 };
        let mut cells: Vec<TextLines<'_>> = cells
            .iter()
            .zip(spans)
            .map(|(cell, (_, width))| self.lines(cell, width - 2 * padding))
            .collect();
        loop {
            let height = cells.iter().map(TextLines::height).max().unwrap_or_default() + 2 * padding;
            let whole = HEIGHT - TOP - BOTTOM;
            if height > self.room() && (height <= whole / 2 || self.room() < whole / 2) {
                self.next_page();
                if let Some(head) = head {
                    self.row(head, spans, ruled, None);
                }
            }
            let room = self.room() - 2 * padding;
            let mut drawn = 0;
            for (cell, (x, width)) in cells.iter_mut().zip(spans) {
                let fit = usize::try_from(room / cell.leading().max(1))
                    .unwrap_or_default()
                    .max(1);
                let rest = cell.lines.split_off(fit.min(cell.lines.len()));
                let mut y = self.y + padding;
                let leading = cell.leading();
                for text in std::mem::replace(&mut cell.lines, rest) {
                    self.line(cell.paragraph, text, (x + padding, width - 2 * padding), y);
                    y += leading;
                }
                drawn = drawn.max(y - self.y + padding);
            }
            if ruled {
                self.rules(spans, drawn);
            }
            self.y += drawn;
            if cells.iter().all(|cell| cell.lines.is_empty()) {
                return;
            }
            self.next_page();
        }
    }

    /// The lines around the cells of a row that begins here.
    fn rules(&mut self, spans: &[(i32, i32)], height: i32) {
        for (x, width) in spans {
            for (x, y, width, height) in [
                (*x, self.y, *width, RULE),
                (*x, self.y + height, width + RULE, RULE),
                (*x, self.y, RULE, height),
                (x + width, self.y, RULE, height),
            ] {
                self.put(Mark::Box { x, y, width, height });
            }
        }
    }

    fn code(&mut self, content: &str) -> Result<(), DocumentError> {
        let code = code(content)?;
        if self.room() < CODE {
            self.next_page();
        }
        let module = (CODE / code.width).max(1);
        let left = LEFT + (WIDTH - LEFT - RIGHT - module * code.width) / 2;
        for (column, row) in code.dark {
            self.put(Mark::Box {
                x: left + column * module,
                y: self.y + row * module,
                width: module,
                height: module,
            });
        }
        self.y += CODE + AFTER;
        Ok(())
    }

    /// Page numbers in the middle of the upper margin, from the second page on (Decree 30/2020/NĐ-CP).
    fn number(&mut self) {
        let like = Paragraph::new("").centred();
        let span = (LEFT, WIDTH - LEFT - RIGHT);
        let pages = std::mem::take(&mut self.pages);
        for (number, page) in (1..).zip(pages) {
            self.pages.push(page);
            if number > 1 {
                self.line(&like, i32::to_string(&number), span, TOP / 2);
            }
        }
    }
}

/// Left edge and width of each column.
fn spans(columns: &[u16]) -> Vec<(i32, i32)> {
    let all = columns.iter().copied().map(i32::from).sum::<i32>().max(1);
    let mut x = LEFT;
    columns
        .iter()
        .map(|part| {
            let width = (WIDTH - LEFT - RIGHT) * i32::from(*part) / all;
            let span = (x, width);
            x += width;
            span
        })
        .collect()
}
