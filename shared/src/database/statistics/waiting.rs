//! Stays of dossiers in the states of their way, from their events. What a stay is, is [`crate::domain::statistics::waiting`].

use super::Area;
use super::bounds::{bound, key, within};
use crate::database::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::statistics::Dimension;
use crate::domain::workflow::DossierState;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Date, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Which dossiers are asked for, and when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WaitingFilter {
    /// Of this kind.
    pub kind: Option<ApplicationKind>,
    /// Evaluated under this regime.
    pub regime: Option<String>,
    /// Stays that ended on this day or later.
    pub from: NaiveDate,
    /// Stays that ended on this day or earlier; who waits is asked at its end.
    pub to: NaiveDate,
}

/// A dossier in a state.
#[derive(Clone, Debug, QueryableByName)]
pub struct StayRow {
    /// Where it stands in the breakdown; empty where that is not recorded.
    #[diesel(sql_type = Text)]
    pub key: String,
    /// The state.
    #[diesel(sql_type = Text)]
    pub state: DossierState,
    /// Day on which the dossier came there.
    #[diesel(sql_type = Date)]
    pub entered: NaiveDate,
    /// Day on which it left; none where it had not by the end of the period.
    #[diesel(sql_type = Nullable<Date>)]
    pub left_on: Option<NaiveDate>,
    /// Last day that it might stay.
    #[diesel(sql_type = Nullable<Date>)]
    pub due_on: Option<NaiveDate>,
}

/// The stays in `area` and within `scope` that ended in the period, and those that had begun and not ended at its end.
pub async fn stays(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    filter: &WaitingFilter,
    by: Option<Dimension>,
) -> StoreResult<Vec<StayRow>> {
    let key = key("d", by, area.generation, "d.kind");
    let within = within("d", "d.producer_id", area, scope);
    Ok(diesel::sql_query(sql(&key, &within))
        .bind::<Nullable<Text>, _>(area.code())
        .bind::<Nullable<Text>, _>(bound(scope))
        .bind::<Date, _>(filter.from)
        .bind::<Date, _>(filter.to)
        .bind::<Nullable<Text>, _>(filter.kind)
        .bind::<Nullable<Text>, _>(filter.regime.as_deref())
        .load(connection)
        .await?)
}

/// A stay begins with the event before the one that ends it, a draft with its dossier. A dossier that had ended before the
/// period is not looked at again.
fn sql(key: &str, within: &str) -> String {
    let day = |moment: &str| format!("({moment} at time zone 'Asia/Ho_Chi_Minh')::date");
    let begins = |day: &str| format!("({day})::timestamp at time zone 'Asia/Ho_Chi_Minh'");
    let (entered, left) = (
        day("coalesce(before.occurred_at, d.created_at)"),
        day("e.occurred_at"),
    );
    let (entered_last, end) = (day("coalesce(last.occurred_at, d.created_at)"), begins("$4 + 1"));
    let from = begins("$3");
    format!(
        "select {key} as key, e.from_state as state, {entered} as entered, {left} as left_on, before.due_on
         from dossier_events e
         join dossiers d on d.id = e.dossier_id
         left join lateral (select b.occurred_at, b.due_on from dossier_events b
             where b.dossier_id = e.dossier_id and b.id < e.id order by b.id desc limit 1) before on true
         where {within} and {ASKED} and e.occurred_at >= {from} and e.occurred_at < {end}
         union all
         select {key}, coalesce(last.to_state, 'draft'), {entered_last}, null, last.due_on
         from dossiers d
         left join lateral (select l.to_state, l.occurred_at, l.due_on from dossier_events l
             where l.dossier_id = d.id and l.occurred_at < {end} order by l.id desc limit 1) last on true
         where {within} and {ASKED} and d.created_at < {end}
             and not (d.state in {ENDED} and d.updated_at < {end})
             and coalesce(last.to_state, 'draft') not in {ENDED}"
    )
}

const ASKED: &str = "($5::text is null or d.kind = $5) and ($6::text is null or d.regime = $6)";
/// The states that no step leads on from.
const ENDED: &str = "('recognised', 'not_recognised', 'withdrawn')";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_that_have_ended_are_those_of_the_workflow() {
        let ended = DossierState::ALL.iter().filter(|state| state.is_final());
        let words: Vec<String> = ended.map(|state| format!("'{state}'")).collect();
        assert_eq!(ENDED, format!("({})", words.join(", ")));
    }
}
