//! What kinds of lines have in common when they are taken over.

use super::super::outcome::number;
use super::known::KnownLines;
use super::objection::{self, Objections};
use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;
use shared::database::archive::{
    ArchiveDecision, ArchiveHistory, ArchiveLine, ArchiveProducer, ArchiveProduct,
};
use shared::domain::imports::ImportCounts;

/// A line on its way into the register.
pub(super) trait ArchiveRecord: ArchiveLine {
    /// Why some of `lines`, whose ids are free, cannot be added.
    fn objections(
        connection: &mut AsyncPgConnection,
        known: &KnownLines,
        lines: &[&Self],
    ) -> impl Future<Output = StoreResult<Objections>> + Send;

    /// Counts a new line.
    fn count_new(&self, counts: &mut ImportCounts);

    /// Counts a line that is on record as it is.
    fn count_known(&self, counts: &mut ImportCounts) {
        counts.lines_on_record += 1;
    }

    /// Keeps what later lines may refer to.
    fn keep(&self, known: &mut KnownLines);
}

impl ArchiveRecord for ArchiveProducer {
    async fn objections(
        connection: &mut AsyncPgConnection,
        _: &KnownLines,
        lines: &[&Self],
    ) -> StoreResult<Objections> {
        objection::of_producers(connection, lines).await
    }

    fn count_new(&self, counts: &mut ImportCounts) {
        counts.producers_new += 1;
    }

    fn keep(&self, known: &mut KnownLines) {
        known.producers.insert(self.producer.id);
    }
}

impl ArchiveRecord for ArchiveProduct {
    async fn objections(
        connection: &mut AsyncPgConnection,
        known: &KnownLines,
        lines: &[&Self],
    ) -> StoreResult<Objections> {
        objection::of_products(connection, known, lines).await
    }

    fn count_new(&self, counts: &mut ImportCounts) {
        counts.products_new += 1;
    }

    fn keep(&self, known: &mut KnownLines) {
        known.products.insert(self.product.id);
        known.codes.insert(self.product.code.clone());
    }
}

impl ArchiveRecord for ArchiveDecision {
    async fn objections(
        connection: &mut AsyncPgConnection,
        _: &KnownLines,
        lines: &[&Self],
    ) -> StoreResult<Objections> {
        objection::of_decisions(connection, lines).await
    }

    fn count_new(&self, counts: &mut ImportCounts) {
        counts.decisions_new += 1;
    }

    fn keep(&self, known: &mut KnownLines) {
        known.decisions.insert(self.id);
    }
}

impl ArchiveRecord for ArchiveHistory {
    async fn objections(
        connection: &mut AsyncPgConnection,
        known: &KnownLines,
        lines: &[&Self],
    ) -> StoreResult<Objections> {
        objection::of_histories(connection, known, lines).await
    }

    fn count_new(&self, counts: &mut ImportCounts) {
        counts.recognitions_new += number(self.recognitions.len());
        counts.certificates_new += number(self.certificates.len());
    }

    fn count_known(&self, counts: &mut ImportCounts) {
        counts.lines_on_record += 1;
        counts.recognitions_on_record += number(self.recognitions.len());
    }

    fn keep(&self, _: &mut KnownLines) {}
}
