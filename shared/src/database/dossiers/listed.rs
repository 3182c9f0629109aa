//! Lists of dossiers.

use super::Dossier;
use super::drafts::final_states;
use crate::database::bounds::{dossiers_within, within_unit};
use crate::database::error::StoreResult;
use crate::database::schema::dossiers;
use crate::domain::access::Scope;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::units::UnitRef;
use crate::domain::workflow::DossierState;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Which dossiers a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct DossierFilter {
    /// Those in this state.
    pub state: Option<DossierState>,
    /// Those of this kind.
    pub kind: Option<ApplicationKind>,
    /// Those of this product.
    pub product_id: Option<Uuid>,
    /// Those of this producer.
    pub producer_id: Option<Uuid>,
    /// Those whose product is made in this unit of either generation.
    pub unit: Option<UnitRef>,
    /// Those on their way of which a last day, of the state or of the decision, lies before this one.
    pub due_before: Option<NaiveDate>,
}

/// Up to `limit` dossiers after the one with the id `after`, in the order in which they were begun.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &DossierFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Dossier>> {
    let query = dossiers::table
        .select(Dossier::as_select())
        .order(dossiers::id)
        .limit(limit)
        .into_boxed();
    let mut query = dossiers_within!(query, scope);
    if let Some(unit) = &filter.unit {
        query = within_unit!(query, dossiers, unit);
    }
    if let Some(state) = filter.state {
        query = query.filter(dossiers::state.eq(state));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(dossiers::kind.eq(kind));
    }
    if let Some(product) = filter.product_id {
        query = query.filter(dossiers::product_id.eq(product));
    }
    if let Some(producer) = filter.producer_id {
        query = query.filter(dossiers::producer_id.eq(producer));
    }
    if let Some(day) = filter.due_before {
        query = query
            .filter(dossiers::state.ne_all(final_states()))
            .filter(dossiers::due_on.lt(day).or(dossiers::decide_by.lt(day)));
    }
    if let Some(after) = after {
        query = query.filter(dossiers::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
