//! For whom rows are taken over, and what becomes of them.

use super::remark::RegisterRemark;
use chrono::{DateTime, NaiveDate, Utc};
use paper::ListInstructions;
use shared::database::StoreError;
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::imports::ImportCounts;
use shared::domain::outside_keys::OutsideKey;

/// For whom rows are taken over, and when.
pub(super) struct Register<'a> {
    /// In whose reach.
    pub(super) scope: &'a Scope,
    /// As the audit log names who had it done.
    pub(super) actor: &'a str,
    /// How the list is read.
    pub(super) reading: &'a ListInstructions,
    /// Where it was read: the name of the file.
    pub(super) source: &'a str,
    /// The regimes.
    pub(super) regimes: &'a Regimes,
    /// The moment.
    pub(super) now: DateTime<Utc>,
    /// Its day in Việt Nam.
    pub(super) today: NaiveDate,
}

impl Register<'_> {
    /// The key `id` of a row in the other system, where the list is of one.
    pub(super) fn key(&self, id: Option<&String>) -> Option<OutsideKey> {
        Some(OutsideKey {
            system: self.reading.system.clone()?,
            id: id?.clone(),
        })
    }
}

/// The rules that the key of a row breaks.
pub(super) fn key_remarks(key: Option<&OutsideKey>, row: u32) -> Vec<RegisterRemark> {
    let broken = key.into_iter().flat_map(|key| key.check("/keys/0"));
    broken.map(|one| RegisterRemark::of(one, row, 0)).collect()
}

/// What became of some rows.
#[derive(Default)]
pub(super) struct RowsOutcome {
    /// In numbers.
    pub(super) counts: ImportCounts,
    /// What the register says of them, in the order of rows.
    pub(super) remarks: Vec<RegisterRemark>,
    /// The version of the statistics that contains them; none where nothing in them changed.
    pub(super) version: Option<i64>,
}

/// Why rows could not be written together.
pub(super) enum NotTaken {
    /// The register refuses some of them.
    Refused(Vec<RegisterRemark>),
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<diesel::result::Error> for NotTaken {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Passes where none of `remarks` leaves a row out.
pub(super) fn accept(remarks: Vec<RegisterRemark>, outcome: &mut RowsOutcome) -> Result<(), NotTaken> {
    let (errors, others): (Vec<_>, Vec<_>) = remarks.into_iter().partition(RegisterRemark::is_error);
    if !errors.is_empty() {
        return Err(NotTaken::Refused(errors));
    }
    outcome.remarks.extend(others);
    Ok(())
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
