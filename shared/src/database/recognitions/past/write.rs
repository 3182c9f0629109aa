//! Writing what was planned, one statement a table.

use super::plan::{PastPlans, Planned};
use super::{PastRecord, Recorder};
use crate::database::certificates::{self, Certificate, CertificateEvent};
use crate::database::decisions::{self, Decision, DecisionItem};
use crate::database::error::StoreResult;
use crate::database::recognitions::{Recognition, insert, raise_version};
use crate::database::schema::past_recognitions;
use crate::domain::certificate::{CertificateEventKind, DecisionKind, PrintedCode};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// The certificates and decisions that come with the recognitions.
#[derive(Default)]
struct PaperRows {
    decisions: Vec<Decision>,
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
    plans: &mut PastPlans,
    recorder: Recorder<'_>,
) -> StoreResult<Option<i64>> {
    if plans.planned.is_empty() {
        return Ok(None);
    }
    cut(connection, plans).await?;
    let rows = PaperRows::of(papers, plans, recorder);
    let recognitions: Vec<Recognition> = plans.planned.iter().map(|planned| planned.row.clone()).collect();
    insert(connection, &recognitions).await?;
    note(connection, papers, plans, recorder).await?;
    for decision in &rows.decisions {
        decisions::insert(connection, decision).await?;
    }
    certificates::insert(connection, &rows.certificates).await?;
    certificates::record_events(connection, &rows.issued, recorder.actor, recorder.now).await?;
    certificates::record_events(connection, &rows.replaced, recorder.actor, recorder.now).await?;
    decisions::name(connection, &rows.items).await?;
    raise_version(connection).await.map(Some)
}

/// Ends the earlier recognitions on the first day of those that take their place. One of the same papers is ended before it
/// is written.
async fn cut(connection: &mut AsyncPgConnection, plans: &mut PastPlans) -> StoreResult<()> {
    let mut stored: HashMap<Uuid, NaiveDate> = HashMap::new();
    let cuts: Vec<(Uuid, NaiveDate)> = plans
        .planned
        .iter()
        .filter_map(|planned| Some((planned.replaces?, planned.row.valid_from)))
        .collect();
    for (id, day) in cuts {
        match plans.planned.iter_mut().find(|planned| planned.row.id == id) {
            Some(planned) => planned.row.cut(day),
            None => {
                let known = stored.entry(id).or_insert(day);
                *known = day.min(*known);
            }
        }
    }
    if stored.is_empty() {
        return Ok(());
    }
    let (ids, days): (Vec<Uuid>, Vec<NaiveDate>) = stored.into_iter().unzip();
    diesel::sql_query(
        "update recognitions set ended_on = e.day, end_reason = 'replaced' \
         from unnest($1, $2) as e (id, day) where recognitions.id = e.id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Date>, _>(days)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps what each paper says.
async fn note(
    connection: &mut AsyncPgConnection,
    papers: &[PastRecord],
    plans: &PastPlans,
    recorder: Recorder<'_>,
) -> StoreResult<()> {
    let stated = plans.planned.iter().filter_map(|planned| {
        let paper = papers.get(planned.paper)?;
        Some((
            past_recognitions::recognition_id.eq(planned.row.id),
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
    fn of(papers: &[PastRecord], plans: &mut PastPlans, recorder: Recorder<'_>) -> Self {
        let mut rows = Self::default();
        for planned in std::mem::take(&mut plans.planned) {
            if let Some(paper) = papers.get(planned.paper) {
                rows.add(paper, plans, &planned, recorder);
            }
            plans.planned.push(planned);
        }
        rows.replace(plans);
        rows
    }

    fn add(&mut self, paper: &PastRecord, plans: &mut PastPlans, planned: &Planned, recorder: Recorder<'_>) {
        let Some(key) = paper.decision_key() else { return };
        let Some(state) = plans.products.get(&paper.product_id) else {
            return;
        };
        let decision = plans.decisions.entry(key).or_insert_with(|| {
            let decision = new_decision(paper, &planned.row, recorder);
            self.decisions.push(decision.clone());
            decision
        });
        let row = &planned.row;
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
        if let Some(certificate) = certificate {
            self.issued.push(CertificateEvent {
                decision_id: Some(decision.id),
                ..CertificateEvent::new(
                    certificate.id,
                    CertificateEventKind::Issued,
                    certificate.issued_on,
                )
            });
            self.certificates.push(certificate);
        }
    }

    /// The certificate of an earlier recognition ends where that of a later one begins, whichever of them is new.
    fn replace(&mut self, plans: &PastPlans) {
        let new: HashMap<Uuid, Uuid> = self
            .certificates
            .iter()
            .map(|one| (one.recognition_id, one.id))
            .collect();
        let stored = plans.products.values().flat_map(|state| &state.certificates);
        // They come in the order of their issue: the last print of each counts.
        let open: HashMap<Uuid, Uuid> = stored
            .map(|record| (record.certificate.recognition_id, record.certificate.id))
            .collect();
        let of = |recognition: &Uuid| new.get(recognition).or_else(|| open.get(recognition)).copied();
        for planned in &plans.planned {
            let pairs = [
                (
                    planned.replaces,
                    Some(planned.row.id),
                    Some(planned.row.valid_from),
                ),
                (Some(planned.row.id), planned.replaced_by, planned.row.ended_on),
            ];
            for (earlier, later, day) in pairs {
                let ended = earlier.as_ref().and_then(of).zip(day);
                let Some((certificate, day)) = ended else { continue };
                self.replaced
                    .retain(|one| one.certificate_id != certificate || one.day < day);
                if self.replaced.iter().any(|one| one.certificate_id == certificate) {
                    continue;
                }
                self.replaced.push(CertificateEvent {
                    successor_id: later.as_ref().and_then(of),
                    ..CertificateEvent::new(certificate, CertificateEventKind::Replaced, day)
                });
            }
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

impl Recognition {
    /// Ends it on the first day of the one that takes its place.
    fn cut(&mut self, day: NaiveDate) {
        self.ended_on = Some(day);
        self.end_reason = Some(crate::domain::recognition::RecognitionEndReason::Replaced);
    }
}
