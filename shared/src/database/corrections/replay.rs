//! What is recorded later than a change and begins before it: it is counted under the former values until the day of the change. Its row
//! was made with the values of today; here the changes are taken back, and made again each on its day.

use super::RecordCorrection;
use crate::database::error::StoreResult;
use crate::database::producers::{self, Producer};
use crate::database::recognitions::{DimensionOwner, Recognition, Restatement, restate};
use crate::database::schema::corrections;
use crate::domain::access::Scope;
use crate::domain::corrections::{
    CorrectedField, CorrectionKind, CorrectionSubject, FieldChange, place_of_word,
};
use crate::domain::criteria::Regimes;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The fields of a product under which its recognitions are counted; the producer first, because its kind is counted too.
const OF_PRODUCT: [CorrectedField; 3] = [
    CorrectedField::Producer,
    CorrectedField::ProductSet,
    CorrectedField::Commune,
];

/// A value and the one before it, in the order of their recording.
#[derive(Clone, Debug)]
struct ValueStep {
    change: FieldChange,
    /// The day from which it counts.
    day: NaiveDate,
    is_change: bool,
}

/// Counts the new `rows` on their days before recorded changes as their products were on record of those days.
pub async fn replay(
    connection: &mut AsyncPgConnection,
    regimes: &Regimes,
    rows: &[Recognition],
) -> StoreResult<()> {
    let products: BTreeSet<Uuid> = rows.iter().map(|row| row.product_id).collect();
    let of_products = steps(connection, CorrectionSubject::Product, &products).await?;
    let named = of_products.values().flatten().flat_map(ValueStep::makers);
    let makers: BTreeSet<Uuid> = rows.iter().map(|row| row.producer_id).chain(named).collect();
    let of_makers = steps(connection, CorrectionSubject::Producer, &makers).await?;
    if of_products.is_empty() && of_makers.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = makers.iter().copied().collect();
    let found = producers::find_all(connection, &Scope::Nation, &ids).await?;
    let values = StepValues {
        regimes,
        makers: found.into_iter().map(|one| (one.id, one)).collect(),
    };
    for row in rows {
        let owner = DimensionOwner::Recognition(row.id);
        for field in OF_PRODUCT {
            let steps = since(of_products.get(&row.product_id), field, row.valid_from);
            values.replay(connection, owner, &steps).await?;
        }
        for maker in &makers {
            let steps = since(of_makers.get(maker), CorrectedField::Kind, row.valid_from);
            let owner = DimensionOwner::RecognitionOf(row.id, *maker);
            values.replay(connection, owner, &steps).await?;
        }
    }
    Ok(())
}

/// The values that changes, and corrections of errors after them, gave the records of `ids`: those of each in their order.
async fn steps(
    connection: &mut AsyncPgConnection,
    subject: CorrectionSubject,
    ids: &BTreeSet<Uuid>,
) -> StoreResult<HashMap<Uuid, Vec<ValueStep>>> {
    let recorded: Vec<RecordCorrection> = corrections::table
        .filter(corrections::subject.eq(subject))
        .filter(corrections::subject_id.eq_any(ids))
        .filter(corrections::kind.eq_any([CorrectionKind::Change, CorrectionKind::Error]))
        .order(corrections::id)
        .select(RecordCorrection::as_select())
        .load(connection)
        .await?;
    let mut steps: HashMap<Uuid, Vec<ValueStep>> = HashMap::new();
    for correction in recorded {
        for change in correction.changes()? {
            let mut earlier = steps.get(&correction.subject_id).into_iter().flatten();
            let last = earlier.rfind(|step| step.change.field == change.field);
            // An error before every change was one on all days.
            let Some(day) = correction.effective_on.or(last.map(|step| step.day)) else {
                continue;
            };
            steps.entry(correction.subject_id).or_default().push(ValueStep {
                change,
                day,
                is_change: correction.kind == CorrectionKind::Change,
            });
        }
    }
    Ok(steps)
}

/// The steps of `field` from its first change after `day` on.
fn since(steps: Option<&Vec<ValueStep>>, field: CorrectedField, day: NaiveDate) -> Vec<ValueStep> {
    let own = steps
        .into_iter()
        .flatten()
        .filter(|step| step.change.field == field);
    let later = own.skip_while(|step| !(step.is_change && step.day > day));
    later.cloned().collect()
}

impl ValueStep {
    /// The producers between which it is a step.
    fn makers(&self) -> impl Iterator<Item = Uuid> + '_ {
        let ids = [&self.change.from, &self.change.to].into_iter().flatten();
        ids.filter(|_| self.change.field == CorrectedField::Producer)
            .filter_map(|id| id.parse().ok())
    }
}

/// What the words of corrections mean.
struct StepValues<'a> {
    regimes: &'a Regimes,
    makers: HashMap<Uuid, Producer>,
}

impl StepValues<'_> {
    /// Takes `steps` back for `owner` and makes them again, each from its day on.
    async fn replay(
        &self,
        connection: &mut AsyncPgConnection,
        owner: DimensionOwner,
        steps: &[ValueStep],
    ) -> StoreResult<()> {
        let first = steps.first();
        let former = first.map(|step| (step.change.field, &step.change.from, None));
        let again = steps
            .iter()
            .map(|step| (step.change.field, &step.change.to, Some(step.day)));
        for (field, value, day) in former.into_iter().chain(again) {
            let value = value.as_deref().and_then(|word| self.restatement(field, word));
            if let Some(value) = value {
                restate(connection, owner, &value, day).await?;
            }
        }
        Ok(())
    }

    fn restatement(&self, field: CorrectedField, word: &str) -> Option<Restatement> {
        match field {
            CorrectedField::ProductSet => Some(Restatement::set(self.regimes, word.parse().ok()?)),
            CorrectedField::Commune => place_of_word(word).map(Restatement::Place),
            CorrectedField::Producer => self.makers.get(&word.parse().ok()?).map(Restatement::holder),
            CorrectedField::Kind => Some(Restatement::Kind(word.parse().ok()?)),
            _ => None,
        }
    }
}
