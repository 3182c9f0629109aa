//! What became of the rows of a list.

use serde::{Deserialize, Serialize};
use std::ops::AddAssign;
use utoipa::ToSchema;

/// What became of the rows of a list (kết quả nhập); of a check: what would become of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
// What was counted by the release before knows less.
#[serde(default)]
pub struct ImportCounts {
    /// Rows taken over.
    pub taken: u32,
    /// Rows that the register refuses.
    pub refused: u32,
    /// Rows with an error or an open question in the list itself.
    pub not_ready: u32,
    /// New producers.
    pub producers_new: u32,
    /// Producers of the register of which the list fills in what was not known.
    pub producers_filled: u32,
    /// New products.
    pub products_new: u32,
    /// Products of the register of which the list fills in what was not known.
    pub products_filled: u32,
    /// New recognitions.
    pub recognitions_new: u32,
    /// Recognitions that are on record already.
    pub recognitions_on_record: u32,
    /// New evaluations of score sheets.
    pub evaluations_new: u32,
    /// Evaluations of the same sheets that are there already.
    pub evaluations_on_record: u32,
    /// New decisions of an archive.
    pub decisions_new: u32,
    /// New certificates of an archive.
    pub certificates_new: u32,
    /// Lines of an archive that the register holds already, each as it stands there.
    pub lines_on_record: u32,
}

impl AddAssign for ImportCounts {
    fn add_assign(&mut self, more: Self) {
        let Self {
            taken,
            refused,
            not_ready,
            producers_new,
            producers_filled,
            products_new,
            products_filled,
            recognitions_new,
            recognitions_on_record,
            evaluations_new,
            evaluations_on_record,
            decisions_new,
            certificates_new,
            lines_on_record,
        } = more;
        self.taken += taken;
        self.refused += refused;
        self.not_ready += not_ready;
        self.producers_new += producers_new;
        self.producers_filled += producers_filled;
        self.products_new += products_new;
        self.products_filled += products_filled;
        self.recognitions_new += recognitions_new;
        self.recognitions_on_record += recognitions_on_record;
        self.evaluations_new += evaluations_new;
        self.evaluations_on_record += evaluations_on_record;
        self.decisions_new += decisions_new;
        self.certificates_new += certificates_new;
        self.lines_on_record += lines_on_record;
    }
}
