//! One step of a dossier through the workflow, and its entry in the dossier's history.

use super::Dossier;
use crate::database::error::StoreResult;
use crate::database::schema::{dossier_events, dossiers};
use crate::domain::workflow::DossierTransition;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// A step that the domain has allowed ([`crate::domain::workflow::step`]).
#[derive(Clone, Debug)]
pub struct DossierStep<'a> {
    /// The row of the table.
    pub transition: &'static DossierTransition,
    /// Who acts, as the audit log names it.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: Option<&'a str>,
    /// Last day of the new state, computed from the transition's deadline.
    pub due_on: Option<NaiveDate>,
    /// What belongs to the action: the evaluation, the decision, the evidence asked for.
    pub details: Option<Value>,
}

/// Takes `dossier`, held by [`super::lock`] and changed in other columns as the action asks for, one step on: writes the
/// row and the event. Returns the dossier as it stands then.
pub async fn advance(
    connection: &mut AsyncPgConnection,
    dossier: Dossier,
    step: DossierStep<'_>,
) -> StoreResult<Dossier> {
    let dossier = Dossier {
        state: step.transition.to,
        turn: dossier
            .turn
            .saturating_add(i16::from(step.transition.opens_turn())),
        due_on: step.due_on,
        version: dossier.version.saturating_add(1),
        updated_at: step.at,
        ..dossier
    };
    diesel::update(dossiers::table.find(dossier.id))
        .set((
            dossiers::regime.eq(&dossier.regime),
            dossiers::state.eq(dossier.state),
            dossiers::commune_report.eq(dossier.commune_report.as_ref()),
            dossiers::handed_in_on.eq(dossier.handed_in_on),
            dossiers::complete_on.eq(dossier.complete_on),
            dossiers::due_on.eq(dossier.due_on),
            dossiers::decide_by.eq(dossier.decide_by),
            dossiers::turn.eq(dossier.turn),
            dossiers::stars.eq(dossier.stars),
            dossiers::evaluation_id.eq(dossier.evaluation_id),
            dossiers::late_reason.eq(dossier.late_reason.as_ref()),
            dossiers::version.eq(dossier.version),
            dossiers::updated_at.eq(dossier.updated_at),
        ))
        .execute(connection)
        .await?;
    diesel::insert_into(dossier_events::table)
        .values((
            dossier_events::dossier_id.eq(dossier.id),
            dossier_events::occurred_at.eq(step.at),
            dossier_events::actor.eq(step.actor),
            dossier_events::action.eq(step.transition.action),
            dossier_events::from_state.eq(step.transition.from),
            dossier_events::to_state.eq(step.transition.to),
            dossier_events::reason.eq(step.reason),
            dossier_events::due_on.eq(step.due_on),
            dossier_events::details.eq(step.details),
        ))
        .execute(connection)
        .await?;
    Ok(dossier)
}
