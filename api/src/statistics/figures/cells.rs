//! The cells of an answer, of which there may be hundreds of thousands: kept as they were counted, and written as JSON without
//! `serde`, in a fraction of the time.

use super::view::{CellFigures, CellView, CountsView};
use crate::statistics::breakdown::categories_at;
use serde::{Serialize, Serializer};
use shared::domain::statistics::table::{Category, TableRow};
use shared::domain::statistics::{Cell, Dimension, Labels};
use shared::domain::units::Generation;
use std::panic::resume_unwind;
use std::thread;

/// The cells of an answer.
#[derive(Debug)]
pub(crate) enum CellList {
    /// As they were counted; nothing is added to them.
    Counted(Vec<Cell>),
    /// With what is added or hidden.
    Shown(Vec<CellView>),
}

/// Cells that are worth a thread: some milliseconds of writing.
const MANY: usize = 20_000;
/// About so many bytes is a cell of JSON long.
const BYTES_OF_A_CELL: usize = 128;

impl CellList {
    /// As they are shown.
    pub(crate) fn into_views(self) -> Vec<CellView> {
        match self {
            Self::Counted(cells) => cells.iter().map(CellView::from).collect(),
            Self::Shown(views) => views,
        }
    }

    /// As rows of a table broken down by `by`, after what `before` says.
    pub(crate) fn rows(
        &self,
        before: Option<&Category>,
        by: &[Dimension],
        labels: &Labels<'_>,
        generation: Generation,
    ) -> Vec<TableRow> {
        let row = |view: &CellView| TableRow {
            at: before
                .cloned()
                .into_iter()
                .chain(categories_at(&view.coordinates, by, labels, generation))
                .collect(),
            entries: view.counts.entries(),
        };
        match self {
            Self::Counted(cells) => cells.iter().map(|cell| row(&CellView::from(cell))).collect(),
            Self::Shown(views) => views.iter().map(row).collect(),
        }
    }

    /// Appends them as JSON: what [`Serialize`] writes.
    pub(crate) fn write_json(&self, json: &mut Vec<u8>) -> serde_json::Result<()> {
        match self {
            Self::Counted(cells) => write_list(cells, json),
            Self::Shown(views) => write_list(views, json),
        }
    }
}

impl Serialize for CellList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Counted(cells) => serializer.collect_seq(cells.iter().map(CellView::from)),
            Self::Shown(views) => views.serialize(serializer),
        }
    }
}

impl From<&Cell> for CellView {
    fn from(cell: &Cell) -> Self {
        Self {
            coordinates: cell.coordinates.clone(),
            counts: CellFigures::Counts(CountsView::from(cell.counts)),
        }
    }
}

/// A member of a list in JSON.
trait Member: Sync {
    /// Appends it.
    fn write(&self, json: &mut Vec<u8>) -> serde_json::Result<()>;
}

impl Member for Cell {
    fn write(&self, json: &mut Vec<u8>) -> serde_json::Result<()> {
        json.push(b'{');
        self.coordinates.write_members(json);
        json.extend_from_slice(b",\"products\":");
        serde_json::to_writer(&mut *json, &self.counts.products)?;
        json.extend_from_slice(b",\"producers\":");
        serde_json::to_writer(&mut *json, &self.counts.producers)?;
        json.push(b'}');
        Ok(())
    }
}

impl Member for CellView {
    fn write(&self, json: &mut Vec<u8>) -> serde_json::Result<()> {
        json.push(b'{');
        self.coordinates.write_members(json);
        let begin = json.len();
        serde_json::to_writer(&mut *json, &self.counts)?;
        // The counts are an object of their own, whose members go on with those of the position.
        if let Some(brace) = json.get_mut(begin) {
            *brace = b',';
        }
        Ok(())
    }
}

/// Appends a list; of many members, half is written beside the other.
fn write_list<T: Member>(list: &[T], json: &mut Vec<u8>) -> serde_json::Result<()> {
    json.reserve(list.len() * BYTES_OF_A_CELL);
    let (list, later) = list.split_at(if list.len() > MANY {
        list.len() / 2
    } else {
        list.len()
    });
    json.push(b'[');
    thread::scope(|scope| {
        let rest = (!later.is_empty()).then(|| {
            scope.spawn(|| {
                let mut json = Vec::with_capacity(later.len() * BYTES_OF_A_CELL);
                write_members(later, &mut json).map(|()| json)
            })
        });
        write_members(list, json)?;
        if let Some(rest) = rest {
            json.push(b',');
            json.extend(rest.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(())
    })?;
    json.push(b']');
    Ok(())
}

fn write_members<T: Member>(list: &[T], json: &mut Vec<u8>) -> serde_json::Result<()> {
    for (member, number) in list.iter().zip(0..) {
        if number > 0 {
            json.push(b',');
        }
        member.write(json)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::statistics::{CellPosition, Counts};
    use std::sync::Arc;

    #[test]
    fn many_cells_are_written_in_two_halves_as_serde_would_write_them() {
        let counts = |number: usize| Counts {
            products: i64::try_from(number).unwrap(),
            producers: 1,
        };
        let cell = |number: usize| (vec![Some(Arc::from(format!("{number:0>5}")))], counts(number));
        let cells = |count| {
            let cells = CellPosition::listed(&[Dimension::Commune], (0..count).map(cell)).into_iter();
            cells
                .map(|(coordinates, counts)| Cell { coordinates, counts })
                .collect()
        };
        for count in [MANY + 1, MANY, 0] {
            let counted = CellList::Counted(cells(count));
            let shown = CellList::Shown(CellList::Counted(cells(count)).into_views());
            for list in [counted, shown] {
                let mut written = Vec::new();
                list.write_json(&mut written).unwrap();
                assert!(written == serde_json::to_vec(&list).unwrap(), "{count}");
            }
        }
    }
}
