//! The tables `evidence_requests` and `evidence_request_items`: named evidence that the province asks for by a date.
//! Functions take the dossier that the caller may see.

use super::dossiers::Dossier;
use super::error::StoreResult;
use super::schema::{evidence_request_items, evidence_requests};
use crate::text_enum;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

text_enum! {
    /// How a request for evidence ended.
    pub enum EvidenceRequestOutcome {
        /// The producer supplied what was asked for (đã bổ sung).
        Supplied = "supplied",
        /// The office goes on without (đóng yêu cầu).
        Closed = "closed",
    }
}

/// A row of `evidence_requests`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = evidence_requests, check_for_backend(diesel::pg::Pg))]
pub struct EvidenceRequest {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Who asked, as in the audit log.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// Last day to supply.
    pub due_on: NaiveDate,
    /// How it ended; none while it is open.
    pub outcome: Option<EvidenceRequestOutcome>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// When.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A row of `evidence_request_items`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = evidence_request_items, check_for_backend(diesel::pg::Pg))]
pub struct EvidenceRequestItem {
    /// The request.
    pub request_id: Uuid,
    /// From 1.
    pub number: i16,
    /// The criterion it is for.
    pub criterion: Option<String>,
    /// What is asked for.
    pub wanted: String,
    /// What the producer said to it.
    pub answer: Option<String>,
}

/// A request with its items in order.
pub type EvidenceRequestRecord = (EvidenceRequest, Vec<EvidenceRequestItem>);

/// Writes a new request.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    request: &EvidenceRequest,
    items: &[EvidenceRequestItem],
) -> StoreResult<()> {
    diesel::insert_into(evidence_requests::table)
        .values(request)
        .execute(connection)
        .await?;
    diesel::insert_into(evidence_request_items::table)
        .values(items)
        .execute(connection)
        .await?;
    Ok(())
}

/// The request of `dossier` that is open.
pub async fn open_of(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
) -> StoreResult<Option<EvidenceRequestRecord>> {
    let open = evidence_requests::table
        .filter(evidence_requests::dossier_id.eq(dossier.id))
        .filter(evidence_requests::outcome.is_null())
        .select(EvidenceRequest::as_select())
        .load(connection)
        .await?;
    Ok(with_items(connection, open).await?.into_iter().next())
}

/// Up to `limit` requests of `dossier` after the one with the id `after`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<EvidenceRequestRecord>> {
    let mut query = evidence_requests::table
        .filter(evidence_requests::dossier_id.eq(dossier.id))
        .select(EvidenceRequest::as_select())
        .order(evidence_requests::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(evidence_requests::id.gt(after));
    }
    let requests = query.load(connection).await?;
    with_items(connection, requests).await
}

async fn with_items(
    connection: &mut AsyncPgConnection,
    requests: Vec<EvidenceRequest>,
) -> StoreResult<Vec<EvidenceRequestRecord>> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let items: Vec<EvidenceRequestItem> = evidence_request_items::table
        .filter(evidence_request_items::request_id.eq_any(ids))
        .select(EvidenceRequestItem::as_select())
        .order((evidence_request_items::request_id, evidence_request_items::number))
        .load(connection)
        .await?;
    let of = |request: &EvidenceRequest| {
        let items = items.iter().filter(|item| item.request_id == request.id);
        items.cloned().collect()
    };
    Ok(requests
        .into_iter()
        .map(|request| {
            let items = of(&request);
            (request, items)
        })
        .collect())
}

/// Ends a request at `now`.
pub async fn end(
    connection: &mut AsyncPgConnection,
    id: Uuid,
    outcome: EvidenceRequestOutcome,
    actor: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    diesel::update(evidence_requests::table.find(id))
        .set((
            evidence_requests::outcome.eq(outcome),
            evidence_requests::ended_by.eq(actor),
            evidence_requests::ended_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes what the producer says to items of the request `id`: pairs of number and answer.
pub async fn answer(
    connection: &mut AsyncPgConnection,
    id: Uuid,
    answers: &[(i16, String)],
) -> StoreResult<()> {
    let (numbers, texts): (Vec<i16>, Vec<&str>) = answers
        .iter()
        .map(|(number, text)| (*number, text.as_str()))
        .unzip();
    diesel::sql_query(
        "update evidence_request_items set answer = a.answer from unnest($2, $3) as a (number, answer) \
         where request_id = $1 and evidence_request_items.number = a.number",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Array<SmallInt>, _>(numbers)
    .bind::<Array<Text>, _>(texts)
    .execute(connection)
    .await?;
    Ok(())
}
