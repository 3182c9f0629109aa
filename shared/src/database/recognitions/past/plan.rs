//! What recording would do, paper by paper.

use super::PastRecord;
use crate::database::certificates::{self, CertificateRecord, Print};
use crate::database::corrections;
use crate::database::decisions::{self, Decision};
use crate::database::error::StoreResult;
use crate::database::products::{self, ProductDimensions};
use crate::database::recognitions::{Recognition, RecognitionOpening, histories};
use crate::domain::corrections::CorrectionSubject;
use crate::domain::recognition::{NoPlacement, PastPlacement, RecognitionEndReason, RecognitionEntry};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What becomes of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastOutcome {
    /// A new recognition with this id.
    Recorded(Uuid),
    /// It is on record already, under this id.
    OnRecord(Uuid),
}

/// Why a paper cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRecord {
    /// There is no such product.
    NoProduct,
    /// It has no place in the product's history.
    NoPlacement(NoPlacement),
    /// The office has another decision of this number in that year, of this date.
    DecisionOfAnotherDay(NaiveDate),
    /// The decision of this number was made here; its products are those of its dossiers.
    DecisionMadeHere,
    /// The recognition of that day is on record with other numbers or another end.
    RecordedOtherwise(Uuid),
}

impl PastOutcome {
    /// The recognition.
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Self::Recorded(id) | Self::OnRecord(id) => id,
        }
    }
}

/// What is to be written.
#[derive(Debug, Default)]
pub struct PastPlans {
    pub(super) products: HashMap<Uuid, ProductState>,
    pub(super) decisions: HashMap<DecisionKey, Decision>,
    pub(super) planned: Vec<Planned>,
    /// What becomes of each paper, in their order.
    pub outcomes: Vec<Result<PastOutcome, NoRecord>>,
}

/// What names a decision: office, unit, number, year.
pub(super) type DecisionKey = (String, String, String, i32);

/// A paper that is to be recorded.
#[derive(Debug)]
pub(super) struct Planned {
    /// Its position among the papers.
    pub(super) paper: usize,
    pub(super) product_id: Uuid,
    /// The recognition, which stands in the history of the product.
    pub(super) id: Uuid,
    /// The earlier recognition whose place it takes.
    pub(super) replaces: Option<Uuid>,
}

/// A product as it is stored, and as the papers before have left it.
#[derive(Debug)]
pub(super) struct ProductState {
    pub(super) dimensions: ProductDimensions,
    pub(super) print: Print,
    pub(super) certificates: Vec<CertificateRecord>,
    history: Vec<Recognition>,
    /// Those of it that were on record by their year only and have been given their day.
    given_days: HashSet<Uuid>,
}

/// Holds the products of `papers` until the transaction ends and finds what recording them would do; nothing is written yet.
pub async fn plan(connection: &mut AsyncPgConnection, papers: &[PastRecord]) -> StoreResult<PastPlans> {
    let mut ids: Vec<Uuid> = papers.iter().map(|paper| paper.product_id).collect();
    ids.sort_unstable();
    ids.dedup();
    products::lock_all(connection, &ids).await?;
    let mut plans = PastPlans {
        products: states(connection, &ids).await?,
        decisions: known_decisions(connection, papers).await?,
        ..PastPlans::default()
    };
    for (position, paper) in papers.iter().enumerate() {
        let outcome = plans.add(position, paper);
        plans.outcomes.push(outcome);
    }
    Ok(plans)
}

async fn states(
    connection: &mut AsyncPgConnection,
    ids: &[Uuid],
) -> StoreResult<HashMap<Uuid, ProductState>> {
    let mut prints: HashMap<Uuid, Print> = certificates::prints(connection, ids)
        .await?
        .into_iter()
        .map(|print| (print.product_id, print))
        .collect();
    let mut states: HashMap<Uuid, ProductState> = HashMap::new();
    for dimensions in products::dimensions(connection, ids).await? {
        let id = dimensions.product_id;
        if let Some(print) = prints.remove(&id) {
            states.insert(
                id,
                ProductState {
                    dimensions,
                    print,
                    certificates: Vec::new(),
                    history: Vec::new(),
                    given_days: HashSet::new(),
                },
            );
        }
    }
    let rows = histories(connection, ids).await?;
    let recognitions: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let given_days =
        corrections::corrected(connection, CorrectionSubject::Recognition, &recognitions).await?;
    for row in rows {
        if let Some(state) = states.get_mut(&row.product_id) {
            if given_days.contains(&row.id) {
                state.given_days.insert(row.id);
            }
            state.history.push(row);
        }
    }
    for record in certificates::of_products(connection, ids).await? {
        if let Some(state) = states.get_mut(&record.certificate.product_id) {
            state.certificates.push(record);
        }
    }
    Ok(states)
}

async fn known_decisions(
    connection: &mut AsyncPgConnection,
    papers: &[PastRecord],
) -> StoreResult<HashMap<DecisionKey, Decision>> {
    let mut numbers: Vec<&str> = papers
        .iter()
        .filter_map(|paper| paper.decision_number.as_deref())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let known = decisions::with_numbers(connection, &numbers).await?;
    Ok(known
        .into_iter()
        .map(|decision| (decision_key(&decision), decision))
        .collect())
}

fn decision_key(decision: &Decision) -> DecisionKey {
    let authority = decision.authority.to_string();
    let year = chrono::Datelike::year(&decision.decided_on);
    (authority, decision.office_word(), decision.number.clone(), year)
}

impl PastRecord {
    /// What names its decision.
    pub(super) fn decision_key(&self) -> Option<DecisionKey> {
        let (number, day) = self.decision()?;
        let unit = self.office.unit_word().unwrap_or_default();
        let year = chrono::Datelike::year(&day);
        Some((self.office.authority.to_string(), unit, number.to_owned(), year))
    }
}

impl PastPlans {
    fn add(&mut self, position: usize, paper: &PastRecord) -> Result<PastOutcome, NoRecord> {
        let state = self
            .products
            .get_mut(&paper.product_id)
            .ok_or(NoRecord::NoProduct)?;
        if let Some(known) = state.on_record(paper).filter(|_| paper.dates.is_none()) {
            return known;
        }
        if let Some(decision) = paper.decision_key().and_then(|key| self.decisions.get(&key)) {
            if !decision.recorded {
                return Err(NoRecord::DecisionMadeHere);
            }
            if Some(decision.decided_on) != paper.decided_on {
                return Err(NoRecord::DecisionOfAnotherDay(decision.decided_on));
            }
        }
        let planned = state.place(position, paper)?;
        let id = planned.id;
        self.planned.push(planned);
        Ok(PastOutcome::Recorded(id))
    }

    /// The recognitions that the papers put on record or give their days, as they leave them.
    #[must_use]
    pub(super) fn recognitions(&self) -> Vec<Recognition> {
        let planned = self.planned.iter();
        planned
            .filter_map(|planned| self.row(planned.product_id, planned.id).cloned())
            .collect()
    }

    /// The recognitions that are new or have another end, each once, as the papers leave them.
    pub(super) fn touched(&self) -> impl Iterator<Item = &Recognition> {
        let named = self.planned.iter().flat_map(|planned| {
            let ids = [Some(planned.id), planned.replaces].into_iter().flatten();
            ids.map(|id| (planned.product_id, id))
        });
        let named: HashSet<(Uuid, Uuid)> = named.collect();
        named
            .into_iter()
            .filter_map(|(product, id)| self.row(product, id))
    }

    /// The recognition that took the place of `row`.
    pub(super) fn successor(&self, row: &Recognition) -> Option<&Recognition> {
        let day = row.ended_on?;
        let history = &self.products.get(&row.product_id)?.history;
        let mut dated = history.iter().filter(|later| later.status().ever_holds());
        dated.find(|later| later.valid_from == day)
    }

    /// The recognition `id` of the product, as the papers leave it.
    pub(super) fn row(&self, product: Uuid, id: Uuid) -> Option<&Recognition> {
        let history = &self.products.get(&product)?.history;
        history.iter().find(|row| row.id == id)
    }
}

impl ProductState {
    /// The recognition that `paper` is about, where it is on record.
    fn on_record(&self, paper: &PastRecord) -> Option<Result<PastOutcome, NoRecord>> {
        let given = &paper.recognition;
        let same = |row: &&Recognition| {
            let undated = row.end_reason == Some(RecognitionEndReason::NotRecorded);
            i32::from(row.stars) == i32::from(given.stars)
                && row.potential == given.potential
                && match given.valid_from {
                    Some(day) => !undated && row.valid_from == day,
                    None => {
                        let by_its_year = undated || self.given_days.contains(&row.id);
                        by_its_year && i32::from(row.programme_year) == given.programme_year
                    }
                }
        };
        let row = self.history.iter().find(same)?;
        // The paper without a day of one that has been given its day since says less, and nothing else.
        let says_less = given.valid_from.is_none() && self.given_days.contains(&row.id);
        let agrees = row.authority == Some(paper.office.authority)
            && (says_less
                || row.decision_number == paper.decision_number
                    && given.valid_to.is_none_or(|day| day == row.valid_to));
        Some(if agrees {
            Ok(PastOutcome::OnRecord(row.id))
        } else {
            Err(NoRecord::RecordedOtherwise(row.id))
        })
    }

    /// Puts `paper` into the history.
    fn place(&mut self, position: usize, paper: &PastRecord) -> Result<Planned, NoRecord> {
        let dated = self.history.iter().position(|row| Some(row.id) == paper.dates);
        let dated = dated.map(|position| self.history.remove(position));
        let entries: Vec<RecognitionEntry> = self.history.iter().map(Recognition::entry).collect();
        let placed = paper.recognition.place(&entries).map_err(NoRecord::NoPlacement)?;
        let row = match dated {
            None => self.row(paper, &placed),
            Some(known) => dated_row(known, paper, &placed),
        };
        let mut planned = Planned {
            paper: position,
            product_id: row.product_id,
            id: row.id,
            replaces: None,
        };
        if let Some(earlier) = placed.replaces.and_then(|at| self.history.get_mut(at)) {
            earlier.ended_on = Some(row.valid_from);
            earlier.end_reason = Some(RecognitionEndReason::Replaced);
            planned.replaces = Some(earlier.id);
        }
        self.history.push(row);
        Ok(planned)
    }

    fn row(&self, paper: &PastRecord, placed: &PastPlacement) -> Recognition {
        let opening = RecognitionOpening {
            evaluation_id: None,
            regime: &paper.regime,
            group: &paper.group,
            kind: placed.kind,
            decision: None,
            authority: paper.office.authority,
            authority_unit: paper.office.unit_word(),
        };
        Recognition {
            programme_year: i16::try_from(paper.recognition.programme_year).unwrap_or_default(),
            decision_number: paper.decision_number.clone(),
            end_reason: placed.entry.end_reason,
            ..opening.row(&self.dimensions, &placed.entry.status)
        }
    }
}

/// The recognition `known` by its year with the days that `paper` gives it; what it is counted under stays.
fn dated_row(known: Recognition, paper: &PastRecord, placed: &PastPlacement) -> Recognition {
    let PastPlacement { entry, kind, .. } = placed;
    Recognition {
        kind: *kind,
        decision_number: paper.decision_number.clone(),
        valid_from: entry.status.valid_from,
        valid_to: entry.status.valid_to,
        ended_on: entry.status.ended_on,
        end_reason: entry.end_reason,
        authority: Some(paper.office.authority),
        authority_unit: paper.office.unit_word(),
        ..known
    }
}
