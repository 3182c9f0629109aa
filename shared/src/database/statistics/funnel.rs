//! Ideas, business plans and dossiers of a year by how far they came. The stages are [`Stage`]'s.

use super::Area;
use super::bounds::{bound, key, within};
use crate::database::error::StoreResult;
use crate::domain::access::Scope;
use crate::domain::statistics::Dimension;
use crate::domain::statistics::funnel::Stage;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// How many reached a stage.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct StageRow {
    /// Where they stand in the breakdown; empty where that is not recorded.
    #[diesel(sql_type = Text)]
    pub key: String,
    /// The stage.
    #[diesel(sql_type = Text)]
    pub stage: Stage,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
}

/// How many ideas, plans and dossiers of `year` in `area` and within `scope` had reached which stage on `day`.
pub async fn stages(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    (year, day): (i16, NaiveDate),
    by: Option<Dimension>,
) -> StoreResult<Vec<StageRow>> {
    Ok(diesel::sql_query(sql(scope, area, by))
        .bind::<Nullable<Text>, _>(area.code())
        .bind::<Nullable<Text>, _>(bound(scope))
        .bind::<SmallInt, _>(year)
        .bind::<Date, _>(day)
        .load(connection)
        .await?)
}

/// One row a record and stage it had reached, then counted.
fn sql(scope: &Scope, area: &Area, by: Option<Dimension>) -> String {
    let records = within("r", "r.producer_id", area, scope);
    let dossiers = within("d", "d.producer_id", area, scope);
    let key_of_records = key("r", by, area.generation, "''");
    let key_of_dossiers = key("d", by, area.generation, "d.kind");
    let end = "($4 + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'";
    let accepted = format!(
        "exists (select from programme_history h where h.record_id = r.id and h.act = 'accept' and h.occurred_at < {end})"
    );
    let acted = |actions: &str| {
        format!(
            "exists (select from dossier_events v where v.dossier_id = d.id and v.action in ({actions}) and v.occurred_at < {end})"
        )
    };
    let (submitted, recognised) = ("d.handed_in_on <= $4", acted("'recognise', 'propose'"));
    format!(
        "select key, stage, count(*) as number from (
             select {key_of_records} as key, unnest(array[
                 case kind when 'idea' then 'ideas' else 'plans' end,
                 case when {accepted} then case kind when 'idea' then 'ideas_accepted' else 'plans_accepted' end end]) as stage
             from ({RECORDS}) r
             where {records} and r.year = $3 and r.created_at < {end}
             union all
             select {key_of_dossiers}, unnest(array['dossiers_begun',
                 case when {submitted} then 'dossiers_submitted' end,
                 case when {submitted} and exists (select from evaluations e
                     join evaluation_results x on x.evaluation_id = e.id
                     where e.dossier_id = d.id and x.outcome in ('rated', 'eliminated') and x.evaluated_at < {end})
                     then 'dossiers_evaluated' end,
                 case when {recognised} then 'dossiers_recognised' end])
             from dossiers d
             where {dossiers} and d.kind = 'first' and d.created_at < {end}
                 and extract(year from d.created_at at time zone 'Asia/Ho_Chi_Minh') = $3
         ) as reached where stage is not null group by key, stage"
    )
}

/// Ideas and plans with their product set: an idea says its own, a plan follows its idea or its product.
const RECORDS: &str = "select o.*, coalesce((o.content ->> 'product_set')::smallint,
            (i.content ->> 'product_set')::smallint, p.product_set) as product_set
        from programme_records o
        left join programme_records i on i.id = o.earlier_id and i.kind = 'idea'
        left join products p on p.id = o.product_id
        where o.kind in ('idea', 'business_plan')";
