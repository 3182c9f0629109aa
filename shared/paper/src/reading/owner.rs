//! The producer of a row (chủ thể): of its own, of the merged cell above, or of the row above where that is said.

use super::row::RowCells;
use crate::answers::PaperAnswers;
use crate::cell::PaperCell;
use crate::column::PaperField;
use crate::remark::{Candidate, OpenQuestion, Reason, Topic};

/// What a row says of its producer.
const OF_OWNER: [PaperField; 13] = [
    PaperField::Producer,
    PaperField::Kind,
    PaperField::TaxCode,
    PaperField::Commune,
    PaperField::CommuneToday,
    PaperField::CommuneFormer,
    PaperField::District,
    PaperField::Province,
    PaperField::Address,
    PaperField::Representative,
    PaperField::Gender,
    PaperField::Phone,
    PaperField::Email,
];
/// What the question about an empty cell calls it, and the answer that repeats the row above.
const EMPTY: &str = "trống";
const ABOVE: &str = "above";

/// The producer of the rows above.
#[derive(Debug, Default)]
pub(super) struct CarriedOwner {
    name: String,
    /// Its cells by their columns.
    cells: Vec<(usize, PaperCell)>,
}

impl CarriedOwner {
    /// Fills what a row leaves to the one above; asks where nothing says that it does.
    pub(super) fn carry(&mut self, cells: &mut RowCells<'_>, answers: &PaperAnswers) {
        let Some(column) = cells.layout().column(PaperField::Producer, 0) else {
            return;
        };
        let columns: Vec<usize> = cells
            .layout()
            .columns
            .iter()
            .filter(|column| column.field.is_some_and(|field| OF_OWNER.contains(&field)))
            .map(|column| column.number)
            .collect();
        let producer = cells.cell(PaperField::Producer, 0).cloned();
        if let Some(producer) = producer {
            let name = producer.text().unwrap_or_default();
            let same = producer.covered && name == self.name;
            if same {
                self.fill(cells);
                return;
            }
            let own = |number: &usize| {
                Some((
                    *number,
                    cells.at(*number).filter(|cell| !cell.is_blank())?.clone(),
                ))
            };
            self.cells = columns.iter().filter_map(own).collect();
            self.name = name;
            return;
        }
        if self.cells.is_empty() {
            return;
        }
        let repeated = columns
            .iter()
            .filter_map(|number| cells.at(*number))
            .any(|cell| cell.repeats.is_some());
        let answered = answers
            .get(Topic::Owner, EMPTY)
            .is_some_and(|answer| answer == ABOVE);
        if repeated || answered {
            self.fill(cells);
        }
        cells.say_at(column, self.carried_on(repeated || answered));
    }

    /// What is said of an empty cell that is `known` to go on, or may.
    fn carried_on(&self, known: bool) -> Reason {
        if known {
            return Reason::warning(
                "owner_carried_on",
                format!("ô trống được hiểu là chủ thể của dòng trên: «{}»", self.name),
                format!(
                    "the empty cell is taken for the producer of the row above: {:?}",
                    self.name
                ),
            );
        }
        let candidate = Candidate {
            value: ABOVE.to_owned(),
            label: self.name.clone(),
        };
        let question = OpenQuestion {
            kind: Topic::Owner,
            written: EMPTY.to_owned(),
            candidates: [candidate].into(),
        };
        Reason::question(
            "owner_empty",
            question,
            format!(
                "ô chủ thể để trống: có phải là chủ thể của dòng trên, «{}»?",
                self.name
            ),
            format!(
                "the producer's cell is empty: is it that of the row above, {:?}?",
                self.name
            ),
        )
    }

    fn fill(&self, cells: &mut RowCells<'_>) {
        for (number, above) in &self.cells {
            if let Some(cell) = cells.cell_mut(*number).filter(|cell| cell.is_blank()) {
                *cell = PaperCell {
                    covered: true,
                    ..above.clone()
                };
            }
        }
    }
}
