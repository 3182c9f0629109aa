//! How a file is to be read.

use crate::answers::PaperAnswers;
use crate::column::{ListKind, PaperField};
use chrono::NaiveDate;
use domain::criteria::{RecognitionAuthority, Regimes};
use domain::units::{Generation, Registry, UnitRef};
use std::collections::BTreeMap;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct PaperSettings<'a> {
    /// What the list holds.
    pub kind: ListKind,
    /// The day of today, from which on days lie in the future.
    pub today: NaiveDate,
    /// The sheet of a workbook; none: the first with a list of the kind.
    pub sheet: Option<String>,
    /// The unit in which all communes of the list lie.
    pub scope: Option<UnitRef>,
    /// The generation of the units that the list names; none: either.
    pub generation: Option<Generation>,
    /// What columns hold, by their letters or their headings, where that is not seen from the headings.
    pub mapping: BTreeMap<String, PaperField>,
    /// What was asked before and is settled.
    pub answers: PaperAnswers,
    /// The units.
    pub units: &'static Registry,
    /// Groups, product sets and score sheets.
    pub regimes: &'a Regimes,
    /// The regime of score sheets, of which none means the newest; and of what was recognised in a year of several regimes, of which none
    /// means that it is asked.
    pub regime: Option<String>,
    /// Who recognised where a row does not say; none: by law, else asked.
    pub authority: Option<RecognitionAuthority>,
}
