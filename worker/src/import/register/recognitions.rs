//! The recognitions of rows, each in its place in the history of its product.

use super::super::outcome::{NotTaken, Register, RowsOutcome, accept, number};
use super::super::remark::RegisterRemark;
use super::products::{ProductOfRow, ProductRow, ProductsInHand};
use diesel_async::AsyncPgConnection;
use paper::ListedRecognition;
use shared::database::recognitions::past::{self, PastOutcome, PastRecord, Recorder};

/// Records the recognitions of `rows`, whose products are `products`.
pub(super) async fn write(
    connection: &mut AsyncPgConnection,
    register: &Register<'_>,
    rows: &[ProductRow<'_>],
    products: &ProductsInHand,
    outcome: &mut RowsOutcome,
) -> Result<(), NotTaken> {
    let (mut records, mut places) = (Vec::new(), Vec::new());
    for (row, listed) in rows {
        let Some(product) = products.of_row(*row) else {
            continue;
        };
        for recognition in &listed.recognitions {
            if let Some(record) = record(register, product, recognition) {
                records.push(record);
                places.push((*row, recognition.turn));
            }
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    let plans = past::plan(connection, &records).await?;
    let refused = plans
        .outcomes
        .iter()
        .zip(&places)
        .filter_map(|(planned, (row, turn))| {
            let violation = planned.as_ref().err()?.violation("");
            Some(RegisterRemark::of(violation, *row, *turn))
        });
    accept(refused.collect(), outcome)?;
    let recorder = Recorder {
        actor: register.actor,
        now: register.now,
        regimes: register.regimes,
    };
    outcome.version = past::write(connection, &records, &plans, recorder).await?;
    let recorded = plans
        .outcomes
        .iter()
        .filter(|planned| matches!(planned, Ok(PastOutcome::Recorded(_))))
        .count();
    outcome.counts.recognitions_new += number(recorded);
    outcome.counts.recognitions_on_record += number(records.len() - recorded);
    Ok(())
}

/// The recognition as it is recorded; none where the list does not say enough of it, which its row tells.
fn record(
    register: &Register<'_>,
    product: ProductOfRow,
    recognition: &ListedRecognition,
) -> Option<PastRecord> {
    let checked = recognition.paper.clone()?;
    // The register's set counts where the list names another one.
    let group = register.regimes.group_of(&checked.regime, product.product_set);
    Some(PastRecord {
        product_id: product.id,
        recognition: checked.recognition,
        group: group.unwrap_or(checked.group),
        regime: checked.regime,
        office: checked.office,
        decision_number: recognition.decision.clone(),
        decided_on: recognition.decided_on,
        signer: None,
        certificate_number: recognition.certificate.clone(),
        source: Some(register.source.to_owned()),
        dates: None,
    })
}
