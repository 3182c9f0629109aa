//! The table `scoring_turns`: turns of scoring (lượt chấm) whose sheets were closed.

use super::error::StoreResult;
use super::json_text::JsonText;
use super::schema::scoring_turns;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `scoring_turns`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = scoring_turns, check_for_backend(diesel::pg::Pg))]
pub struct ScoringTurn {
    /// The dossier.
    pub dossier_id: Uuid,
    /// Its turn, from 1.
    pub turn: i16,
    /// The council that scored.
    pub council_id: Uuid,
    /// The evaluation of its sheets.
    pub evaluation_id: Uuid,
    /// Whether enough sheets were there.
    pub quorate: bool,
    /// The council as it sat: a list of [`crate::domain::councils::Sitting`].
    pub sitting: JsonText,
    /// Who closed the sheets.
    pub closed_by: String,
    /// When.
    pub closed_at: DateTime<Utc>,
}

/// The closed turn `turn` of a dossier that the caller has found, where it was closed.
///
/// # Errors
/// See [`super::StoreError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    turn: i16,
) -> StoreResult<Option<ScoringTurn>> {
    Ok(scoring_turns::table
        .find((dossier, turn))
        .select(ScoringTurn::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The turns that a council closed, by dossier and turn; of one dossier where one is named.
///
/// # Errors
/// See [`super::StoreError`].
pub async fn of_council(
    connection: &mut AsyncPgConnection,
    council: Uuid,
    dossier: Option<Uuid>,
) -> StoreResult<Vec<ScoringTurn>> {
    let mut query = scoring_turns::table
        .filter(scoring_turns::council_id.eq(council))
        .select(ScoringTurn::as_select())
        .order((scoring_turns::dossier_id, scoring_turns::turn))
        .into_boxed();
    if let Some(dossier) = dossier {
        query = query.filter(scoring_turns::dossier_id.eq(dossier));
    }
    Ok(query.load(connection).await?)
}

/// Closes a turn, or closes it again with another evaluation.
///
/// # Errors
/// See [`super::StoreError`].
pub async fn close(connection: &mut AsyncPgConnection, turn: &ScoringTurn) -> StoreResult<()> {
    diesel::insert_into(scoring_turns::table)
        .values(turn)
        .on_conflict((scoring_turns::dossier_id, scoring_turns::turn))
        .do_update()
        .set(turn)
        .execute(connection)
        .await?;
    Ok(())
}
