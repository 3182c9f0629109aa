//! Writing what was planned, one statement a table.

use super::plan::{DecisionKey, PastPlans, Planned};
use super::{PastRecord, Recorder};
use crate::database::certificates::{self, Certificate, CertificateEvent};
use crate::database::corrections;
use crate::database::decisions::{self, Decision, DecisionItem};
use crate::database::error::StoreResult;
use crate::database::recognitions::{Recognition, cut, insert, raise_version};
use crate::database::schema::{past_recognitions, recognitions};
use crate::domain::certificate::{CertificateEventKind, DecisionKind, PrintedCode};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The certificates and decisions that come with the recognitions.
#[derive(Default)]
struct PaperRows {
    /// Decisions that are not on record yet.
    decisions: HashMap<DecisionKey, Decision>,
    certificates: Vec<Certificate>,
    items: Vec<DecisionItem>,
    issued: Vec<CertificateEvent>,
    /// Certificates whose place another took: that one, the day, its successor.
    replaced: Vec<CertificateEvent>,
}

/// Writes `plans`, which were made of `papers`; returns the new version of the statistics, none where nothing was new.
pub async fn write(
    connection: &mut AsyncPgConnection,
    papers: &[PastRecord],
    plans: &PastPlans,
    recorder: Recorder<'_>,
) -> StoreResult<Option<i64>> {
    if plans.planned.is_empty() {
        return Ok(None);
    }
    let rows = PaperRows::of(papers, plans, recorder);
    let planned = plans.planned.iter().filter_map(|planned| {
        let row = plans.row(planned.product_id, planned.id)?;
        let dated = papers.get(planned.paper)?.dates.is_some();
        Some((dated, row.clone()))
    });
    let (dated, new): (Vec<_>, Vec<_>) = planned.partition(|(dated, _)| *dated);
    let new: Vec<Recognition> = new.into_iter().map(|(_, row)| row).collect();
    end_former(connection, plans).await?;
    insert(connection, &new).await?;
    for (_, row) in &dated {
        give_days(connection, row).await?;
    }
    note(connection, papers, plans, recorder).await?;
    for decision in rows.decisions.values() {
        decisions::insert(connection, decision).await?;
    }
    certificates::insert(connection, &rows.certificates).await?;
    certificates::record_events(connection, &rows.issued, recorder.actor, recorder.now).await?;
    certificates::record_events(connection, &rows.replaced, recorder.actor, recorder.now).await?;
    decisions::name(connection, &rows.items).await?;
    corrections::replay(connection, recorder.regimes, &plans.recognitions()).await?;
    raise_version(connection).await.map(Some)
}

/// Ends the recognitions on record on the first day of those that take their place, earlier than they may have ended before.
async fn end_former(connection: &mut AsyncPgConnection, plans: &PastPlans) -> StoreResult<()> {
    let new: HashSet<Uuid> = plans.planned.iter().map(|planned| planned.id).collect();
    let stored = plans.touched().filter(|row| !new.contains(&row.id));
    let stored: Vec<(Uuid, NaiveDate)> = stored.filter_map(|row| Some((row.id, row.ended_on?))).collect();
    cut(connection, &stored).await
}

/// Gives a recognition that was on record by its year only its days.
async fn give_days(connection: &mut AsyncPgConnection, row: &Recognition) -> StoreResult<()> {
    diesel::update(recognitions::table.find(row.id))
        .set((
            recognitions::kind.eq(row.kind),
            recognitions::decision_number.eq(&row.decision_number),
            recognitions::valid_from.eq(row.valid_from),
            recognitions::valid_to.eq(row.valid_to),
            recognitions::ended_on.eq(row.ended_on),
            recognitions::end_reason.eq(row.end_reason),
            recognitions::authority.eq(row.authority),
            recognitions::authority_unit.eq(&row.authority_unit),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps what each new paper says; what gives a recognition its day is kept as its correction.
async fn note(
    connection: &mut AsyncPgConnection,
    papers: &[PastRecord],
    plans: &PastPlans,
    recorder: Recorder<'_>,
) -> StoreResult<()> {
    let stated = plans.planned.iter().filter_map(|planned| {
        let paper = papers.get(planned.paper).filter(|paper| paper.dates.is_none())?;
        Some((
            past_recognitions::recognition_id.eq(planned.id),
            past_recognitions::decided_on.eq(paper.decided_on),
            past_recognitions::decision_number.eq(paper.decision_number.clone()),
            past_recognitions::certificate_number.eq(paper.certificate_number.clone()),
            past_recognitions::valid_to.eq(paper.recognition.valid_to),
            past_recognitions::source.eq(paper.source.clone()),
            past_recognitions::recorded_by.eq(recorder.actor),
            past_recognitions::recorded_at.eq(recorder.now),
        ))
    });
    let stated: Vec<_> = stated.collect();
    diesel::insert_into(past_recognitions::table)
        .values(stated)
        .execute(connection)
        .await?;
    Ok(())
}

impl PaperRows {
    fn of(papers: &[PastRecord], plans: &PastPlans, recorder: Recorder<'_>) -> Self {
        let mut rows = Self::default();
        for planned in &plans.planned {
            rows.add(papers, plans, planned, recorder);
        }
        rows.replace(plans);
        rows
    }

    /// Decision, item and certificate of a paper that names its decision.
    fn add(
        &mut self,
        papers: &[PastRecord],
        plans: &PastPlans,
        planned: &Planned,
        recorder: Recorder<'_>,
    ) -> Option<()> {
        let paper = papers.get(planned.paper)?;
        let (key, state) = (paper.decision_key()?, plans.products.get(&planned.product_id)?);
        let row = plans.row(planned.product_id, planned.id)?;
        let decision = match plans.decisions.get(&key) {
            Some(known) => known,
            None => self
                .decisions
                .entry(key)
                .or_insert_with(|| new_decision(paper, row, recorder)),
        };
        let certificate = (!row.potential).then(|| Certificate {
            number: paper.certificate_number.clone(),
            code: PrintedCode::of_chance(rand::random()).as_str().to_owned(),
            recorded: true,
            ..state.print.certificate(row, decision, None, recorder.now)
        });
        self.items.push(DecisionItem {
            decision_id: decision.id,
            product_id: row.product_id,
            dossier_id: None,
            stars: row.stars,
            potential: row.potential,
            recognition_id: Some(row.id),
            certificate_id: certificate.as_ref().map(|one| one.id),
            late: false,
        });
        let certificate = certificate?;
        self.issued.push(CertificateEvent {
            decision_id: Some(decision.id),
            ..CertificateEvent::new(
                certificate.id,
                CertificateEventKind::Issued,
                certificate.issued_on,
            )
        });
        self.certificates.push(certificate);
        Some(())
    }

    /// The certificate of a recognition ends where another took its place, whichever of the two is new.
    fn replace(&mut self, plans: &PastPlans) {
        let new = self.certificates.iter().map(|one| (one.recognition_id, one.id));
        let stored = plans.products.values().flat_map(|state| &state.certificates);
        // They come in the order of their issue: the last print of each counts.
        let stored = stored.map(|record| (record.certificate.recognition_id, record.certificate.id));
        let certificates: HashMap<Uuid, Uuid> = stored.chain(new).collect();
        for row in plans.touched() {
            let ended = certificates.get(&row.id).zip(row.ended_on);
            let Some((certificate, day)) = ended else { continue };
            let successor = plans.successor(row);
            // Potential five stars are no certificate and leave the one that is held, as a decision made here does.
            if successor.is_some_and(|later| later.potential) {
                continue;
            }
            let successor = successor.and_then(|later| certificates.get(&later.id));
            self.replaced.push(CertificateEvent {
                successor_id: successor.copied(),
                ..CertificateEvent::new(*certificate, CertificateEventKind::Replaced, day)
            });
        }
    }
}

fn new_decision(paper: &PastRecord, row: &Recognition, recorder: Recorder<'_>) -> Decision {
    Decision {
        id: Uuid::now_v7(),
        kind: DecisionKind::Recognition,
        number: paper.decision_number.clone().unwrap_or_default(),
        decided_on: paper.decided_on.unwrap_or(row.valid_from),
        authority: paper.office.authority,
        province_code: paper.province(&row.current_province_code),
        authority_unit: paper.office.unit_word(),
        recorded: true,
        signer: paper.signer.clone(),
        file_id: None,
        programme_year: row.programme_year,
        reason: None,
        created_by: recorder.actor.to_owned(),
        created_at: recorder.now,
    }
}
