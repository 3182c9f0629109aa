//! What happened to a dossier (table `dossier_events`).

use super::Dossier;
use crate::clock::vietnamese_date;
use crate::database::error::StoreResult;
use crate::database::schema::dossier_events;
use crate::domain::workflow::{DossierAction, DossierState};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

/// A row of `dossier_events`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = dossier_events, check_for_backend(diesel::pg::Pg))]
pub struct DossierEvent {
    /// In order.
    pub id: i64,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who acted, as the audit log names it.
    pub actor: String,
    /// What was done.
    pub action: DossierAction,
    /// Where the dossier stood.
    pub from_state: DossierState,
    /// Where it stood then.
    pub to_state: DossierState,
    /// Why.
    pub reason: Option<String>,
    /// Last day of the new state.
    pub due_on: Option<NaiveDate>,
    /// What belongs to the action.
    pub details: Option<Value>,
}

/// Up to `limit` events of `dossier`, which the caller may see, after the one with the id `after`.
pub async fn events(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<DossierEvent>> {
    let mut query = dossier_events::table
        .filter(dossier_events::dossier_id.eq(dossier.id))
        .select(DossierEvent::as_select())
        .order(dossier_events::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(dossier_events::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// The day in Việt Nam on which one of `actions` was last done to `dossier`.
pub async fn last_day(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    actions: &[DossierAction],
) -> StoreResult<Option<NaiveDate>> {
    let moment: Option<DateTime<Utc>> = dossier_events::table
        .filter(dossier_events::dossier_id.eq(dossier))
        .filter(dossier_events::action.eq_any(actions.to_vec()))
        .order(dossier_events::id.desc())
        .select(dossier_events::occurred_at)
        .first(connection)
        .await
        .optional()?;
    Ok(moment.map(vietnamese_date))
}
