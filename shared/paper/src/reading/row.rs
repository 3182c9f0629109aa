//! The cells of a row by what they hold, and the remarks on them.

use crate::cell::{PaperCell, SheetLine, Written};
use crate::column::{PaperColumn, PaperField};
use crate::layout::Layout;
use crate::remark::{Reason, Remark, RemarkColumn, Severity};
use crate::value::is_nothing;

/// A row while it is read.
pub(super) struct RowCells<'a> {
    line: SheetLine,
    layout: &'a Layout,
    remarks: Vec<Remark>,
}

impl<'a> RowCells<'a> {
    pub(super) fn new(line: SheetLine, layout: &'a Layout) -> Self {
        Self {
            line,
            layout,
            remarks: Vec::new(),
        }
    }

    /// Whether the line could be read; a remark says why not.
    pub(super) fn is_readable(&mut self) -> bool {
        let Some(why) = self.line.unreadable.clone() else {
            return true;
        };
        let reason = Reason::error(
            "unreadable_line",
            format!("không đọc được dòng: {}", why.vi),
            format!("the line cannot be read: {}", why.en),
        );
        self.remarks
            .push(Remark::new(self.line.number, None, None, reason));
        false
    }

    /// Number of the row.
    pub(super) const fn number(&self) -> u32 {
        self.line.number
    }

    pub(super) const fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// Tells formulas without their value; one that repeats the row `former` above has the value of that.
    pub(super) fn repeat(&mut self, former: &SheetLine) {
        for column in self
            .layout
            .columns
            .iter()
            .filter(|column| column.field.is_some() || column.criterion.is_some())
        {
            let Some(cell) = self.line.cells.get_mut(column.number) else {
                continue;
            };
            let reason = match &cell.written {
                Written::Broken(_) => {
                    Reason::error("broken_formula", "công thức bị lỗi", "the formula failed")
                }
                Written::Unvalued => {
                    let above = former
                        .cells
                        .get(column.number)
                        .filter(|_| cell.repeats == Some(former.number));
                    match above.map(|above| above.written.clone()) {
                        Some(written) => {
                            cell.written = written;
                            Reason::warning(
                                "formula_without_value",
                                "tệp không lưu giá trị của công thức; công thức lặp lại ô phía trên",
                                "the file does not keep the formula's value; the formula repeats the cell above",
                            )
                        }
                        None => Reason::error(
                            "formula_without_value",
                            "tệp không lưu giá trị của công thức: hãy mở và lưu lại bằng chương trình bảng tính",
                            "the file does not keep the formula's value: open and save it with a spreadsheet program",
                        ),
                    }
                }
                _ => continue,
            };
            self.remarks.push(remark(&self.line, Some(column), reason));
        }
    }

    pub(super) fn cell(&self, field: PaperField, turn: usize) -> Option<&PaperCell> {
        let column = self.layout.column(field, turn)?;
        self.line.cells.get(column.number).filter(|cell| !cell.is_blank())
    }

    pub(super) fn cell_mut(&mut self, number: usize) -> Option<&mut PaperCell> {
        if self.line.cells.len() <= number {
            self.line.cells.resize(number + 1, PaperCell::default());
        }
        self.line.cells.get_mut(number)
    }

    pub(super) fn at(&self, number: usize) -> Option<&PaperCell> {
        self.line.cells.get(number)
    }

    /// What the first column of `field` says; none where it says that there is nothing.
    pub(super) fn text(&self, field: PaperField) -> Option<String> {
        self.text_of(field, 0)
    }

    pub(super) fn text_of(&self, field: PaperField, turn: usize) -> Option<String> {
        let cell = self.cell(field, turn)?;
        let broken = matches!(cell.written, Written::Broken(_));
        cell.text().filter(|text| !broken && !is_nothing(text))
    }

    /// Reads a cell with `read` and says its reasons of that cell.
    pub(super) fn value<T>(
        &mut self,
        field: PaperField,
        turn: usize,
        read: impl FnOnce(&PaperCell, &mut Vec<Reason>) -> Option<T>,
    ) -> Option<T> {
        let mut reasons = Vec::new();
        let cell = self
            .cell(field, turn)
            .filter(|cell| !matches!(cell.written, Written::Broken(_)))?;
        let value = read(cell, &mut reasons);
        for reason in reasons {
            self.say_of(field, turn, reason);
        }
        value
    }

    /// Says `reason` of the first column of `field`, of the row where there is no such column.
    pub(super) fn say(&mut self, field: PaperField, reason: Reason) {
        self.say_of(field, 0, reason);
    }

    pub(super) fn say_of(&mut self, field: PaperField, turn: usize, reason: Reason) {
        let column = self.layout.column(field, turn);
        self.remarks.push(remark(&self.line, column, reason));
    }

    pub(super) fn say_at(&mut self, column: &PaperColumn, reason: Reason) {
        self.remarks.push(remark(&self.line, Some(column), reason));
    }

    /// Whether something is said of the first column of `field`.
    pub(super) fn is_said(&self, field: PaperField) -> bool {
        let number = self.layout.column(field, 0).map(|column| column.number);
        self.remarks
            .iter()
            .any(|remark| remark.column.as_ref().map(|column| column.number) == number)
    }

    /// Whether an error is said of the column of `field` for the recognition number `turn`.
    pub(super) fn is_wrong(&self, field: PaperField, turn: usize) -> bool {
        let number = self.layout.column(field, turn).map(|column| column.number);
        number.is_some()
            && self.remarks.iter().any(|remark| {
                remark.severity == Severity::Error
                    && remark.column.as_ref().map(|column| column.number) == number
            })
    }

    /// The first of `fields` that has a column for the recognition number `turn`; the first of all where none has.
    pub(super) fn first(&self, fields: [PaperField; 2], turn: usize) -> PaperField {
        let [first, second] = fields;
        let has = |field: PaperField| self.layout.column(field, turn).is_some();
        if has(second) && !has(first) { second } else { first }
    }

    pub(super) fn finish(self) -> (SheetLine, Vec<Remark>) {
        (self.line, self.remarks)
    }
}

fn remark(line: &SheetLine, column: Option<&PaperColumn>, reason: Reason) -> Remark {
    let value = column
        .and_then(|column| line.cells.get(column.number))
        .and_then(PaperCell::text);
    let column = column.map(RemarkColumn::of);
    Remark::new(line.number, column, value, reason)
}
