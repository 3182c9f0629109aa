//! What lines of an archive may refer to.

use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;
use shared::database::archive::{
    ArchiveDecision, ArchiveLine, ArchiveProducer, ArchiveProduct, ArchiveReach,
};
use shared::domain::access::Scope;
use std::collections::HashSet;
use uuid::Uuid;

/// What lines may refer to: what the register has in reach, and what earlier lines bring.
pub(super) struct KnownLines {
    pub(super) reach: ArchiveReach,
    scope: Scope,
    pub(super) producers: HashSet<Uuid>,
    pub(super) products: HashSet<Uuid>,
    pub(super) decisions: HashSet<Uuid>,
    /// Codes of products.
    pub(super) codes: HashSet<String>,
}

impl KnownLines {
    /// Nothing yet of the archive of `province`, for a caller of the reach `scope`.
    pub(super) fn new(scope: &Scope, province: &str) -> Self {
        Self {
            reach: ArchiveReach::new(scope, province),
            scope: scope.clone(),
            producers: HashSet::new(),
            products: HashSet::new(),
            decisions: HashSet::new(),
            codes: HashSet::new(),
        }
    }

    /// Those of `ids` that are producers in reach.
    pub(super) async fn producers(
        &self,
        connection: &mut AsyncPgConnection,
        ids: &HashSet<Uuid>,
    ) -> StoreResult<HashSet<Uuid>> {
        let (known, asked) = parted(ids, &self.producers);
        let there = ArchiveProducer::load(connection, &self.reach, &asked).await?;
        let there = there
            .iter()
            .filter(|line| self.scope.covers(&line.producer.place(), None));
        Ok(known.chain(there.map(ArchiveLine::id)).collect())
    }

    /// Those of `ids` that are products of the province.
    pub(super) async fn products(
        &self,
        connection: &mut AsyncPgConnection,
        ids: &HashSet<Uuid>,
    ) -> StoreResult<HashSet<Uuid>> {
        let (known, asked) = parted(ids, &self.products);
        let there = ArchiveProduct::load(connection, &self.reach, &asked).await?;
        let own = |line: &&ArchiveProduct| line.product.current_province_code == self.reach.province;
        Ok(known
            .chain(there.iter().filter(own).map(ArchiveLine::id))
            .collect())
    }

    /// Those of `ids` that are decisions on record.
    pub(super) async fn decisions(
        &self,
        connection: &mut AsyncPgConnection,
        ids: &HashSet<Uuid>,
    ) -> StoreResult<HashSet<Uuid>> {
        let (known, asked) = parted(ids, &self.decisions);
        let there = ArchiveDecision::load(connection, &self.reach, &asked).await?;
        Ok(known.chain(there.iter().map(ArchiveLine::id)).collect())
    }
}

/// Those of `ids` that are among `known`, and the others.
fn parted<'a>(
    ids: &'a HashSet<Uuid>,
    known: &'a HashSet<Uuid>,
) -> (impl Iterator<Item = Uuid> + use<'a>, Vec<Uuid>) {
    let asked = ids.difference(known).copied().collect();
    (ids.intersection(known).copied(), asked)
}
