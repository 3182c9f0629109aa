//! Taking lines over: each is new, or on record as it is, or refused. Nothing that is there is changed.

use super::super::outcome::{Register, RowsOutcome};
use super::known::KnownLines;
use super::objection::{Objections, taken};
use super::record::ArchiveRecord;
use super::row::{ArchiveRow, LineContent, LinePlace};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use shared::database::archive::{ArchiveHand, carry_serials};
use shared::database::{StoreError, StoreResult, recognitions};
use shared::domain::access::Scope;
use shared::domain::archive::{ArchiveManifest, CertificateSerial};
use shared::domain::imports::ImportCounts;
use shared::domain::violation::Violation;
use std::collections::HashMap;
use uuid::Uuid;

/// An archive while it is tried or taken over.
pub(in super::super) struct ArchiveTaking {
    known: KnownLines,
    serials: Vec<CertificateSerial>,
}

/// Lines of one kind with where they stand.
type Lines<'a, Line> = Vec<(LinePlace, &'a Line)>;

impl ArchiveTaking {
    /// That of the archive with `manifest`, for a caller of the reach `scope`.
    pub(in super::super) fn new(scope: &Scope, manifest: ArchiveManifest) -> Self {
        Self {
            known: KnownLines::new(scope, &manifest.province),
            serials: manifest.certificate_serials,
        }
    }

    /// What taking `rows` over would come to. Nothing is written, also not to be taken back: lines refer to what earlier chunks bring.
    pub(in super::super) async fn foresee(
        &mut self,
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ArchiveRow],
    ) -> StoreResult<RowsOutcome> {
        self.rows(connection, register, rows, false).await
    }

    /// Takes `rows` over, in the caller's transaction.
    pub(in super::super) async fn take_over(
        &mut self,
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ArchiveRow],
    ) -> StoreResult<RowsOutcome> {
        let mut outcome = self.rows(connection, register, rows, true).await?;
        if outcome.counts.recognitions_new > 0 {
            outcome.version = Some(recognitions::raise_version(connection).await?);
        }
        Ok(outcome)
    }

    /// Once all rows are through: the province's certificates are numbered on behind those of the archive.
    pub(in super::super) async fn end(&self, connection: &mut AsyncPgConnection) -> StoreResult<()> {
        carry_serials(connection, &self.known.reach, &self.serials).await
    }

    async fn rows(
        &mut self,
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ArchiveRow],
        writes: bool,
    ) -> StoreResult<RowsOutcome> {
        let (mut producers, mut products) = (Lines::new(), Lines::new());
        let (mut decisions, mut histories) = (Lines::new(), Lines::new());
        let mut outcome = RowsOutcome::default();
        for row in rows {
            match &row.content {
                Some(LineContent::Producer(line)) => producers.push((row.place, line.as_ref())),
                Some(LineContent::Product(line)) => products.push((row.place, line.as_ref())),
                Some(LineContent::Decision(line)) => decisions.push((row.place, line.as_ref())),
                Some(LineContent::History(line)) => histories.push((row.place, line.as_ref())),
                None => outcome.counts.not_ready += 1,
            }
        }
        let hand = writes.then_some(ArchiveHand {
            actor: register.actor,
            now: register.now,
        });
        self.lines(connection, &producers, hand, &mut outcome).await?;
        self.lines(connection, &products, hand, &mut outcome).await?;
        self.lines(connection, &decisions, hand, &mut outcome).await?;
        self.lines(connection, &histories, hand, &mut outcome).await?;
        outcome.remarks.sort_by_key(|remark| remark.row);
        Ok(outcome)
    }

    /// Lines of one kind; with a `hand` they are written.
    async fn lines<Line: ArchiveRecord>(
        &mut self,
        connection: &mut AsyncPgConnection,
        lines: &[(LinePlace, &Line)],
        hand: Option<ArchiveHand<'_>>,
        outcome: &mut RowsOutcome,
    ) -> StoreResult<()> {
        let ids: Vec<Uuid> = lines.iter().map(|(_, line)| line.id()).collect();
        let there = Line::load(connection, &self.known.reach, &ids).await?;
        let there: HashMap<Uuid, Line> = there.into_iter().map(|line| (line.id(), line)).collect();
        let mut new: Lines<'_, Line> = Vec::new();
        for (place, line) in lines {
            match there.get(&line.id()) {
                Some(known) if known == *line => {
                    line.count_known(&mut outcome.counts);
                    self.accept(*line, &mut outcome.counts);
                }
                Some(_) => refuse(*place, differs(), outcome),
                None => new.push((*place, *line)),
            }
        }
        let free: Vec<&Line> = new.iter().map(|(_, line)| *line).collect();
        let mut objections = Line::objections(connection, &self.known, &free).await?;
        if let Some(hand) = hand {
            let wanted = free
                .into_iter()
                .filter(|line| !objections.contains_key(&line.id()));
            let wanted: Vec<Line> = wanted.cloned().collect();
            objections.extend(add(connection, &wanted, hand).await?);
        }
        for (place, line) in new {
            if let Some(violation) = objections.remove(&line.id()) {
                refuse(place, violation, outcome);
            } else {
                line.count_new(&mut outcome.counts);
                self.accept(line, &mut outcome.counts);
            }
        }
        Ok(())
    }

    fn accept<Line: ArchiveRecord>(&mut self, line: &Line, counts: &mut ImportCounts) {
        counts.taken += 1;
        line.keep(&mut self.known);
    }
}

/// That of an archive whose rows have come.
///
/// # Errors
/// Where its manifest was not read before, which does not happen.
pub(in super::super) fn held(archive: &mut Option<ArchiveTaking>) -> StoreResult<&mut ArchiveTaking> {
    let missing = || StoreError::Internal("rows of an archive without its manifest".to_owned());
    archive.as_mut().ok_or_else(missing)
}

fn refuse(place: LinePlace, violation: Violation, outcome: &mut RowsOutcome) {
    outcome.counts.refused += 1;
    outcome.remarks.push(place.remark(violation));
}

/// The register says otherwise, and stays as it is.
fn differs() -> Violation {
    Violation::new(
        "",
        "recorded_otherwise",
        "bản ghi này đã có với nội dung khác; dữ liệu đã có được giữ nguyên",
        "the record is there and says otherwise; the register stays as it is",
    )
}

/// Adds `lines`; where the database knows of a conflict, one after the other, without those that have it.
async fn add<Line: ArchiveRecord>(
    connection: &mut AsyncPgConnection,
    lines: &[Line],
    hand: ArchiveHand<'_>,
) -> StoreResult<Objections> {
    let mut objections = Objections::new();
    match whole(connection, lines, hand).await {
        Err(StoreError::Conflict { .. }) => {}
        done => return done.map(|()| objections),
    }
    for line in lines {
        match whole(connection, std::slice::from_ref(line), hand).await {
            Ok(()) => {}
            Err(StoreError::Conflict { constraint }) => {
                objections.insert(line.id(), taken("", &constraint));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(objections)
}

/// Adds all of `lines` or none.
async fn whole<Line: ArchiveRecord>(
    connection: &mut AsyncPgConnection,
    lines: &[Line],
    hand: ArchiveHand<'_>,
) -> StoreResult<()> {
    connection
        .transaction(async |connection| Line::add(connection, lines, hand).await)
        .await
}
