//! Rows of a list become records of the register: each row whole or not at all, and what is there already stays as it is.

mod people;
mod products;
mod recognitions;
mod sheets;

use super::outcome::{NotTaken, Register, RowsOutcome, number};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use paper::{ListedContent, ListedEntry};
use people::People;
use products::ProductsInHand;
use shared::database::StoreError;
use shared::domain::imports::ImportCounts;
use std::collections::HashSet;

/// Takes `rows` over, in the caller's transaction. Those that the register refuses are left out whole: what they would have written is
/// undone, and the others are written without them.
pub(super) async fn take_over(
    connection: &mut AsyncPgConnection,
    register: &Register<'_>,
    rows: &[ListedEntry],
) -> Result<RowsOutcome, StoreError> {
    let mut ready: Vec<&ListedEntry> = rows.iter().filter(|row| row.is_ready()).collect();
    let not_ready = number(rows.len() - ready.len());
    let (mut refused, mut remarks) = (0, Vec::new());
    let mut outcome = loop {
        let written = connection
            .transaction(async |connection| write(connection, register, &ready).await)
            .await;
        match written {
            Ok(outcome) => break outcome,
            Err(NotTaken::Store(error)) => return Err(error),
            Err(NotTaken::Refused(why)) => {
                let numbers: HashSet<u32> = why.iter().map(|remark| remark.row).collect();
                ready.retain(|row| !numbers.contains(&row.row));
                refused += number(numbers.len());
                remarks.extend(why);
            }
        }
    };
    outcome.counts += ImportCounts {
        taken: number(ready.len()),
        refused,
        not_ready,
        ..ImportCounts::default()
    };
    outcome.remarks.append(&mut remarks);
    outcome.remarks.sort_by_key(|remark| remark.row);
    Ok(outcome)
}

/// Writes all of `rows`, or says which of them cannot be.
async fn write(
    connection: &mut AsyncPgConnection,
    register: &Register<'_>,
    rows: &[&ListedEntry],
) -> Result<RowsOutcome, NotTaken> {
    let (mut producers, mut products, mut sheets) = (Vec::new(), Vec::new(), Vec::new());
    for entry in rows {
        match &entry.content {
            Some(ListedContent::Producer(producer)) => producers.push((entry.row, producer.as_ref())),
            Some(ListedContent::Product(product)) => products.push((entry.row, product.as_ref())),
            Some(ListedContent::ScoreSheet(sheet)) => sheets.push((entry.row, sheet.as_ref())),
            None => {}
        }
    }
    let mut outcome = RowsOutcome::default();
    producers.extend(products.iter().map(|(row, product)| (*row, &product.producer)));
    if !producers.is_empty() {
        let people = People::write(connection, register, &producers, &mut outcome).await?;
        let made = ProductsInHand::write(connection, register, &products, &people, &mut outcome).await?;
        recognitions::write(connection, register, &products, &made, &mut outcome).await?;
    }
    sheets::write(connection, register, &sheets, &mut outcome).await?;
    Ok(outcome)
}
