//! What reports of implementation say, added up. The definitions are in [`crate::domain::statistics::effects`].

use super::Area;
use super::conditions::{scope_filter, unit_filter};
use super::grouping::Grouping;
use crate::database::error::{StoreError, StoreResult};
use crate::database::last_day::ENDS;
use crate::domain::access::Scope;
use crate::domain::money::Dong;
use crate::domain::statistics::Dimension;
use crate::domain::statistics::disclosure::Coordinates;
use crate::domain::statistics::effects::{Effects, GoodsOutput, LikeForLikeComparison, MOST_UNITS};
use diesel::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct EffectsFilter<'a> {
    /// What the caller may see.
    pub scope: &'a Scope,
    /// Where the subjects lie.
    pub area: &'a Area,
    /// What they are broken down by.
    pub dimensions: &'a [Dimension],
    /// The year.
    pub year: i16,
    /// The year whose reports of the same subjects are compared like for like.
    pub compare_to: Option<i16>,
    /// The group of each product set, as the regimes have it.
    pub groups: &'a [(i16, String)],
}

/// What one cell or the whole comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectsTotals {
    /// The sums of the year.
    pub effects: Effects,
    /// Distinct producers who reported for it.
    pub producers: i64,
    /// Those who reported for both years.
    pub like_for_like: LikeForLikeComparison,
    /// Goods made.
    pub output: Vec<GoodsOutput>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    coordinates: Option<String>,
    /// In the order of [`SUMS`].
    #[diesel(sql_type = Array<BigInt>)]
    sums: Vec<i64>,
}

#[derive(QueryableByName)]
struct OutputRow {
    #[diesel(sql_type = Nullable<Text>)]
    coordinates: Option<String>,
    #[diesel(sql_type = Text)]
    unit: String,
    #[diesel(sql_type = BigInt)]
    quantity: i64,
    #[diesel(sql_type = BigInt)]
    subjects: i64,
}

/// What is summed over the subjects, and over what they reported `before`, for the year compared to.
const SUMS: &[&str] = &[
    "count(*)",
    "count(product_id)",
    "sum(revenue)",
    "sum(export_revenue)",
    "sum(investment)",
    "sum(jobs)",
    "sum(female_jobs)",
    "sum(ethnic_minority_jobs)",
    "count(reported_before)",
    "sum(revenue) filter (where reported_before)",
    "sum(revenue_before)",
    "sum(jobs) filter (where reported_before)",
    "sum(jobs_before)",
    "count(distinct producer_id)",
];

/// Adds up what was reported: the whole first, without coordinates, then each cell.
pub async fn sum(
    connection: &mut AsyncPgConnection,
    question: &EffectsFilter<'_>,
) -> StoreResult<(EffectsTotals, Vec<(Coordinates, EffectsTotals)>)> {
    let rows: Vec<Row> = load(connection, question, sums_sql(question)).await?;
    let output: Vec<OutputRow> = load(connection, question, output_sql(question)).await?;
    let (mut totals, mut cells) = (EffectsTotals::default(), Vec::with_capacity(rows.len()));
    for row in rows {
        let summed = EffectsTotals {
            output: output
                .iter()
                .filter(|one| one.coordinates == row.coordinates)
                .map(|one| GoodsOutput {
                    unit: one.unit.clone(),
                    quantity: one.quantity,
                    subjects: one.subjects,
                })
                .collect(),
            ..summed(&row.sums)
        };
        match row.coordinates {
            None => totals = summed,
            Some(text) => {
                let at =
                    serde_json::from_str(&text).map_err(|error| StoreError::Internal(error.to_string()))?;
                cells.push((at, summed));
            }
        }
    }
    Ok((totals, cells))
}

/// Runs a statement with the bindings that all of them take.
async fn load<R: QueryableByName<Pg> + Send + 'static>(
    connection: &mut AsyncPgConnection,
    question: &EffectsFilter<'_>,
    sql: String,
) -> StoreResult<Vec<R>> {
    let (sets, groups): (Vec<i16>, Vec<&str>) = question
        .groups
        .iter()
        .map(|(set, group)| (*set, group.as_str()))
        .unzip();
    Ok(diesel::sql_query(sql)
        .bind::<SmallInt, _>(question.year)
        .bind::<Nullable<Text>, _>(question.area.code())
        .bind::<Nullable<Text>, _>(scope_filter(question.scope).1)
        .bind::<Nullable<SmallInt>, _>(question.compare_to)
        .bind::<Array<SmallInt>, _>(sets)
        .bind::<Array<Text>, _>(groups)
        .load(connection)
        .await?)
}

fn summed(sums: &[i64]) -> EffectsTotals {
    let mut sums = sums.iter().copied();
    let mut next = || sums.next().unwrap_or_default();
    let effects = Effects {
        subjects: next(),
        products: next(),
        revenue: Dong(next()),
        export_revenue: Dong(next()),
        investment: Dong(next()),
        jobs: next(),
        female_jobs: next(),
        ethnic_minority_jobs: next(),
    };
    let like_for_like = LikeForLikeComparison {
        subjects: next(),
        revenue: (Dong(next()), Dong(next())),
        jobs: (next(), next()),
    };
    EffectsTotals {
        effects,
        like_for_like,
        producers: next(),
        output: Vec::new(),
    }
}

/// The subjects of both years, each with what it reported for one of them.
fn subjects_sql(question: &EffectsFilter<'_>) -> String {
    let filter = question
        .area
        .unit
        .as_ref()
        .map_or("$2::text is null", |(level, _)| {
            unit_filter(*level, question.area.generation)
        });
    let scope = scope_filter(question.scope).0;
    format!(
        "with reports as (
             select r.id, r.year, r.content, r.producer_id, coalesce(r.product_id, plan.product_id) as product_id,
                 coalesce(r.product_id, plan.product_id, r.earlier_id) as subject, r.product_id is not null as whole,
                 r.current_province_code, r.current_commune_code, r.legacy_province_code, r.legacy_district_code,
                 r.legacy_commune_code
             from programme_records r left join programme_records plan on plan.id = r.earlier_id
             where r.kind = 'implementation_report' and r.year in ($1, $4)
         ), kept as (
             select *, bool_or(whole) over (partition by subject, year) and not whole as is_part from reports
             where {filter} and {scope}
         ), subjects as (
             select subject, year, min(product_id::text)::uuid as product_id, min(producer_id::text)::uuid as producer_id,
                 min(current_province_code) as current_province_code, min(current_commune_code) as current_commune_code,
                 min(legacy_province_code) as legacy_province_code, min(legacy_district_code) as legacy_district_code,
                 min(legacy_commune_code) as legacy_commune_code,
                 sum((content->>'revenue')::numeric) as revenue,
                 sum((content->>'export_revenue')::numeric) as export_revenue,
                 sum((content->>'investment')::numeric) as investment,
                 sum((content->'jobs'->>'total')::numeric) as jobs,
                 sum((content->'jobs'->>'female')::numeric) as female_jobs,
                 sum((content->'jobs'->>'ethnic_minority')::numeric) as ethnic_minority_jobs
             from kept where not is_part group by subject, year
         ), described as (
             select subjects.*, products.product_set, groups.name as product_group, producers.kind as producer_type,
                 held.stars, held.potential
             from subjects
             left join products on products.id = subjects.product_id
             left join unnest($5, $6) as groups (no, name) on groups.no = products.product_set
             left join producers on producers.id = subjects.producer_id
             left join lateral (
                 select stars, potential from recognitions
                 where recognitions.product_id = subjects.product_id and valid_from <= make_date(subjects.year, 12, 31)
                     and make_date(subjects.year, 12, 31) < {ENDS}
                 order by valid_from desc, id desc limit 1) held on true
         )"
    )
}

/// A sum as a whole number that stays at the bounds of its type.
fn bounded(sum: &str) -> String {
    format!("least(coalesce({sum}, 0), {})::bigint", i64::MAX)
}

fn sums_sql(question: &EffectsFilter<'_>) -> String {
    let grouping = Grouping::by(question.dimensions, question.area.generation);
    let sums: Vec<String> = SUMS.iter().map(|sum| bounded(sum)).collect();
    format!(
        "{subjects} select {coordinates} as coordinates, array[{sums}] as sums
         from described left join (
             select subject as the_same, true as reported_before, revenue as revenue_before, jobs as jobs_before
             from subjects where year = $4 and $4 <> $1) as earlier on the_same = subject
         where year = $1 group by grouping sets ({sets}){order}",
        subjects = subjects_sql(question),
        coordinates = grouping.coordinates,
        sums = sums.join(", "),
        sets = grouping.sets(None),
        order = grouping.order(),
    )
}

fn output_sql(question: &EffectsFilter<'_>) -> String {
    let grouping = Grouping::by(question.dimensions, question.area.generation);
    format!(
        "{subjects}, made as (
             select described.*, lower(btrim(output->>'unit')) as unit, (output->>'quantity')::numeric as quantity
             from described
             join kept on kept.subject = described.subject and kept.year = described.year and not kept.is_part
             cross join lateral jsonb_array_elements(kept.content->'output') as output
             where described.year = $1
         ), summed as (
             select {coordinates} as coordinates, unit, {quantity} as quantity, count(distinct subject) as subjects
             from made group by grouping sets ({sets})
         ), ordered as (
             select *, row_number() over (partition by coordinates order by subjects desc, unit) as place from summed
         )
         select coordinates, unit, quantity, subjects from ordered where place <= {MOST_UNITS}
         order by coordinates, place",
        subjects = subjects_sql(question),
        coordinates = grouping.coordinates,
        quantity = bounded("sum(quantity)"),
        sets = grouping.sets(Some("unit")),
    )
}
