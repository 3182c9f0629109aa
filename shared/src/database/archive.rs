//! The register of a province as lines of an archive (bản lưu trữ): read page by page in the order of ids, and added to another register
//! under the same ids. Versions, moments and names of those who wrote, dossiers and evaluations are not in it.

mod decision;
mod history;
mod keys;
mod producer;
mod product;
mod serial;

pub use decision::ArchiveDecision;
pub use history::{
    ArchiveCertificate, ArchiveEvent, ArchiveHistory, ArchiveItem, ArchivePaper, ArchivePart, ArchivePrint,
    ArchiveRecognition, ArchiveStatus,
};
pub use keys::{ArchiveKey, taken_keys};
pub use producer::{ArchiveProducer, ProducerColumns};
pub use product::{ArchiveProduct, ProductColumns, codes_on_record};
pub use serial::{carry_serials, serials};

use super::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::outside_keys::key_owner;
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use uuid::Uuid;

/// Rows of one statement that adds some: a statement has at most 65,535 values.
const ROWS: usize = 1_000;

/// Which register an archive is of, and whose keys are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveReach {
    /// Code of the province of today.
    pub province: String,
    /// Those who gave the keys: the province, and for the nation the nation too.
    owners: Vec<String>,
}

/// Who adds lines to a register, and when.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveHand<'a> {
    /// As the audit log names it.
    pub actor: &'a str,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// A line of an archive: a record under its id.
pub trait ArchiveLine: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync {
    /// The id by which lines are in order.
    fn id(&self) -> Uuid;

    /// Up to `limit` ids of lines in `reach` after `after`, in their order.
    fn ids(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        after: Option<Uuid>,
        limit: i64,
    ) -> impl Future<Output = StoreResult<Vec<Uuid>>> + Send;

    /// The lines of those of `ids` that are there, in their order. Records elsewhere are among them: an id is one everywhere.
    fn load(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        ids: &[Uuid],
    ) -> impl Future<Output = StoreResult<Vec<Self>>> + Send;

    /// Adds lines whose ids are free.
    ///
    /// # Errors
    /// [`super::StoreError::Conflict`] where another record has a code, a number or a key of one.
    fn add(
        connection: &mut AsyncPgConnection,
        lines: &[Self],
        hand: ArchiveHand<'_>,
    ) -> impl Future<Output = StoreResult<()>> + Send;
}

impl ArchiveReach {
    /// The register of `province` as callers of the reach `scope` archive it.
    #[must_use]
    pub fn new(scope: &Scope, province: &str) -> Self {
        let own = Scope::Province(province.to_owned());
        let nation = key_owner(&Scope::Nation).filter(|_| *scope == Scope::Nation);
        Self {
            province: province.to_owned(),
            owners: key_owner(&own).into_iter().chain(nation).collect(),
        }
    }

    /// Whether keys of `owner` are in the archive.
    #[must_use]
    pub fn has_keys_of(&self, owner: &str) -> bool {
        self.owners.iter().any(|one| one == owner)
    }
}
