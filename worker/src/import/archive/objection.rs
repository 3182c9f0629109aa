//! What in the register stands in the way of a line.

use super::known::KnownLines;
use chrono::{Datelike, NaiveDate};
use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;
use shared::database::archive::{
    ArchiveDecision, ArchiveHistory, ArchiveKey, ArchiveLine, ArchiveProducer, ArchiveProduct,
    codes_on_record, taken_keys,
};
use shared::database::decisions;
use shared::domain::outside_keys::KeySubject;
use shared::domain::violation::Violation;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Why lines cannot be added, by their ids.
pub(super) type Objections = HashMap<Uuid, Violation>;

/// Producers: another has a key of theirs.
pub(super) async fn of_producers(
    connection: &mut AsyncPgConnection,
    lines: &[&ArchiveProducer],
) -> StoreResult<Objections> {
    let keyed = lines
        .iter()
        .flat_map(|line| line.keys.iter().map(|key| (line.id(), key)));
    let mut objections = Objections::new();
    of_keys(connection, KeySubject::Producer, keyed.collect(), &mut objections).await?;
    Ok(objections)
}

/// Products: their producer is missing, or another has their code or a key of theirs.
pub(super) async fn of_products(
    connection: &mut AsyncPgConnection,
    known: &KnownLines,
    lines: &[&ArchiveProduct],
) -> StoreResult<Objections> {
    let mut objections = Objections::new();
    let producers = lines.iter().map(|line| line.product.producer_id);
    let producers = known.producers(connection, &producers.collect()).await?;
    let codes: Vec<&str> = lines.iter().map(|line| line.product.code.as_str()).collect();
    let mut codes: HashSet<String> = codes_on_record(connection, &codes).await?.into_iter().collect();
    for line in lines {
        let product = &line.product;
        if !producers.contains(&product.producer_id) {
            let missing = missing("/product/producer_id", "producer", product.producer_id);
            objections.insert(product.id, missing);
        } else if known.codes.contains(&product.code) || !codes.insert(product.code.clone()) {
            objections.insert(product.id, taken("/product/code", &product.code));
        }
    }
    let keyed = lines
        .iter()
        .flat_map(|line| line.keys.iter().map(|key| (line.id(), key)));
    of_keys(connection, KeySubject::Product, keyed.collect(), &mut objections).await?;
    Ok(objections)
}

/// Decisions: the office has another of that number and year.
pub(super) async fn of_decisions(
    connection: &mut AsyncPgConnection,
    lines: &[&ArchiveDecision],
) -> StoreResult<Objections> {
    let numbers: Vec<&str> = lines.iter().map(|line| line.number.as_str()).collect();
    let there = decisions::with_numbers(connection, &numbers).await?;
    let name =
        |authority, office, number: &str, day: NaiveDate| (authority, office, number.to_owned(), day.year());
    let mut there: HashSet<_> = there
        .iter()
        .map(|one| name(one.authority, one.office_word(), &one.number, one.decided_on))
        .collect();
    let mut objections = Objections::new();
    for line in lines {
        let own = name(line.authority, line.office_word(), &line.number, line.decided_on);
        if !there.insert(own) {
            objections.insert(line.id, taken("/number", &line.number));
        }
    }
    Ok(objections)
}

/// Histories: product, producer or a decision is missing, or another recognition has a key of theirs.
pub(super) async fn of_histories(
    connection: &mut AsyncPgConnection,
    known: &KnownLines,
    lines: &[&ArchiveHistory],
) -> StoreResult<Objections> {
    let mut objections = Objections::new();
    let products = known
        .products(connection, &lines.iter().map(|line| line.product_id).collect())
        .await?;
    let producers = lines.iter().flat_map(|line| producers_of(line)).collect();
    let producers = known.producers(connection, &producers).await?;
    let decisions = lines.iter().flat_map(|line| decisions_of(line)).collect();
    let decisions = known.decisions(connection, &decisions).await?;
    for line in lines {
        let id = line.product_id;
        if !products.contains(&id) {
            objections.insert(id, missing("/product_id", "product", id));
        } else if let Some(producer) = producers_of(line).find(|one| !producers.contains(one)) {
            objections.insert(id, missing("/recognitions/producer_id", "producer", producer));
        } else if let Some(decision) = decisions_of(line).find(|one| !decisions.contains(one)) {
            objections.insert(id, missing("/items/decision_id", "decision", decision));
        }
    }
    let keyed = lines.iter().flat_map(|line| {
        let keys = line.recognitions.iter().flat_map(|one| &one.keys);
        keys.map(|key| (line.product_id, key))
    });
    of_keys(
        connection,
        KeySubject::Recognition,
        keyed.collect(),
        &mut objections,
    )
    .await?;
    Ok(objections)
}

fn producers_of(line: &ArchiveHistory) -> impl Iterator<Item = Uuid> {
    let recognitions = line.recognitions.iter().map(|one| one.recognition.producer_id);
    let certificates = line.certificates.iter().map(|one| one.certificate.producer_id);
    recognitions.chain(certificates)
}

fn decisions_of(line: &ArchiveHistory) -> impl Iterator<Item = Uuid> {
    let certificates = line.certificates.iter().flat_map(|one| {
        let events = one.events.iter().filter_map(|event| event.decision_id);
        events.chain([one.certificate.decision_id])
    });
    line.items.iter().map(|item| item.decision_id).chain(certificates)
}

async fn of_keys(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    keyed: Vec<(Uuid, &ArchiveKey)>,
    objections: &mut Objections,
) -> StoreResult<()> {
    let keys: Vec<&ArchiveKey> = keyed.iter().map(|(_, key)| *key).collect();
    let there = taken_keys(connection, subject, &keys).await?;
    for (id, key) in keyed {
        if there.contains(key) {
            objections
                .entry(id)
                .or_insert_with(|| taken("/keys", &format!("{}:{}", key.system, key.id)));
        }
    }
    Ok(())
}

/// Another record has what only one can have.
pub(super) fn taken(field: &str, what: &str) -> Violation {
    Violation::new(
        field,
        "taken",
        format!("«{what}» đã thuộc về một bản ghi khác"),
        format!("{what:?} belongs to another record already"),
    )
}

fn missing(field: &str, what: &str, id: Uuid) -> Violation {
    Violation::new(
        field,
        "missing_record",
        format!("không có {what} {id} trong dữ liệu của bạn và trong bản lưu trữ"),
        format!("there is no {what} {id} in your register and in the archive"),
    )
}
