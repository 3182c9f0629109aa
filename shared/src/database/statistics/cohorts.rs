//! What became of certificates, counted by cohort. The definition, and the slow count of the tests, is
//! [`crate::domain::statistics::cohorts`].

use super::Area;
use super::conditions::{scope_filter, unit_filter};
use super::grouping::Grouping;
use crate::database::error::{StoreError, StoreResult};
use crate::database::last_day::{TERM, UNMERGED};
use crate::domain::access::Scope;
use crate::domain::statistics::Dimension;
use crate::domain::statistics::cohorts::{Fate, Fates};
use crate::domain::statistics::disclosure::Coordinates;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    coordinates: Option<String>,
    /// In the order of [`Fate::ALL`].
    #[diesel(sql_type = Array<BigInt>)]
    fates: Vec<i64>,
}

/// The certificates issued until `day` in `area`, as far as `scope` reaches, by what became of them until that day: all, and by
/// `dimensions` as they were on a certificate's first day.
pub async fn count(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    dimensions: &[Dimension],
    day: NaiveDate,
) -> StoreResult<(Fates, Vec<(Coordinates, Fates)>)> {
    let (scope, bound) = scope_filter(scope);
    let code = area.code();
    let rows: Vec<Row> = diesel::sql_query(sql(scope, area, dimensions))
        .bind::<Date, _>(day)
        .bind::<Nullable<Text>, _>(code)
        .bind::<Nullable<Text>, _>(bound)
        .load(connection)
        .await?;
    let (mut totals, mut cells) = (Fates::default(), Vec::with_capacity(rows.len()));
    for row in rows {
        let numbers: Vec<(Fate, i64)> = Fate::ALL.iter().copied().zip(row.fates).collect();
        let fates = Fates::of(|fate| {
            numbers
                .iter()
                .find(|(one, _)| *one == fate)
                .map_or(0, |(_, number)| *number)
        });
        match row.coordinates {
            None => totals = fates,
            Some(text) => {
                let coordinates =
                    serde_json::from_str(&text).map_err(|error| StoreError::Internal(error.to_string()))?;
                cells.push((coordinates, fates));
            }
        }
    }
    Ok((totals, cells))
}

/// The statement. A product's history is read whole even where only a part of it lies in the area: what follows a certificate may
/// lie elsewhere.
fn sql(scope: &str, area: &Area, dimensions: &[Dimension]) -> String {
    let grouping = Grouping::by(dimensions, area.generation);
    let filter = area.unit.as_ref().map_or("$2::text is null", |(level, _)| {
        unit_filter(*level, area.generation)
    });
    let numbers: Vec<String> = Fate::ALL
        .iter()
        .map(|fate| format!("count(*) filter (where fate = '{fate}')"))
        .collect();
    format!(
        "with histories as (
             select *, valid_from as opened_on, not potential and not coalesce(
                 decision_number = lag(decision_number) over own and valid_to = lag(valid_to) over own
                     and stars = lag(stars) over own, false) as issued
             from recognitions
             where valid_from <= $1 and end_reason is distinct from 'not_recorded' and {UNMERGED} and product_id in (select product_id from recognitions where {filter} and {scope})
             window own as (partition by product_id, potential order by valid_from, id)
         ), certificates_and_after as (
             select *, count(*) filter (where issued) over (partition by product_id order by valid_from, id) as certificate
             from histories
         ), issues as (
             select *,
                 max(valid_to) filter (where not potential) over its as last_day,
                 max({TERM}) filter (where not potential) over its as term,
                 min(ended_on) filter (where end_reason = 'revoked' and ended_on <= $1) over its as revoked_on
             from certificates_and_after where certificate > 0
             window its as (partition by product_id, certificate)
         ), followed as (
             select *, lead(kind) over later as next_kind, lead(valid_from) over later as next_from,
                 lead(stars) over later as next_stars
             from issues where issued window later as (partition by product_id order by valid_from, id)
         ), fates as (
             select *, case
                 when revoked_on <= term then 'revoked'
                 when next_kind = 'renewal' and next_stars < stars then 'renewed_lower'
                 when next_kind = 'renewal' then 'renewed'
                 when next_kind = 'upgrade' then 'upgraded'
                 when next_from <= term then 'replaced'
                 when next_kind is not null then 'lapsed'
                 when $1 <= last_day and exists (
                     select from dossiers where dossiers.product_id = followed.product_id and dossiers.kind = 'renewal'
                         and handed_in_on <= $1 and not exists (
                         select from dossier_events where dossier_id = dossiers.id
                             and to_state in ('recognised', 'not_recognised', 'withdrawn')
                             and (occurred_at at time zone 'Asia/Ho_Chi_Minh')::date <= $1)) then 'awaiting_renewal'
                 when $1 <= last_day then 'valid'
                 when $1 < term then 'extended'
                 else 'lapsed' end as fate
             from followed where {filter} and {scope}
         )
         select {coordinates} as coordinates, array[{numbers}] as fates
         from fates group by grouping sets ({sets}){order}",
        coordinates = grouping.coordinates,
        numbers = numbers.join(", "),
        sets = grouping.sets(None),
        order = grouping.order(),
    )
}
