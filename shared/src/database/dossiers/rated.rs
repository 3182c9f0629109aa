//! Steps of dossiers whose sheets were rated: many at once, each fenced by the evaluation that its turn waits for.

use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::domain::workflow::{DossierState, DossierTransition};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A dossier whose turn waits for an evaluation.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct DossierInRating {
    /// The dossier.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Where it stands.
    #[diesel(sql_type = Text)]
    pub state: DossierState,
    /// Its turn.
    #[diesel(sql_type = SmallInt)]
    pub turn: i16,
    /// The evaluation.
    #[diesel(sql_type = SqlUuid)]
    pub evaluation_id: Uuid,
}

/// A step by a rating.
#[derive(Clone, Debug)]
pub struct RatingStep {
    /// The dossier, held by [`lock_being_rated`] or [`lock_failed_ratings`].
    pub dossier: DossierInRating,
    /// The row of the table.
    pub transition: &'static DossierTransition,
    /// The stars, where the rating gave a result for the dossier; none inside where that is an elimination.
    pub result: Option<Option<i16>>,
}

/// The dossiers whose turns wait for `evaluations`, held until the transaction ends, in the order of their ids. An evaluation
/// whose dossier has gone another way has none.
pub async fn lock_being_rated(
    connection: &mut AsyncPgConnection,
    evaluations: &[Uuid],
) -> StoreResult<Vec<DossierInRating>> {
    Ok(diesel::sql_query(
        "select d.id, d.state, d.turn, t.evaluation_id
         from dossiers d join scoring_turns t on t.dossier_id = d.id and t.turn = d.turn
         where t.evaluation_id = any($1) and d.state in ('being_rated', 'being_rated_by_ministry')
         order by d.id
         for no key update of d",
    )
    .bind::<Array<SqlUuid>, _>(evaluations)
    .load(connection)
    .await?)
}

/// Up to `limit` dossiers whose rating ended as a failed job, held until the transaction ends; those in other hands are
/// passed by.
pub async fn lock_failed_ratings(
    connection: &mut AsyncPgConnection,
    limit: i64,
) -> StoreResult<Vec<DossierInRating>> {
    Ok(diesel::sql_query(
        "select d.id, d.state, d.turn, t.evaluation_id
         from dossiers d
         join scoring_turns t on t.dossier_id = d.id and t.turn = d.turn
         join evaluations e on e.id = t.evaluation_id
         join jobs j on j.id = e.job_id
         where d.state in ('being_rated', 'being_rated_by_ministry') and j.status = 'failed'
         order by d.id
         limit $1
         for no key update of d skip locked",
    )
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?)
}

/// Takes each dossier its step on, with its event: two statements however many there are.
pub async fn advance_rated(
    connection: &mut AsyncPgConnection,
    steps: &[RatingStep],
    actor: &str,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    if steps.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "update dossiers set state = step.state, turn = dossiers.turn + step.turns, due_on = null,
             stars = case when step.resulted then step.stars else dossiers.stars end,
             evaluation_id = case when step.resulted then step.evaluation_id else dossiers.evaluation_id end,
             version = dossiers.version + 1, updated_at = $7
         from unnest($1, $2, $3, $4, $5, $6) as step (id, state, turns, resulted, stars, evaluation_id)
         where dossiers.id = step.id",
    )
    .bind::<Array<SqlUuid>, _>(column(steps, |step| step.dossier.id))
    .bind::<Array<Text>, _>(column(steps, |step| step.transition.to))
    .bind::<Array<SmallInt>, _>(column(steps, |step| i16::from(step.transition.opens_turn())))
    .bind::<Array<Bool>, _>(column(steps, |step| step.result.is_some()))
    .bind::<Array<Nullable<SmallInt>>, _>(column(steps, |step| step.result.flatten()))
    .bind::<Array<SqlUuid>, _>(column(steps, |step| step.dossier.evaluation_id))
    .bind::<Timestamptz, _>(at)
    .execute(connection)
    .await?;
    diesel::sql_query(
        "insert into dossier_events (dossier_id, occurred_at, actor, action, from_state, to_state, details)
         select id, $8, $7, action, from_state, to_state,
             jsonb_build_object('evaluation_id', evaluation_id, 'turn', turn, 'stars', stars)
         from unnest($1, $2, $3, $4, $5, $6, $9)
             as step (id, action, from_state, to_state, evaluation_id, turn, stars)",
    )
    .bind::<Array<SqlUuid>, _>(column(steps, |step| step.dossier.id))
    .bind::<Array<Text>, _>(column(steps, |step| step.transition.action))
    .bind::<Array<Text>, _>(column(steps, |step| step.transition.from))
    .bind::<Array<Text>, _>(column(steps, |step| step.transition.to))
    .bind::<Array<SqlUuid>, _>(column(steps, |step| step.dossier.evaluation_id))
    .bind::<Array<SmallInt>, _>(column(steps, |step| step.dossier.turn))
    .bind::<Text, _>(actor)
    .bind::<Timestamptz, _>(at)
    .bind::<Array<Nullable<SmallInt>>, _>(column(steps, |step| step.result.flatten()))
    .execute(connection)
    .await?;
    Ok(())
}
