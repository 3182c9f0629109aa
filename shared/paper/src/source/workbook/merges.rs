//! Merged cells (ô gộp): what the first says is said of all that it covers.

use crate::bounds::{Bounded, COVERED, MERGES, PaperBound};
use crate::cell::{PaperCell, SheetLine, position};
use crate::file::Unreadable;
use crate::xml::{attribute, each_element};
use std::io::BufRead;

/// Most columns of a merged cell that are filled.
const WIDEST: usize = 256;

#[derive(Clone, Copy)]
struct Merge {
    top: u32,
    bottom: u32,
    left: usize,
    right: usize,
}

impl Merge {
    /// How many columns it covers.
    const fn width(&self) -> usize {
        (self.right + 1).saturating_sub(self.left)
    }
}

/// The merged cells of a sheet by their first row.
pub(super) struct Merges(Vec<Merge>);

impl Merges {
    pub(super) fn read<R: BufRead>(sheet: Bounded<R>) -> Result<Self, Unreadable> {
        let mut merges = Vec::new();
        each_element(sheet, &mut |element| {
            if element.local_name().as_ref() == b"mergeCell" && merges.len() <= MERGES {
                merges.extend(attribute(element, "ref").and_then(|reference| merge(&reference)));
            }
        })?;
        PaperBound::Merges.hold(merges.len())?;
        merges.sort_by_key(|merge| merge.top);
        Ok(Self(merges))
    }
}

fn merge(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    Some(Merge {
        top,
        bottom,
        left,
        right: right.min(left + WIDEST),
    })
}

/// Lays what merged cells say over the lines, which come in their order.
pub(super) struct Spread<'a> {
    coming: std::iter::Peekable<std::slice::Iter<'a, Merge>>,
    open: Vec<(Merge, PaperCell)>,
}

impl<'a> Spread<'a> {
    pub(super) fn new(merges: &'a Merges) -> Self {
        Self {
            coming: merges.0.iter().peekable(),
            open: Vec::new(),
        }
    }

    pub(super) fn over(&mut self, line: &mut SheetLine) -> Result<(), Unreadable> {
        self.open.retain(|(merge, _)| merge.bottom >= line.number);
        while let Some(merge) = self.coming.next_if(|merge| merge.top <= line.number) {
            if merge.top == line.number && self.open.len() <= COVERED {
                let first = line.cells.get(merge.left).cloned().unwrap_or_default();
                self.open.push((
                    *merge,
                    PaperCell {
                        covered: true,
                        ..first
                    },
                ));
            }
        }
        let widths = self.open.iter().map(|(merge, _)| merge.width());
        PaperBound::Covered.hold(widths.sum())?;
        for (merge, first) in &self.open {
            if line.cells.len() <= merge.right {
                line.cells.resize(merge.right + 1, PaperCell::default());
            }
            let covered = line
                .cells
                .iter_mut()
                .enumerate()
                .skip(merge.left)
                .take(merge.width());
            for (column, cell) in covered {
                if cell.is_blank() && (line.number, column) != (merge.top, merge.left) {
                    *cell = first.clone();
                }
            }
        }
        Ok(())
    }
}
