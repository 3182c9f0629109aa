//! The table `scoring_turns`: turns of scoring (lượt chấm) whose sheets were closed.

use super::error::StoreResult;
use super::json_text::JsonText;
use super::schema::{dossiers, evaluation_results, producers, products, scoring_turns};
use crate::domain::application_kind::ApplicationKind;
use crate::domain::workflow::DossierState;
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
    /// The council as it sat: a list of [`crate::domain::councils::MinutesSeat`].
    pub sitting: JsonText,
    /// Who closed the sheets.
    pub closed_by: String,
    /// When.
    pub closed_at: DateTime<Utc>,
}

/// The closed turn `turn` of a dossier that the caller has found, where it was closed.
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

/// Closes a turn, or closes it again with another evaluation.
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

/// A closed turn with its dossier and its result, for the minutes.
#[derive(Clone, Debug, Queryable)]
pub struct MinutedTurn {
    /// The turn.
    pub turn: ScoringTurn,
    /// Where the dossier stands.
    pub state: DossierState,
    /// The turn that the dossier is in.
    pub current_turn: i16,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// Code of the product.
    pub product_code: String,
    /// Name of the product.
    pub product_name: String,
    /// Who makes it.
    pub producer_name: String,
    /// The result as `scorings` answers it.
    pub result: JsonText,
}

impl MinutedTurn {
    /// Whether everybody concerned may see it: the sheets are closed and stay so.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.turn.turn < self.current_turn || (self.turn.quorate && !self.state.is_scoring())
    }
}

/// The rated turns of a council, by product and turn; of one dossier where one is named.
pub async fn minuted(
    connection: &mut AsyncPgConnection,
    council: Uuid,
    dossier: Option<Uuid>,
) -> StoreResult<Vec<MinutedTurn>> {
    let mut query = scoring_turns::table
        .inner_join(
            dossiers::table
                .inner_join(products::table)
                .inner_join(producers::table),
        )
        .inner_join(
            evaluation_results::table.on(evaluation_results::evaluation_id.eq(scoring_turns::evaluation_id)),
        )
        .filter(scoring_turns::council_id.eq(council))
        .select((
            ScoringTurn::as_select(),
            dossiers::state,
            dossiers::turn,
            dossiers::kind,
            products::code,
            products::name,
            producers::name,
            evaluation_results::result,
        ))
        .order((products::code, scoring_turns::dossier_id, scoring_turns::turn))
        .into_boxed();
    if let Some(dossier) = dossier {
        query = query.filter(scoring_turns::dossier_id.eq(dossier));
    }
    Ok(query.load(connection).await?)
}
